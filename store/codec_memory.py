"""What codecs remember from one message of a source to the next, such as the aliases of a birth."""

from collections.abc import Mapping, Sequence

from store.pool import Connection
from store.sql import load

_SQL = load("codec_memory")


def recall(conn: Connection, sources: Sequence[str]) -> dict[str, dict[str, str]]:
    """What is remembered of each of these sources, by key."""
    found: dict[str, dict[str, str]] = {source: {} for source in sources}
    for source, key, value in conn.execute(_SQL["recall"], {"sources": list(sources)}):
        found[source][key] = value
    return found


def remember(conn: Connection, told: Mapping[tuple[str, str], str | None]) -> None:
    """Keeps values by source and key; None forgets one."""
    kept = [(source, key, value) for (source, key), value in told.items() if value is not None]
    gone = [(source, key) for (source, key), value in told.items() if value is None]
    if kept:
        sources, keys, values = map(list, zip(*kept, strict=True))
        conn.execute(_SQL["remember"], {"sources": sources, "keys": keys, "values": values})
    if gone:
        sources, keys = map(list, zip(*gone, strict=True))
        conn.execute(_SQL["forget"], {"sources": sources, "keys": keys})
