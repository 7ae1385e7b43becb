"""Numbers for an outside watchdog."""

from datetime import datetime
from typing import NamedTuple

from store.pool import Connection
from store.sql import load

_SQL = load("gauges")


class Gauges(NamedTuple):
    """What waits: orders past their time, lines to be told of, notices and since when the oldest does."""

    overdue: int
    untold: int
    notices: int
    notices_since: datetime | None


def gauges(conn: Connection, *, now: datetime) -> Gauges:
    """Counts what waits; reads partial indexes only."""
    row = conn.execute(_SQL["gauges"], {"now": now}).fetchone()
    return Gauges(*row) if row else Gauges(0, 0, 0, None)
