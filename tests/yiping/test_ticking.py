"""One leader, tasks in turn: one that fails, or a database that is away, stops nothing else."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from store.pool import Connection, connect
from tests.fixtures.database import as_admin
from yiping.runtime.provide import Servers
from yiping.settings import Settings
from yiping.ticking import Turn, load_turns, run_ticks, take

SETTINGS = Settings(home=Path(), cache=Path())


@dataclass
class Counted:
    """A task that counts its runs, and does ``what``."""

    what: Callable[[Connection], bool]
    EVERY_S: float = 10.0
    runs: list[datetime] = field(default_factory=list)
    done: int = 0

    def run(self, conn: Connection, now: datetime, _settings: Settings) -> bool:
        self.runs.append(now)
        more = self.what(conn)
        self.done += 1
        return more


def fails(conn: Connection) -> bool:
    conn.execute("select 1 / 0")
    return False


def test_every_file_is_a_task() -> None:
    turns = load_turns()
    names = ["compression", "dead_letters", "reconcile", "retention", "rollups", "routing"]
    assert {*names, "unshelving"} <= {turn.name for turn in turns}
    assert all(turn.task.EVERY_S >= 1 for turn in turns)


def test_a_task_has_its_turn_when_it_is_due(fresh_database: str) -> None:
    task = Counted(what=lambda _: False)
    turn = Turn(name="test", task=task)
    with connect(fresh_database, name="test") as conn:
        for now_s in (100.0, 109.9, 110.0, 111.0):
            take(turn, conn, SETTINGS, now_s=now_s)
    assert len(task.runs) == 2


def test_a_task_with_work_left_goes_on_at_the_next_tick(fresh_database: str) -> None:
    task = Counted(what=lambda _: True)
    turn = Turn(name="test", task=task)
    with connect(fresh_database, name="test") as conn:
        for now_s in (100.0, 102.0):
            take(turn, conn, SETTINGS, now_s=now_s)
    assert len(task.runs) == 2


def test_a_task_that_fails_is_told_of_and_tried_again_and_others_go_on(
    fresh_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    failing, fine = Counted(what=fails), Counted(what=lambda conn: bool(conn.execute("select 1") and 0))
    turns = [Turn(name="broken", task=failing), Turn(name="fine", task=fine)]
    with connect(fresh_database, name="test") as conn:
        for now_s in (100.0, 110.0):
            for turn in turns:
                take(turn, conn, SETTINGS, now_s=now_s)
    assert (len(failing.runs), failing.done, fine.done) == (2, 0, 2)
    assert "task broken failed" in caplog.text


def test_a_lost_connection_is_passed_on(fresh_database: str) -> None:
    def cut(conn: Connection) -> bool:
        with psycopg.connect(fresh_database) as other:
            other.execute("select pg_terminate_backend(%s)", [conn.info.backend_pid])
        conn.execute("select 1")
        return False

    with (
        psycopg.connect(fresh_database) as conn,
        pytest.raises(psycopg.OperationalError, match="terminating"),
    ):
        take(Turn(name="test", task=Counted(what=cut)), conn, SETTINGS, now_s=0.0)


def test_a_database_that_went_away_is_waited_for(
    fresh_database: str, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yiping.ticking.TICK_S", 0.05)
    ticked, stop = threading.Semaphore(0), threading.Event()
    task = Counted(what=lambda _: bool(ticked.release() or 0), EVERY_S=0.0)
    monkeypatch.setattr("yiping.ticking.load_turns", lambda: [Turn(name="test", task=task)])
    thread = threading.Thread(target=run_ticks, args=(SETTINGS, fresh_database), kwargs={"stop": stop})
    thread.start()
    try:
        assert ticked.acquire(timeout=20)
        assert servers.admin_url is not None
        as_admin(
            servers.admin_url,
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'yiping-alerts'",
        )
        before = len(task.runs)
        while len(task.runs) <= before + 2:
            assert ticked.acquire(timeout=20)
    finally:
        stop.set()
        thread.join(20)
