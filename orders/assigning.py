"""Orders find somebody to work them, by area, trade and rota."""

from datetime import datetime

from model.duty import DESK, Roster
from model.order import OrderCommand, OrderEvent, OrderState
from orders import flow
from orders.duty import Assignment, assigned, is_kept
from store.duty import WaitingOrder, hand_over, roster_of, waiting
from store.listen import wake
from store.orders import add_event
from store.pool import Connection


def assign_waiting(conn: Connection, *, now: datetime, limit: int) -> int:
    """Gives up to ``limit`` dispatched orders to who is on duty; returns how many changed hands.

    Those that nobody has accepted go on to the next shift, and from a desk to their trade as soon as it is
    on duty. Who was chosen by hand keeps an order until a turn of his ends. The worst order is assigned
    first, and each counts for the load of the next. The caller owns the transaction.
    """
    orders = waiting(conn, system=flow.SYSTEM, now=now, limit=limit)
    roster = _roster(conn, orders, now=now)
    handed = 0
    for order in orders:
        if (found := _assignment(roster, order, now=now)) is not None:
            roster = roster.handed_over(order.person, found.person)
            _hand_over(conn, order, found, now=now)
            handed += 1
    if handed:
        wake(conn, "orders")
    return handed


def _roster(conn: Connection, orders: list[WaitingOrder], *, now: datetime) -> Roster:
    return roster_of(
        conn,
        areas={area for order in orders for area in order.path},
        trades={DESK, *(order.trade for order in orders)},
        crews={order.crew for order in orders if order.crew},
        now=now,
    )


def _assignment(roster: Roster, order: WaitingOrder, *, now: datetime) -> Assignment | None:
    # Another process may have assigned it between this one's look and its lock.
    if is_kept(roster, crew=order.crew, person=order.person, path=order.path, trade=order.trade, now=now):
        return None
    chosen = order.crew if order.by_hand else None
    found = assigned(roster, path=order.path, trade=order.trade, chosen=chosen, now=now)
    return None if (found.crew, found.person) == (order.crew, order.person) else found


def _hand_over(conn: Connection, order: WaitingOrder, found: Assignment, *, now: datetime) -> None:
    hand_over(conn, num=order.num, crew=found.crew, person=found.person)
    event = OrderEvent(
        order_num=order.num,
        at=now,
        actor=flow.SYSTEM,
        command=OrderCommand.ASSIGN,
        from_state=OrderState.DISPATCHED,
        to_state=OrderState.DISPATCHED,
        note=found.note,
        override=None,
    )
    add_event(conn, event)
