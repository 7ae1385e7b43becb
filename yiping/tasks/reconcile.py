"""At night the rollups of the days before are compared with their readings."""

import logging
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from store.pool import Connection
from store.reconciliation import Progress, compare_share, note_progress, progress_of
from yiping.settings import Settings

_log = logging.getLogger(__name__)
EVERY_S = 60.0
NIGHT = range(2, 6)  # hours of the local clock
DAYS = 7  # so far back is made up for when nights were missed


def run(conn: Connection, now: datetime, settings: Settings) -> bool:
    """Compares one share of the oldest day that is not done; True when more wait."""
    if now.astimezone(ZoneInfo(settings.zone)).hour not in NIGHT:
        return False
    with conn.transaction():
        for back in range(DAYS, 0, -1):
            day = now.date() - timedelta(days=back)
            if not (so_far := progress_of(conn, day)).done:
                progress = compare_share(conn, day=day, so_far=so_far)
                note_progress(conn, day, progress, now=now)
                _tell(day, progress)
                return True
    return False


def _tell(day: date, progress: Progress) -> None:
    for one in progress.examples:
        _log.warning("a rollup was wrong and is put right: %s", one, extra={"action": "rollup_repaired"})
    if progress.done:
        level = logging.WARNING if progress.differences else logging.INFO
        _log.log(
            level, "rollups of %s: %d differences", day, progress.differences, extra={"action": "reconciled"}
        )
