"""Notifications that ended long ago leave the outbox."""

import logging
import time
from datetime import datetime, timedelta

from store.outbox import remove_old
from store.pool import Connection
from yiping.settings import Settings

_log = logging.getLogger(__name__)
EVERY_S = 600.0
KEPT = timedelta(days=90)
ROWS = 1000  # a step, so that its locks are short
BUDGET_S = 2.0


def run(conn: Connection, now: datetime, settings: Settings) -> bool:  # noqa: ARG001  nothing of it is set
    """Removes what was told, refused or came too late 90 days ago; True when more waits."""
    end_s, removed, step = time.monotonic() + BUDGET_S, 0, ROWS
    while step == ROWS and time.monotonic() < end_s:
        with conn.transaction():
            step = remove_old(conn, before=now - KEPT, limit=ROWS)
        removed += step
    if removed:
        _log.info("%d old notifications removed", removed, extra={"action": "notifications_removed"})
    return step == ROWS
