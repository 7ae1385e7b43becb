"""What only time does to orders: rungs of the ladder are reached, and clocks follow a changed calendar.

Each rung is reached once, whenever the engine looks. After a standstill, or a leap of the clock, an order is
carried at once to the highest rung that it has come to, with one line in its history: it catches up without
a storm.
"""

from datetime import datetime, timedelta

from model.order import OrderCommand
from orders import timing
from orders.desk import system_event
from store import clocks as table
from store.clocks import Mark, Reached
from store.listen import wake
from store.orders import add_event, orders_by_num
from store.pool import Connection

CAUGHT_UP = timedelta(minutes=10)
"""What comes so long after it was due says that nobody looked meanwhile."""

LATE_WORD = "caught_up"


def remind_due(conn: Connection, *, now: datetime, limit: int) -> int:
    """Carries orders up their ladders; returns how many."""
    nums = table.due_orders(conn, now=now, limit=limit)
    for order in orders_by_num(conn, nums):
        if (reached := table.reach_rungs(conn, order.num, now=now)) is None:
            continue
        note = note_of(reached, now=now)
        line = system_event(order, OrderCommand.REMIND, now=now, from_state=order.state, note=note)
        add_event(conn, line)
    if nums:
        wake(conn, "orders")
    return len(nums)


def note_of(reached: Reached, *, now: datetime) -> str:
    """What the line of history says: clock, share, level, and whether it comes late."""
    words = [reached.sort, f"{reached.share:g}", reached.level.key]
    return " ".join([*words, LATE_WORD] if now - reached.due_at > CAUGHT_UP else words)


def follow_calendar(conn: Connection, *, limit: int) -> bool:
    """Sets clocks of working time anew after the hours or the calendar changed; True when more wait.

    One step sets ``limit`` orders; a change amid it begins it anew.
    """
    told, reached = table.hours(conn), table.mark(conn)
    same = (reached.hours_version, reached.calendar_day) == (told.version, told.calendar_day)
    if same and reached.up_to is None:
        return False
    nums = table.running_by_calendar(conn, after=(reached.up_to or 0) if same else 0, limit=limit)
    for order in orders_by_num(conn, nums):
        timing.reckon(conn, order)
    up_to = nums[-1] if len(nums) == limit else None
    table.put_mark(conn, Mark(told.version, told.calendar_day, up_to))
    if nums:
        wake(conn, "orders")
    return up_to is not None
