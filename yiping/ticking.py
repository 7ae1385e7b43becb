"""The alerts process: what only time can tell, done by one leader."""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from store.errors import UnreachableError
from store.leader import try_lead
from store.pool import Connection, connect
from store.pulse import ENGINE, beat
from yiping import tasks
from yiping.settings import Settings
from yiping.wiring import utc_now
from yiping.working_hours import tell_hours

_log = logging.getLogger(__name__)
TICK_S = 2.0


class Task(Protocol):
    """One file of ``yiping/tasks``."""

    EVERY_S: float

    def run(self, conn: Connection, now: datetime, settings: Settings) -> bool: ...


@dataclass(slots=True, kw_only=True)
class Turn:
    """A task, and when it is due; monotonic seconds."""

    name: str
    task: Task
    due_s: float = 0.0


def load_turns() -> list[Turn]:
    """Every task, all due at once."""
    names = sorted(module.name for module in iter_modules(tasks.__path__))
    return [Turn(name=name, task=cast("Task", import_module(f"yiping.tasks.{name}"))) for name in names]


def run_ticks(settings: Settings, database_url: str, *, stop: threading.Event) -> None:
    """Ticks until ``stop``, whenever this process leads; a lost database is waited for."""
    turns = load_turns()
    while not stop.is_set():
        try:
            with connect(database_url, name="alerts") as conn:
                _lead(conn, settings, stop, turns)
        except UnreachableError as problem:
            _log.warning("%s", problem, extra={"action": "database_away"})
            stop.wait(TICK_S)


def _lead(conn: Connection, settings: Settings, stop: threading.Event, turns: Sequence[Turn]) -> None:
    led = False
    while not stop.is_set():
        leads = try_lead(conn)
        conn.commit()
        if leads and not led:
            with conn.transaction():
                tell_hours(conn, settings)
            _log.info("this process leads", extra={"action": "leading"})
        led = leads
        for turn in turns if leads else ():
            _beat(conn)
            take(turn, conn, settings, now_s=time.monotonic())
        stop.wait(TICK_S)


def _beat(conn: Connection) -> None:
    """Before each task, so that a long one is not taken for a sleep."""
    with conn.transaction():
        beat(conn, ENGINE, now=utc_now())


def take(turn: Turn, conn: Connection, settings: Settings, *, now_s: float) -> None:
    """Runs a task that is due. One that fails is told of and tried again at its next turn: others go on.

    What a lost connection raises passes through.
    """
    if now_s < turn.due_s:
        return
    turn.due_s = now_s + turn.task.EVERY_S
    try:
        if turn.task.run(conn, utc_now(), settings):
            turn.due_s = now_s
    except Exception:
        if conn.closed or conn.broken:
            raise
        conn.rollback()
        _log.exception("task %s failed", turn.name, extra={"action": "task_failed"})
