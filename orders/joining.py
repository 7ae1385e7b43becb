"""Orders that are one case: one takes the other in, lets it go again, and ends with it."""

from dataclasses import replace

from model.order import OrderCommand, OrderEvent, OrderState, WorkOrder
from orders import flow, timing
from orders.desk import escalate
from orders.errors import Refused
from store import cases, clocks
from store import orders as table
from store.pool import Connection

TAKES_IN = flow.AT_WORK | {OrderState.REPORTED, OrderState.FILED, OrderState.PARKED}
"""What may take another order in: where the work is done already, a new report says that it was not."""


def target_of(conn: Connection, order: WorkOrder, into: str | None) -> WorkOrder:
    """The order that shall take ``order`` in, held until the commit. Raises Refused where it cannot."""
    num = table.order_num(conn, into) if into else None
    if num is None or not table.touch(conn, num):
        raise Refused(
            f"{order.id}: merge needs the id of an unclosed order to go into, not {into or 'nothing'}"
        )
    target = table.known_order(conn, num)
    if target.num == order.num:
        raise Refused(f"{order.id} cannot be merged into itself")
    if target.origin is not order.origin:
        raise Refused(f"{order.id} is {order.origin} and {target.id} is {target.origin}: they stay apart")
    if target.state not in TAKES_IN:
        raise Refused(f"{target.id} is {target.state} and takes no other order in any more")
    if children := cases.merged_into(conn, order.num):
        raise Refused(f"{order.id} has taken in {', '.join(children)}: let them go first")
    return target


def take_in(conn: Connection, order: WorkOrder, event: OrderEvent) -> None:
    """Writes into the other order that it took this one in; it is as bad as the worse of the two."""
    num = table.order_num(conn, order.merged_id or "")
    target = table.known_order(conn, num) if num is not None else None
    if target is not None:
        table.add_event(conn, _beside(target, event, order.id))
        escalate(conn, num=target.num, severity=order.severity, now=event.at)


def let_go(conn: Connection, order: WorkOrder, event: OrderEvent) -> None:
    """Writes into the other order that it let this one go; a person said so, and it stays."""
    num = table.order_num(conn, order.merged_id or "")
    if num is not None and table.touch(conn, num):
        target = table.known_order(conn, num)
        cases.part(conn, order.num, target.num)
        table.add_event(conn, _beside(target, event, order.id))


def end_with(conn: Connection, order: WorkOrder, event: OrderEvent) -> None:
    """What is merged into an order that ended ends as it did."""
    for num in table.end_merged(conn, order.num, state=event.to_state, now=event.at):
        child = table.known_order(conn, num)
        line = replace(
            event,
            order_num=num,
            from_state=OrderState.MERGED,
            note=f"with {order.id}",
            override=event.override,
        )
        table.add_event(conn, line)
        timing.go_on(conn, child, now=event.at)
        timing.stop(conn, child, OrderCommand.CANCEL, now=event.at)
        clocks.decide_extension(conn, num, granted=False, decided_by=flow.SYSTEM, now=event.at)


def _beside(target: WorkOrder, event: OrderEvent, other: str) -> OrderEvent:
    note = f"{other} {event.note}".strip()
    return replace(event, order_num=target.num, from_state=target.state, to_state=target.state, note=note)


def rank(order: WorkOrder) -> tuple[int, bool, int]:
    """What decides which of two orders takes the other in: how far it is, a sensor of its own, its age."""
    states = list(OrderState)
    stands = order.before_state if order.state is OrderState.PARKED and order.before_state else order.state
    return (-states.index(stands), order.sensor_num is None, order.num)
