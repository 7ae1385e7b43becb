"""The flow of a work order as a pure state machine: from a reported case to closure, and what lies beside.

The stages follow the official flow of seven, 信息采集 to 综合评价 (see docs/orders.md).
"""

from collections.abc import Mapping
from datetime import datetime

from model.order import OrderCommand as Do
from model.order import OrderEvent, Stage, WorkOrder
from model.order import OrderState as Is
from model.person import person
from model.words import tidy
from orders.errors import Refused

SYSTEM = "yiping"
"""The actor of what the system does by itself."""

STEPS: Mapping[tuple[Is, Do], Is] = {
    (Is.REPORTED, Do.FILE): Is.FILED,
    (Is.REPORTED, Do.REJECT): Is.REJECTED,
    (Is.FILED, Do.DISPATCH): Is.DISPATCHED,
    (Is.DISPATCHED, Do.ACCEPT): Is.ACCEPTED,
    (Is.ACCEPTED, Do.ARRIVE): Is.ON_SITE,
    (Is.ON_SITE, Do.RESOLVE): Is.RESOLVED,
    (Is.RESOLVED, Do.VERIFY): Is.VERIFIED,
    (Is.VERIFIED, Do.CLOSE): Is.CLOSED,
    **{(state, Do.RETURN): Is.FILED for state in (Is.DISPATCHED, Is.ACCEPTED, Is.ON_SITE)},
    **{(state, Do.REWORK): Is.DISPATCHED for state in (Is.RESOLVED, Is.VERIFIED)},
    **{(state, Do.PARK): Is.PARKED for state in (Is.DISPATCHED, Is.ACCEPTED, Is.ON_SITE)},
    **{
        (state, Do.MERGE): Is.MERGED
        for state in (Is.REPORTED, Is.FILED, Is.DISPATCHED, Is.ACCEPTED, Is.ON_SITE)
    },
    **{
        (state, Do.CANCEL): Is.CANCELLED
        for state in (Is.FILED, Is.DISPATCHED, Is.ACCEPTED, Is.ON_SITE, Is.RESOLVED, Is.VERIFIED, Is.PARKED)
    },
}
"""Where a command leads."""

BACK: Mapping[Do, Is] = {Do.UNPARK: Is.PARKED, Do.UNMERGE: Is.MERGED}
"""Commands that lead back to what an order was, and the state that takes them."""

AT_WORK = frozenset({Is.DISPATCHED, Is.ACCEPTED, Is.ON_SITE})
"""Its clocks run."""

UNDER_WAY = AT_WORK | {Is.FILED, Is.RESOLVED, Is.VERIFIED, Is.PARKED}
STAYS: Mapping[Do, frozenset[Is]] = {
    Do.ASSIGN: AT_WORK,
    Do.EXTEND: AT_WORK,
    Do.GRANT: AT_WORK | {Is.PARKED},
    Do.REFUSE: AT_WORK | {Is.PARKED},
    Do.PAUSE: AT_WORK,
    Do.RESUME: AT_WORK,
    Do.SPLIT: AT_WORK | {Is.FILED},
    Do.SUPERVISE: UNDER_WAY,
}
"""Commands that leave an order where it is, and the states that take them."""

NEED_WORDS: Mapping[Do, str] = {
    Do.REJECT: "why it is no case for the city",
    Do.RESOLVE: "what was done",
    Do.RETURN: "why it is not yours",
    Do.REWORK: "what is not mended yet",
    Do.EXTEND: "why it takes longer",
    Do.REFUSE: "why there is no more time",
    Do.PAUSE: "what it waits for",
    Do.PARK: "why it cannot be worked for now",
    Do.UNMERGE: "why it is a case of its own",
    Do.SPLIT: "what the other task is",
    Do.CANCEL: "why it needs no work",
    Do.SUPERVISE: "what is to be watched",
}
"""What a note must say."""

ENDS_GUARDED = frozenset({Do.CLOSE, Do.CANCEL})
"""Commands that end an order, which needs an override while its sensor still reads above its off value."""

