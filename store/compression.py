"""Compression of old readings, where the edition of TimescaleDB has it."""

from datetime import datetime

from store.pool import Connection
from store.sql import load

_SQL = load("compression")


def can_compress(conn: Connection) -> bool:
    """Whether this edition compresses; Debian's packages are of the Apache edition, which does not."""
    row = conn.execute(_SQL["license"]).fetchone()
    return row is not None and row[0] == "timescale"


def compress_oldest(conn: Connection, *, before: datetime) -> bool:
    """Compresses the oldest chunk of readings that ends before a time; False when there is none left."""
    row = conn.execute(_SQL["enabled"]).fetchone()
    if row and not row[0]:
        conn.execute(_SQL["enable"])
    return conn.execute(_SQL["compress_oldest"], {"before": before}).fetchone() is not None
