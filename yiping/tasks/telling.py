"""Those are told who have to know what happened to orders: it goes into the outbox."""

import time
from datetime import datetime

from orders.telling import tell_waiting
from store.pool import Connection
from yiping.settings import Settings

EVERY_S = 1.0
LINES = 500  # a step, so that its transaction stays short
BUDGET_S = 2.0


def run(conn: Connection, now: datetime, settings: Settings) -> bool:  # noqa: ARG001  one signature for all
    """Takes steps until nothing waits or the time is up; True when more wait."""
    end_s, taken = time.monotonic() + BUDGET_S, LINES
    while taken == LINES and time.monotonic() < end_s:
        with conn.transaction():
            taken = tell_waiting(conn, now=now, limit=LINES)
    return taken == LINES
