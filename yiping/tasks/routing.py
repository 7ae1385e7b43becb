"""Orders that had no area when they were filed find one."""

from datetime import datetime

from orders.desk import route_waiting
from store.pool import Connection
from yiping.settings import Settings

EVERY_S = 2.0


def run(conn: Connection, now: datetime, settings: Settings) -> bool:  # noqa: ARG001  one signature for all
    """Routes what waits."""
    with conn.transaction():
        route_waiting(conn, now=now)
    return False
