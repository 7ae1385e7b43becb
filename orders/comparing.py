"""Whether a case that people told of is known already, by its scenario, place and time."""

from datetime import datetime, timedelta

from model.order import OrderCommand, OrderState, WorkOrder
from orders import flow
from orders.errors import Refused
from orders.joining import rank
from orders.plan import shipped_plans
from orders.working import Particulars, perform
from store import cases
from store import orders as table
from store.pool import Connection


def compare(conn: Connection, order: WorkOrder, *, now: datetime) -> str | None:
    """Merges an order with the nearest of the same case; returns the id of what took the other in, if any.

    The one that is further along takes the other in; it can be undone by letting it go.
    """
    cases.note_compared(conn, [order.num])
    plans = shipped_plans().by_id
    plan = plans.get(order.plan, plans["other"])
    known = cases.near(conn, order.num, radius_m=plan.radius_m, within=plan.within) if plan.radius_m else []
    for found in known:
        other = table.known_order(conn, found.num)
        note = f"{found.metres:.0f} m, {timedelta(seconds=round(found.seconds))}"
        if into := _joined(conn, order, other, note=note, now=now):
            return into
    return None


def compare_new(conn: Connection, *, now: datetime, limit: int) -> int:
    """Compares orders that alerts have opened with what people told of before; returns how many."""
    nums = cases.to_compare(conn, limit=limit)
    for order in table.orders_by_num(conn, nums):
        if order.state is not OrderState.MERGED:
            compare(conn, order, now=now)
    cases.note_compared(conn, nums)
    return len(nums)


def _joined(conn: Connection, order: WorkOrder, other: WorkOrder, *, note: str, now: datetime) -> str | None:
    first, second = sorted((order, other), key=rank)
    for into, one in ((first, second), (second, first)):
        if OrderCommand.MERGE not in flow.allowed(one):
            continue
        try:
            perform(
                conn,
                order_id=one.id,
                command=OrderCommand.MERGE,
                actor=flow.SYSTEM,
                now=now,
                note=note,
                beside=Particulars(into=into.id),
            )
        except Refused:  # it has taken others in itself, or somebody was quicker: they stay two
            continue
        return into.id
    return None
