"""Orders that alerts opened are compared with what people told of before."""

from datetime import datetime

from orders.comparing import compare_new
from store.pool import Connection
from yiping.settings import Settings

EVERY_S = 2.0
ORDERS = 100  # a step, so that its transaction stays short


def run(conn: Connection, now: datetime, settings: Settings) -> bool:  # noqa: ARG001  one signature for all
    """Takes one step; True when more wait."""
    with conn.transaction():
        return compare_new(conn, now=now, limit=ORDERS) == ORDERS
