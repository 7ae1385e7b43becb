"""Who may tick: one process at a time, by an advisory lock that ends with its connection."""

from store.pool import Connection
from store.sql import load

_SQL = load("leader")


def try_lead(conn: Connection) -> bool:
    """True when this connection now leads, or led already; it leads until it is closed."""
    row = conn.execute(_SQL["try_lead"]).fetchone()
    return bool(row and row[0])
