"""Rules that people have retired: their alerts end."""

import logging
from datetime import datetime

from alerts.revisions.retiring import end_alerts
from store.pool import Connection
from yiping.rulebooks import in_force_by
from yiping.settings import Settings

_log = logging.getLogger(__name__)
EVERY_S = 5.0
MOST = 200  # a run, so that the other tasks get their turn


def run(conn: Connection, now: datetime, settings: Settings) -> bool:  # noqa: ARG001  one signature for all
    """Ends alerts of rules that are in force no more; True when more wait."""
    with conn.transaction():
        gone = in_force_by(conn, now=now).gone
        ended = end_alerts(conn, gone, now=now, limit=MOST) if gone else 0
    if ended:
        _log.info("%d alerts of retired rules ended", ended, extra={"action": "alerts_of_retired_rules"})
    return ended == MOST
