"""Dead letters are kept for a time and up to a size; the ledger counts what leaves."""

from dataclasses import dataclass
from datetime import datetime

from store.pool import Connection
from store.sql import load

_SQL = load("letter_bounds")
ROW_BYTES = 200
"""About what a row takes beside its payload and words: header, digest, times, lines of three indices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """How many dead letters left, and the bytes that they held."""

    letters: int
    size_bytes: int


def remove_oldest(conn: Connection, *, before: datetime, excess_bytes: int, limit: int) -> Removed:
    """Removes those of the oldest ``limit`` letters that arrived before a time, or free ``excess_bytes``.

    The ledger counts them as removed in the same transaction.
    """
    asked = {"before": before, "excess": excess_bytes, "limit": limit, "row_bytes": ROW_BYTES}
    row = conn.execute(_SQL["remove_oldest"], asked).fetchone()
    letters, size_bytes = row or (0, 0)
    return Removed(letters=letters, size_bytes=size_bytes)


def excess_over(conn: Connection, most_bytes: int) -> int:
    """By how many bytes the letters are more than they may be, 0 or less when they are not."""
    disk = conn.execute(_SQL["disk_bytes"]).fetchone()
    if disk is None or disk[0] <= most_bytes:
        return 0  # counting the letters themselves reads the whole table: only where it can matter
    held = conn.execute(_SQL["held_bytes"], {"row_bytes": ROW_BYTES}).fetchone()
    return int(held[0]) - most_bytes if held else 0
