"""Packets whose readings have no time of their own: only the packet itself tells that it is sent again."""

from collections.abc import Collection, Mapping
from datetime import datetime

from store.pool import Connection
from store.sql import load

_SQL = load("deliveries")


def known_deliveries(conn: Connection, client_id: str, mids: Collection[int]) -> dict[int, bytes]:
    """The digest of the last stored packet under each of these identifiers of a client."""
    return dict(conn.execute(_SQL["known"], {"client_id": client_id, "mids": list(mids)}).fetchall())


def note_deliveries(conn: Connection, client_id: str, digests: Mapping[int, bytes], *, now: datetime) -> None:
    """Notes packets as stored, by identifier."""
    if digests:
        given = {"mids": list(digests), "digests": list(digests.values())}
        conn.execute(_SQL["note"], {"client_id": client_id, "now": now, **given})
