"""The alerts process: what only time can tell, done by one leader."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from orders.desk import route_waiting
from store.errors import UnreachableError
from store.leader import try_lead
from store.pool import Connection, connect
from yiping.wiring import utc_now

_log = logging.getLogger(__name__)
EVERY_S = 2.0
Task = Callable[[Connection, datetime], object]


def _route(conn: Connection, now: datetime) -> object:
    return route_waiting(conn, now=now)


TASKS: Sequence[Task] = (_route,)
"""What the leader does at every tick, each in its own transaction."""


def run_ticks(database_url: str, *, stop: threading.Event, tasks: Sequence[Task] = TASKS) -> None:
    """Ticks until ``stop``, whenever this process leads; a lost database is waited for."""
    while not stop.is_set():
        try:
            with connect(database_url, name="alerts") as conn:
                _lead(conn, stop, tasks)
        except UnreachableError as problem:
            _log.warning("%s", problem, extra={"action": "database_away"})
            stop.wait(EVERY_S)


def _lead(conn: Connection, stop: threading.Event, tasks: Sequence[Task]) -> None:
    led = False
    while not stop.is_set():
        leads = try_lead(conn)
        conn.commit()
        if leads and not led:
            _log.info("this process leads", extra={"action": "leading"})
        led = leads
        for task in tasks if leads else ():
            with conn.transaction():
                task(conn, utc_now())
        stop.wait(EVERY_S)
