"""Whether a list would be another one, asked several times a second: two numbers, without its rows."""

from typing import NamedTuple

from store.pool import Connection
from store.sql import load

_SQL = load("marks")


class Mark(NamedTuple):
    """How many rows stand, and a number that differs when the list does."""

    rows: int
    mark: int


NOTHING = Mark(0, 0)


def asides_mark(conn: Connection, *, under: str | None = None) -> Mark:
    """Pairs that are set aside in ``under`` and all below."""
    row = conn.execute(_SQL["asides"], {"under": under}).fetchone()
    return Mark(row[0], int(row[1])) if row else NOTHING


def incidents_mark(conn: Connection, *, under: str | None = None) -> Mark:
    """Real incidents that stand in ``under`` and all below; the number tells of those of drills too."""
    row = conn.execute(_SQL["incidents"], {"under": under}).fetchone()
    return Mark(row[0], int(row[1])) if row else NOTHING
