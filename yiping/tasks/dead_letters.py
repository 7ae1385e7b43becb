"""Dead letters that are too old, or too many, leave."""

import logging
import time
from datetime import datetime, timedelta

from store.letter_bounds import excess_over, remove_oldest
from store.pool import Connection
from yiping.settings import Settings

_log = logging.getLogger(__name__)
EVERY_S = 60.0
LETTERS = 1000  # a step, so that its locks are short
BUDGET_S = 2.0
MB = 1_000_000


def run(conn: Connection, now: datetime, settings: Settings) -> bool:
    """Removes the oldest beyond either bound; True when more wait."""
    before = now - timedelta(days=settings.dead_letter_days)
    with conn.transaction():
        excess = excess_over(conn, settings.dead_letter_mb * MB)
    end_s, removed, step = time.monotonic() + BUDGET_S, 0, LETTERS
    while step == LETTERS and time.monotonic() < end_s:
        with conn.transaction():
            gone = remove_oldest(conn, before=before, excess_bytes=excess, limit=LETTERS)
        excess -= gone.size_bytes
        step = gone.letters
        removed += step
    if removed:
        _log.info("%d old dead letters removed", removed, extra={"action": "dead_letters_removed"})
    return step == LETTERS
