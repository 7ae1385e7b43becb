"""The sessions that the broker keeps for ingest: what each is subscribed to, and what remains to be done."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from store.pool import Connection
from store.sql import load

_SQL = load("ingest_sessions")

Filters = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One persistent session. ``since`` is None while the broker must yet be told of its filters."""

    client_id: str
    filters: Filters
    since: datetime | None
    ending: bool

    @property
    def unfinished(self) -> bool:
        """Whether something remains to be done at the broker."""
        return self.ending or self.since is None


def sessions(conn: Connection) -> list[Session]:
    """Every session that is known, in the order of their names."""
    return [
        Session(client_id=client_id, filters=frozenset(filters), since=since, ending=ending)
        for client_id, filters, since, ending in conn.execute(_SQL["all"])
    ]


def plan_sessions(conn: Connection, *, wanted: Mapping[str, Filters], ending: Collection[str]) -> None:
    """Writes what sessions are to hold, and which must end."""
    conn.execute(_SQL["hold"])
    for client_id, filters in wanted.items():
        conn.execute(_SQL["want"], {"client_id": client_id, "filters": sorted(filters)})
    for client_id in ending:
        conn.execute(_SQL["end"], {"client_id": client_id})


def assume_session(conn: Connection, client_id: str, filters: Filters) -> None:
    """Where no session is known, one that an earlier version may have left is taken for granted."""
    conn.execute(_SQL["assume"], {"client_id": client_id, "filters": sorted(filters)})


def note_told(conn: Connection, client_id: str, filters: Filters, *, now: datetime) -> None:
    """The broker keeps ``filters`` for this session from now on."""
    conn.execute(_SQL["told"], {"client_id": client_id, "filters": sorted(filters), "now": now})


def forget_session(conn: Connection, client_id: str) -> None:
    """A session is emptied and ended."""
    conn.execute(_SQL["forget"], {"client_id": client_id})
