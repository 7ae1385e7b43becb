"""A process that takes messages says every two seconds that it looks, and whether the broker is there."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from store.errors import UnreachableError
from store.pool import Pool
from store.pulse import INGEST, beat

_log = logging.getLogger(__name__)
EVERY = timedelta(seconds=2)


class Alive:
    """What one ingest says of itself; ``hears`` tells whether it has the broker."""

    def __init__(self, pool: Pool, holder: str, hears: Callable[[], bool]) -> None:
        self._pool, self._name, self._hears = pool, f"{INGEST}:{holder}", hears
        self._said: datetime | None = None

    def beat(self, *, now: datetime) -> None:
        """Says it where the last time was two seconds ago; a database that is away is told by other means."""
        if self._said is not None and timedelta() <= now - self._said < EVERY:
            return
        self._said = now
        try:
            with self._pool.connection(timeout_s=1.0) as conn:
                beat(conn, self._name, now=now, heard_at=now if self._hears() else None)
        except UnreachableError as problem:
            _log.debug("%s", problem, extra={"action": "pulse_lost"})
