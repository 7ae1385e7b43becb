"""Which parts of the city somebody takes now, as the locks of ``store/claims.py`` tell."""

from collections.abc import Collection, Iterable

from store.pool import Connection
from store.sql import load

_SQL = load("coverage")


def is_ready(conn: Connection) -> bool:
    """Whether the database has been brought up to date so far that it can be asked about claims."""
    row = conn.execute(_SQL["is_ready"]).fetchone()
    return bool(row and row[0])


def streets(conn: Connection) -> dict[str, int]:
    """The streets of the registry, ``<district>/<street>``, each with the number of its sensors."""
    return dict(conn.execute(_SQL["streets"]).fetchall())


def uncovered(conn: Connection) -> list[str]:
    """The streets of the registry that no process takes now."""
    return [
        name.removeprefix("prefix:") for name in _unclaimed(conn, [f"prefix:{one}" for one in streets(conn)])
    ]


def serves_sources(conn: Connection) -> bool:
    """Whether a process takes the topics of the platforms now."""
    return not _unclaimed(conn, ["sources"])


def unserved(conn: Connection, client_ids: Iterable[str]) -> list[str]:
    """Which of these sessions no process serves now."""
    names = _unclaimed(conn, [f"session:{one}" for one in client_ids])
    return [name.removeprefix("session:") for name in names]


def _unclaimed(conn: Connection, names: Collection[str]) -> list[str]:
    return [name for (name,) in conn.execute(_SQL["unclaimed"], {"names": list(names)})]
