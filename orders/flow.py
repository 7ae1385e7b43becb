"""The flow of a work order as a pure state machine: filed to closed, one stage at a time."""

from collections.abc import Mapping
from datetime import datetime

from model.order import OrderCommand, OrderEvent, OrderState, WorkOrder
from orders.errors import Refused

SYSTEM = "yiping"
"""The actor of what the system does by itself."""

STEPS: Mapping[tuple[OrderState, OrderCommand], OrderState] = {
    (OrderState.FILED, OrderCommand.DISPATCH): OrderState.DISPATCHED,
    (OrderState.DISPATCHED, OrderCommand.ACCEPT): OrderState.ACCEPTED,
    (OrderState.ACCEPTED, OrderCommand.ARRIVE): OrderState.ON_SITE,
    (OrderState.ON_SITE, OrderCommand.RESOLVE): OrderState.RESOLVED,
    (OrderState.RESOLVED, OrderCommand.VERIFY): OrderState.VERIFIED,
    (OrderState.VERIFIED, OrderCommand.CLOSE): OrderState.CLOSED,
}


def allowed(state: OrderState) -> tuple[OrderCommand, ...]:
    """The commands that an order in ``state`` takes."""
    return tuple(command for from_state, command in STEPS if from_state is state)


def decide(
    order: WorkOrder,
    command: OrderCommand,
    *,
    actor: str,
    now: datetime,
    alert_open: bool,
    note: str = "",
    override: str | None = None,
) -> OrderEvent:
    """The event that ``command`` makes of ``order``.

    ``alert_open`` says whether the sensor still reads above its off value: such an order closes only with an
    ``override``, the reason why. Verification is by another person than the one who resolved.
    Raises Refused with the reason and the allowed commands.
    """
    if (to_state := STEPS.get((order.state, command))) is None:
        raise Refused(f"{order.id} is {order.state}; it takes {_words(order.state)}, not {command}")
    if not actor.strip():
        raise Refused(f"{order.id}: who does this? An action without a name is not recorded")
    _safeguards(order, command, actor=actor, alert_open=alert_open, note=note, override=override)
    return OrderEvent(
        order_num=order.num,
        at=now,
        actor=actor,
        command=command,
        from_state=order.state,
        to_state=to_state,
        note=note.strip(),
        override=override if command is OrderCommand.CLOSE and alert_open else None,
    )


def _safeguards(
    order: WorkOrder, command: OrderCommand, *, actor: str, alert_open: bool, note: str, override: str | None
) -> None:
    if command is OrderCommand.RESOLVE and not note.strip():
        raise Refused(f"{order.id}: say in a note what was done")
    if command is OrderCommand.VERIFY and actor == order.resolved_by:
        raise Refused(f"{order.id} was resolved by {actor}; another person must verify it")
    if command is OrderCommand.CLOSE and alert_open and not (override or "").strip():
        raise Refused(
            f"{order.id}: the sensor still reads above its off value; close it only with a reason (override)"
        )


def _words(state: OrderState) -> str:
    return ", ".join(allowed(state)) or "no command any more"
