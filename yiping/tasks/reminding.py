"""Orders climb their ladders as their clocks run out, and clocks follow the calendar."""

import logging
import time
from datetime import datetime

from orders.reminding import follow_calendar, remind_due
from store.pool import Connection
from yiping.settings import Settings

_log = logging.getLogger(__name__)
EVERY_S = 2.0
ORDERS = 200  # a step, so that its transaction stays short
BUDGET_S = 2.0


def run(conn: Connection, now: datetime, settings: Settings) -> bool:  # noqa: ARG001  one signature for all
    """Takes steps until nothing is due or the time is up; True when more wait."""
    end_s, total, taken = time.monotonic() + BUDGET_S, 0, ORDERS
    while taken and time.monotonic() < end_s:
        with conn.transaction():
            taken = remind_due(conn, now=now, limit=ORDERS)
        total += taken
    if total:
        _log.info("%d orders went up their ladders", total, extra={"action": "orders_reminded"})
    with conn.transaction():
        waits = follow_calendar(conn, limit=ORDERS)
    return waits or taken > 0
