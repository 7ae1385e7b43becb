"""Orders that nobody has, or whose person has gone home, get somebody on duty."""

import logging
from datetime import datetime

from orders.assigning import assign_waiting
from store.pool import Connection
from yiping.settings import Settings

_log = logging.getLogger(__name__)
EVERY_S = 2.0
MOST = 200  # a run, so that the other tasks get their turn


def run(conn: Connection, now: datetime, settings: Settings) -> bool:  # noqa: ARG001  one signature for all
    """Assigns what waits; True when more may wait."""
    with conn.transaction():
        handed = assign_waiting(conn, now=now, limit=MOST)
    if handed:
        _log.info("%d orders assigned", handed, extra={"action": "orders_assigned"})
    return handed == MOST
