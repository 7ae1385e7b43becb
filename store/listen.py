"""Wake-ups through the database: a notice after commit says that something changed, never what."""

from collections.abc import Iterator

from store.pool import Connection, connect
from store.sql import load

_SQL = load("listen")
CHANNEL = "yiping_change"


def wake(conn: Connection, what: str) -> None:
    """Tells all listeners, when the transaction commits, that ``what`` changed."""
    conn.execute(_SQL["wake"], {"channel": CHANNEL, "what": what})


def notifications(database_url: str, *, timeout_s: float, channel: str = CHANNEL) -> Iterator[str | None]:
    """Yields each notice, and None whenever ``timeout_s`` passes without one; never ends by itself.

    Raises UnreachableError when the connection is lost.
    """
    with connect(database_url, name="listen", autocommit=True) as conn:
        conn.execute(f'listen "{channel}"'.encode())
        while True:
            heard = False
            for notice in conn.notifies(timeout=timeout_s, stop_after=1):
                heard = True
                yield notice.payload
            if not heard:
                yield None
