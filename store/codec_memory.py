"""What codecs remember from one message of a source to the next, such as the aliases of a birth."""

from collections.abc import Sequence

from store.pool import Connection
from store.sql import load

_SQL = load("codec_memory")


def recall(conn: Connection, sources: Sequence[str]) -> dict[str, dict[str, str]]:
    """What is remembered of each of these sources, by key."""
    found: dict[str, dict[str, str]] = {source: {} for source in sources}
    for source, key, value in conn.execute(_SQL["recall"], {"sources": list(sources)}):
        found[source][key] = value
    return found


def remember(conn: Connection, *, source: str, key: str, value: str | None) -> None:
    """Keeps a value under its key; None forgets it."""
    if value is None:
        conn.execute(_SQL["forget"], {"source": source, "key": key})
    else:
        conn.execute(_SQL["remember"], {"source": source, "key": key, "value": value})
