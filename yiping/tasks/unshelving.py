"""Shelves that have run out end, and alerts that still stand ask for a hand again."""

import logging
from collections.abc import Callable
from datetime import datetime

from alerts.returning import end_one_shelf, mend_one_alert
from store.pool import Connection
from yiping.settings import Settings

_log = logging.getLogger(__name__)
EVERY_S = 2.0
MOST = 200  # a run, so that the other tasks get their turn


def run(conn: Connection, now: datetime, settings: Settings) -> bool:  # noqa: ARG001  one signature for all
    """Ends shelves, then mends what parted in the moment of firing; True when more wait."""
    ended = _often(conn, end_one_shelf, now)
    mended = _often(conn, mend_one_alert, now)
    if ended or mended:
        _log.info(
            "%d shelves ran out, %d alerts put in step", ended, mended, extra={"action": "shelves_ended"}
        )
    return MOST in (ended, mended)


def _often(conn: Connection, one: Callable[..., bool], now: datetime) -> int:
    for times in range(MOST):
        with conn.transaction():
            if not one(conn, now=now):
                return times
    return MOST
