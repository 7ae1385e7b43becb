"""The other tasks of the leader, each against a real database."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from store.letter_replay import chosen
from store.pool import Pool, connect
from tests.fixtures.batches import NOW, Send, depth, message
from yiping.settings import Settings
from yiping.tasks import compression, dead_letters, reconcile, rollups
from yiping.ticking import Task

SETTINGS = Settings(home=Path(), cache=Path(), zone="Asia/Shanghai", dead_letter_days=30, dead_letter_mb=1)
NIGHT = datetime(2026, 8, 25, 19, 0, tzinfo=UTC)  # three o'clock in Shanghai
DAY = timedelta(days=1)


def run(database_url: str, task: Task, now: datetime = NOW) -> bool:
    with connect(database_url, name="test") as conn:
        return task.run(conn, now, SETTINGS)


def letters(pool: Pool) -> int:
    with pool.connection() as conn:
        return len(list(chosen(conn)))


def test_dead_letters_leave_in_steps_until_both_bounds_hold(
    small_city: str, pool: Pool, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_letters, "LETTERS", 3)
    send(*(message(b"{", received_at=NOW - 31 * DAY + timedelta(seconds=second)) for second in range(7)))
    # Not to be compressed: each keeps its 100 kB.
    noise = [b"\xff" + Random(num).randbytes(100_000) for num in range(12)]
    send(*(message(body) for body in noise))
    assert run(small_city, dead_letters) is False
    with pool.connection() as conn:
        held = conn.execute("select sum(pg_column_size(payload)) from dead_letter").fetchone()
    assert held is not None
    assert letters(pool) <= 12
    assert 890_000 < held[0] <= 1_000_000  # and not one more than had to


def test_rollups_follow_in_as_many_steps_as_needed(
    small_city: str, pool: Pool, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollups, "BATCHES", 1)
    for second in (0, 60, 120):
        send(depth(1, second))
    assert run(small_city, rollups) is False
    with pool.connection() as conn:
        assert conn.execute("select count(*) from reading_1m").fetchone() == (3,)


def test_without_time_left_rollups_go_on_at_the_next_tick(
    small_city: str, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollups, "BUDGET_S", 0.0)
    send(depth(1))
    assert run(small_city, rollups) is True


def nightly(small_city: str, now: datetime = NIGHT) -> int:
    runs = 0
    while run(small_city, reconcile, now):
        runs += 1
    return runs


def test_at_night_a_wrong_rollup_of_yesterday_is_put_right_and_told(
    small_city: str, pool: Pool, send: Send, caplog: pytest.LogCaptureFixture
) -> None:
    send(depth(1))
    run(small_city, rollups)
    with pool.connection() as conn:
        conn.execute("update reading_1m set max = 5")
    assert nightly(small_city, NIGHT + DAY) > 0
    with pool.connection() as conn:
        assert conn.execute("select max from reading_1m").fetchone() == (1,)
    assert "rollups of 2026-08-25: 1 differences" in caplog.text


def test_a_night_compares_each_day_once(small_city: str) -> None:
    assert nightly(small_city) >= reconcile.DAYS
    assert nightly(small_city) == 0
    assert nightly(small_city, NIGHT + DAY) > 0


def test_by_day_nothing_is_compared(small_city: str) -> None:
    assert nightly(small_city, NIGHT + timedelta(hours=6)) == 0


def test_on_the_apache_edition_nothing_is_compressed_and_the_log_says_so(
    small_city: str, pool: Pool, send: Send, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    send(depth(1, -86_400 * 100, received_at=NOW - 100 * DAY))
    assert run(small_city, compression) is False
    assert "Apache edition" in caplog.text
    with pool.connection() as conn:
        enabled = conn.execute(
            "select compression_enabled from timescaledb_information.hypertables"
            " where hypertable_name = 'reading'"
        ).fetchone()
    assert enabled == (False,)


def test_where_readings_leave_one_by_one_only_older_chunks_are_compressed() -> None:
    year, month = NOW - 365 * DAY, NOW - 30 * DAY
    assert compression.before(NOW, {"a": NOW - 3650 * DAY}) == month
    assert (
        compression.before(NOW, {"a": NOW - 3650 * DAY, "b": year, "c": NOW - 700 * DAY}) == NOW - 700 * DAY
    )
