"""Retention: old rows leave in small steps, and the ledger says how many."""

from collections.abc import Sequence
from datetime import datetime

from store.pool import Connection
from store.sql import load

_SQL = load("retention")
MINUTES = "reading_1m"
"""What minutes are called among the things that are kept for a time."""


def kind_subject(kind_id: str) -> str:
    """What readings of a kind are called among the things that are kept for a time."""
    return f"kind:{kind_id}"


def keep_since(conn: Connection, subject: str, since: datetime) -> None:
    """Notes since when something is kept: what lies before is history that no later reading changes."""
    conn.execute(_SQL["keep_since"], {"subject": subject, "since": since})


def changes_wait(conn: Connection, *, before: datetime) -> bool:
    """Whether rollups of before a time are not up to date yet; their readings must stay until they are."""
    row = conn.execute(_SQL["changes_wait"], {"before": before}).fetchone()
    return bool(row and row[0])


def old_chunks(conn: Connection, *, before: datetime) -> list[tuple[str, datetime]]:
    """The chunks of readings that begin before a time, oldest first, and where each ends."""
    return [(chunk, end) for chunk, end in conn.execute(_SQL["old_chunks"], {"before": before})]


def remove_readings(
    conn: Connection, chunk: str, sensor_nums: Sequence[int], *, before: datetime, limit: int
) -> int:
    """Removes up to ``limit`` readings of before a time and counts them in the ledger; how many they were."""
    asked = {"chunk": chunk, "sensor_nums": list(sensor_nums), "before": before, "limit": limit}
    row = conn.execute(_SQL["remove_readings"], asked).fetchone()
    return int(row[0]) if row else 0


def drop_oldest_chunk(conn: Connection, chunk: str, *, end: datetime) -> int:
    """Drops the oldest chunk of readings, which ends at ``end``; how many readings it held.

    They are counted in the ledger first, while nobody can write into the chunk.
    """
    row = conn.execute(_SQL["count_out"], {"chunk": chunk}).fetchone()
    conn.execute(_SQL["drop_readings"], {"before": end})
    return int(row[0]) if row else 0


def drop_minutes(conn: Connection, *, before: datetime) -> int:
    """Drops the chunks of minutes that end before a time; how many chunks they were."""
    return len(conn.execute(_SQL["drop_minutes"], {"before": before}).fetchall())


def sensors_by_kind(conn: Connection) -> dict[str, list[int]]:
    """The numbers of the sensors of each kind."""
    return dict(conn.execute(_SQL["sensors_by_kind"]).fetchall())
