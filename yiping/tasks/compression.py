"""Old readings are compressed, where the edition of TimescaleDB can."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from store.compression import can_compress, compress_oldest
from store.pool import Connection
from store.retention import sensors_by_kind
from yiping.settings import Settings
from yiping.tasks.retention import kept_since

_log = logging.getLogger(__name__)
EVERY_S = 6 * 3600.0
AFTER = timedelta(days=30)


def run(conn: Connection, now: datetime, settings: Settings) -> bool:  # noqa: ARG001  one signature for all
    """Compresses one chunk; True when there may be more."""
    with conn.transaction():
        if not can_compress(conn):
            _log.info(
                "this is the Apache edition of TimescaleDB: nothing is compressed",
                extra={"action": "compression_off"},
            )
            return False
        return compress_oldest(conn, before=before(now, kept_since(now, sensors_by_kind(conn))))


def before(now: datetime, since: Mapping[str, datetime]) -> datetime:
    """Before when a chunk must end to be compressed, given since when each kind is kept.

    Where a kind leaves one by one because others are kept longer, all of it must have left: rows are not
    looked for within compressed chunks.
    """
    longest = min(since.values(), default=now)
    shorter = [time for time in since.values() if time > longest]
    return min([now - AFTER, *shorter])
