"""Processes that are no more, such as workers of an earlier number, are no longer waited for."""

from datetime import datetime, timedelta

from store.pool import Connection
from store.pulse import fade
from yiping.settings import Settings

EVERY_S = 600.0
GONE = timedelta(hours=24)
"""Until then a screen says that somebody is missing: a person who stopped it for good knows why."""


def run(conn: Connection, now: datetime, settings: Settings) -> bool:  # noqa: ARG001  one signature for all
    """Forgets who has not looked for a day."""
    with conn.transaction():
        fade(conn, before=now - GONE)
    return False
