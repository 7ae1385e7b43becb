"""What the alerts process does with orders between two moments of a feed, and when it is wanted next."""

from datetime import datetime

from orders.assigning import assign_waiting
from orders.comparing import compare_new
from orders.reminding import remind_due
from orders.telling import tell_waiting
from store.measured_feeds import next_rung
from store.pool import Connection

LIMIT = 500


def look(conn: Connection, *, now: datetime) -> datetime | None:
    """Takes every step that is due; returns when the next rung of a ladder is."""
    for step in (compare_new, assign_waiting, remind_due, tell_waiting):
        while step(conn, now=now, limit=LIMIT) == LIMIT:
            pass
    return next_rung(conn)
