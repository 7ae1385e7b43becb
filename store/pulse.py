"""Which processes look, and when each last did."""

from datetime import datetime
from typing import NamedTuple

from store.pool import Connection
from store.sql import load

_SQL = load("pulse")
ENGINE, INGEST = "alerts", "ingest"
"""The process of what only time can tell; how the names of all that take messages begin."""


class Pulse(NamedTuple):
    """When a process last looked, and when it last had the broker, if it needs one."""

    name: str
    at: datetime
    heard_at: datetime | None


def beat(conn: Connection, name: str, *, now: datetime, heard_at: datetime | None = None) -> None:
    """Says that a process looks."""
    conn.execute(_SQL["beat"], {"name": name, "now": now, "heard_at": heard_at})


def pulses(conn: Connection) -> list[Pulse]:
    """When each process last looked, by name."""
    return [Pulse(*row) for row in conn.execute(_SQL["pulses"])]


def fade(conn: Connection, *, before: datetime) -> int:
    """Forgets processes that have not looked since a time, such as workers of an earlier number."""
    return conn.execute(_SQL["fade"], {"before": before}).rowcount