STAGES: Mapping[Is, Stage] = {
    Is.REPORTED: Stage.COLLECT,
    Is.REJECTED: Stage.COLLECT,
    Is.FILED: Stage.FILE,
    Is.DISPATCHED: Stage.DISPATCH,
    Is.ACCEPTED: Stage.HANDLE,
    Is.ON_SITE: Stage.HANDLE,
    Is.RESOLVED: Stage.FEEDBACK,
    Is.VERIFIED: Stage.VERIFY,
    Is.CLOSED: Stage.EVALUATE,
    Is.CANCELLED: Stage.EVALUATE,
}


def stage_of(order: WorkOrder) -> Stage:
    """The official stage that an order stands at; parked and merged ones stand where they were."""
    aside = order.state in BACK.values()
    return STAGES[order.before_state or Is.FILED] if aside else STAGES[order.state]


def allowed(order: WorkOrder) -> tuple[Do, ...]:
    """The commands that an order takes from people now, the usual next one first."""
    return tuple(command for command in Do if _leads_to(order, command) is not None and _fits(order, command))


def decide(
    order: WorkOrder,
    command: Do,
    *,
    actor: str,
    now: datetime,
    alert_open: bool,
    note: str = "",
    override: str | None = None,
) -> OrderEvent:
    """The event that ``command`` makes of ``order``.

    ``alert_open`` says whether the sensor still reads above its off value: such an order ends only with an
    ``override``, the reason why. Verification is by another person than the one who resolved, and more time
    is granted by another than the one who asked. Raises Refused with the reason and the allowed commands.
    """
    to_state = _leads_to(order, command)
    if to_state is None or not _fits(order, command):
        raise Refused(f"{order.id} is {_stands(order)}; it takes {_words(order)}, not {command}")
    if not person(actor):
        raise Refused(f"{order.id}: who does this? An action without a name is not recorded")
    _safeguards(order, command, actor=actor, alert_open=alert_open, note=note, override=override)
    return OrderEvent(
        order_num=order.num,
        at=now,
        actor=tidy(actor),
        command=command,
        from_state=order.state,
        to_state=to_state,
        note=tidy(note),
        override=tidy(override or "") if command in ENDS_GUARDED and alert_open else None,
    )


def _leads_to(order: WorkOrder, command: Do) -> Is | None:
    """The state after a command; None where the state does not take it."""
    if command in STAYS:
        return order.state if order.state in STAYS[command] else None
    if command in BACK:
        return order.before_state if order.state is BACK[command] else None
    if command is Do.RESOLVE and Do.ARRIVE in order.skips and order.state is Is.ACCEPTED:
        return Is.RESOLVED
    if command is Do.ARRIVE and Do.ARRIVE in order.skips:
        return None
    return STEPS.get((order.state, command))


def _fits(order: WorkOrder, command: Do) -> bool:
    """Whether what lies beside the state allows a command: a pause, a wish for more time."""
    if command in {Do.PAUSE, Do.RESUME}:
        return order.paused is (command is Do.RESUME)
    if command in {Do.EXTEND, Do.GRANT, Do.REFUSE}:
        return (order.asked_by is None) is (command is Do.EXTEND)
    return True


def _safeguards(
    order: WorkOrder, command: Do, *, actor: str, alert_open: bool, note: str, override: str | None
) -> None:
    if (needed := NEED_WORDS.get(command)) and not tidy(note):
        raise Refused(f"{order.id}: say in a note {needed}")
    if command is Do.VERIFY and person(actor) == person(order.resolved_by or ""):
        raise Refused(f"{order.id} was resolved by {order.resolved_by}; another person must verify it")
    if command in {Do.GRANT, Do.REFUSE} and person(actor) == person(order.asked_by or ""):
        raise Refused(f"{order.id}: {order.asked_by} asked for more time; another person decides")
    if command in ENDS_GUARDED and alert_open and not tidy(override or ""):
        raise Refused(
            f"{order.id}: the sensor still reads above its off value;"
            f" {command} it only with a reason (override)"
        )


def _stands(order: WorkOrder) -> str:
    into = f" into {order.merged_id}" if order.merged_id else ""
    return f"{order.state}{into}{' and paused' if order.paused else ''}"


def _words(order: WorkOrder) -> str:
    return ", ".join(allowed(order)) or "no command any more"
