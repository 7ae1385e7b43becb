"""Readings and minutes that were kept long enough leave."""

import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from model.catalogue import load_kinds
from model.kind import RETENTION_DAYS
from store.pool import Connection
from store.retention import (
    MINUTES,
    changes_wait,
    drop_minutes,
    drop_oldest_chunk,
    keep_since,
    kind_subject,
    old_chunks,
    remove_readings,
    sensors_by_kind,
)
from yiping.settings import Settings

_log = logging.getLogger(__name__)
EVERY_S = 3600.0
ROWS = 10_000  # a step, so that its locks are short
BUDGET_S = 2.0


def run(conn: Connection, now: datetime, settings: Settings) -> bool:
    """Removes what its kind does not keep any more; True when more wait."""
    end_s = time.monotonic() + BUDGET_S
    with conn.transaction():
        by_kind = sensors_by_kind(conn)
    since = kept_since(now, by_kind)
    longest = min(since.values(), default=_midnight(now, RETENTION_DAYS))
    with conn.transaction():
        if changes_wait(conn, before=max(since.values(), default=longest)):
            return True  # the rollups of what would leave are not complete: they come first
        for kind, time_kept in since.items():
            keep_since(conn, kind_subject(kind), time_kept)
    _drop_minutes(conn, _midnight(now, settings.rollup_1m_days))
    if _drop_chunks(conn, longest, end_s):
        return True
    shorter = {kind: before for kind, before in since.items() if before > longest}
    return any(_remove(conn, kind, by_kind[kind], before, end_s) for kind, before in shorter.items())


def kept_since(now: datetime, kinds: Mapping[str, object]) -> dict[str, datetime]:
    """Since when readings of each kind are kept, whole days UTC; of an unknown kind, as long as usual."""
    known = load_kinds()
    return {
        kind: _midnight(now, known[kind].retention_days if kind in known else RETENTION_DAYS)
        for kind in kinds
    }


def _midnight(now: datetime, days: int) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)


def _drop_minutes(conn: Connection, before: datetime) -> None:
    with conn.transaction():
        if changes_wait(conn, before=before):
            return
        keep_since(conn, MINUTES, before)
        if chunks := drop_minutes(conn, before=before):
            _log.info("%d chunks of minutes dropped", chunks, extra={"action": "minutes_dropped"})


def _drop_chunks(conn: Connection, before: datetime, end_s: float) -> bool:
    with conn.transaction():
        chunks = [(chunk, end) for chunk, end in old_chunks(conn, before=before) if end <= before]
    for chunk, end in chunks:
        if time.monotonic() >= end_s:
            return True
        with conn.transaction():
            rows = drop_oldest_chunk(conn, chunk, end=end)
        _log.info("%s dropped with %d readings", chunk, rows, extra={"action": "chunk_dropped"})
    return False


def _remove(conn: Connection, kind: str, nums: list[int], before: datetime, end_s: float) -> bool:
    with conn.transaction():
        chunks = old_chunks(conn, before=before)
    removed, late = 0, False
    for chunk, _ in chunks:
        rows = ROWS
        while rows == ROWS and not (late := time.monotonic() >= end_s):
            with conn.transaction():
                rows = remove_readings(conn, chunk, nums, before=before, limit=ROWS)
            removed += rows
        if late:
            break
    if removed:
        _log.info("%d readings of %s removed", removed, kind, extra={"action": "readings_removed"})
    return late
