"""A second task of the same case, for another craft or place (拆单)."""

from datetime import datetime

from model.order import OrderCommand, OrderState, Source, WorkOrder
from model.text import Text
from orders.desk import dispatch, kept, system_event
from orders.errors import Refused
from orders.plan import shipped_plans
from store import cases
from store import orders as table
from store.order_openings import insert_reported
from store.pool import Connection


def split(
    conn: Connection,
    order: WorkOrder,
    *,
    name: Text | None,
    words: str,
    trade: str | None,
    area: str | None,
    actor: str,
    now: datetime,
) -> WorkOrder:
    """Files an order of its own for another part of a case; it goes where the first one lies, or to ``area``.

    Raises Refused where it has no name, or where no plan has the trade.
    """
    if name is None:
        raise Refused(f"{order.id}: say what the other task is called")
    plans = shipped_plans()
    if trade is not None and trade not in plans.trades:
        raise Refused(f"{trade!r} is no trade; there are {', '.join(plans.trades)}")
    plan = plans.by_id[order.plan] if order.plan in plans.by_id else plans.by_id["other"]
    case_num = table.order_num(conn, order.case_id)
    child = insert_reported(
        conn,
        source=Source.SPLIT,
        state=OrderState.FILED,
        severity=order.severity,
        origin=order.origin,
        area=area or order.area,
        name=name,
        position=cases.place_of(conn, order.num),
        plan=kept(plan)._replace(trade=trade or plan.trade),
        kind=order.kind,
        now=now,
        case_num=case_num,
    )
    line = system_event(
        child, OrderCommand.FILE, now=now, from_state=None, note=f"{order.id}: {words}", actor=actor
    )
    table.add_event(conn, line)
    if child.area is not None:
        dispatch(conn, child, child.area, now=now)
    return child
