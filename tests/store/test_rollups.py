"""Minutes and hours follow the readings exactly, whatever comes late or twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.worker import Worker
from store.errors import UnreachableError
from store.pool import Pool
from store.reconciliation import Progress, compare_share
from store.retention import MINUTES, keep_since, kind_subject
from store.rollups import note_changes, note_span, refresh, waiting, weeks
from tests.fixtures.batches import NOW, Send, depth, message

HOUR = NOW - timedelta(hours=1)  # when ``depth`` begins to count its seconds
ROW = "min, max, mean, last, count, plausible, good"


def refreshed(pool: Pool) -> int:
    with pool.connection() as conn:
        return refresh(conn, limit=1000)


def rows(pool: Pool, table: str, columns: str = ROW) -> list[tuple[object, ...]]:
    with pool.connection() as conn:
        return conn.execute(
            f"select {columns} from {table} order by at, sensor_num, metric, origin".encode()
        ).fetchall()


def differences(pool: Pool, day: datetime = NOW) -> int:
    with pool.connection() as conn:
        progress = Progress()
        while not progress.done:
            progress = compare_share(conn, day=day.date(), so_far=progress, share=1)
    return progress.differences


def test_a_minute_and_its_hour_hold_lowest_highest_mean_and_last(pool: Pool, send: Send) -> None:
    send(depth(4, 0), depth(1, 20), depth(7, 40), depth(2, 60))
    assert refreshed(pool) == 1
    assert rows(pool, "reading_1m") == [(1, 7, 4, 7, 3, 3, 3), (2, 2, 2, 2, 1, 1, 1)]
    assert rows(pool, "reading_1h", f"at, {ROW}") == [(HOUR, 1, 7, 3.5, 2, 4, 4, 4)]


def test_a_bad_value_is_counted_and_nothing_else(pool: Pool, send: Send) -> None:
    send(depth(4, 0), depth(9999, 20), depth(9999, 60))
    refreshed(pool)
    assert rows(pool, "reading_1m") == [(4, 4, 4, 4, 2, 1, 1), (None, None, None, None, 1, 0, 0)]
    assert rows(pool, "reading_1h") == [(4, 4, 4, 4, 3, 1, 1)]


def test_an_exercise_is_never_mixed_with_what_is_live(pool: Pool, send: Send) -> None:
    play = {"t": (HOUR + timedelta(seconds=5)).isoformat(), "v": {"depth_cm": 90}, "o": "exercise"}
    send(depth(4, 0), message(play))
    refreshed(pool)
    assert rows(pool, "reading_1m", "origin, max") == [("exercise", 90), ("live", 4)]
    assert rows(pool, "reading_1h", "origin, max, count") == [("exercise", 90, 1), ("live", 4, 1)]


def test_a_late_reading_changes_its_minute_and_its_hour(pool: Pool, send: Send) -> None:
    send(depth(4, 30), depth(5, 7200, received_at=NOW + timedelta(hours=2)))
    refreshed(pool)
    send(depth(8, 10))
    refreshed(pool)
    assert rows(pool, "reading_1m", "max, last, count")[0] == (8, 4, 2)
    assert rows(pool, "reading_1h", "max, last, count")[0] == (8, 4, 2)


def test_what_is_taken_twice_changes_nothing(pool: Pool, send: Send) -> None:
    send(depth(4, 0), depth(6, 30))
    refreshed(pool)
    before = rows(pool, "reading_1m"), rows(pool, "reading_1h")
    with pool.connection() as conn:
        note_changes(conn, [1, 1], [int(HOUR.timestamp()) // 60] * 2)
    assert refreshed(pool) == 1
    assert (rows(pool, "reading_1m"), rows(pool, "reading_1h")) == before


def test_a_batch_of_nothing_notes_nothing(pool: Pool) -> None:
    with pool.connection() as conn:
        note_changes(conn, [], [])
        assert waiting(conn) == 0


def test_a_refresh_that_is_rolled_back_is_done_again(pool: Pool, send: Send) -> None:
    send(depth(4, 0))
    with pool.connection() as conn:
        refresh(conn, limit=10)
        conn.rollback()
    assert refreshed(pool) == 1
    assert rows(pool, "reading_1m", "count") == [(1,)]


def test_only_so_many_batches_are_taken_at_once_the_oldest_first(pool: Pool, send: Send) -> None:
    for second in (0, 60, 120):
        send(depth(second, second))
    with pool.connection() as conn:
        assert refresh(conn, limit=2) == 2
        assert waiting(conn) == 1
    assert rows(pool, "reading_1m", "max") == [(0,), (60,)]


def test_minutes_of_before_1970_and_sensors_of_any_number_are_noted_as_they_are(pool: Pool) -> None:
    with pool.connection() as conn:
        note_changes(conn, [2**31 - 1, 1, 1], [-5, 7, 7])
        noted = conn.execute("select sensor_nums, minutes from rollup_change").fetchall()
    assert noted == [([2**31 - 1, 1], [-5, 7])]


def test_what_is_not_kept_any_more_is_left_as_it_is(pool: Pool, send: Send) -> None:
    send(depth(4, 0))
    refreshed(pool)
    with pool.connection() as conn:
        keep_since(conn, kind_subject("water_depth"), NOW)
        conn.execute("delete from reading")
    send(depth(9, -3600, received_at=NOW))  # later than all that is kept, yet stored until the next removal
    send(depth(5, 5))
    refreshed(pool)
    assert rows(pool, "reading_1m", "max, count") == [(4, 1)]
    assert differences(pool) == 0


def test_an_hour_whose_minutes_are_gone_is_made_from_readings(pool: Pool, send: Send) -> None:
    send(depth(4, 0))
    refreshed(pool)
    with pool.connection() as conn:
        keep_since(conn, MINUTES, NOW)
        conn.execute("delete from reading_1m")
    send(depth(9, 600))
    refreshed(pool)
    assert rows(pool, "reading_1m") == []
    assert rows(pool, "reading_1h", "max, mean, count") == [(9, 6.5, 2)]


TIMES = st.lists(st.tuples(st.integers(0, 7_300), st.integers(0, 200)), min_size=1, max_size=25)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(TIMES, min_size=1, max_size=4), chance=st.randoms(use_true_random=False))
def test_after_any_batches_in_any_order_the_rollups_are_those_of_the_readings(
    pool: Pool, worker: Worker, send: Send, batches: list[list[tuple[int, int]]], chance: object
) -> None:
    for batch in batches:
        send(*(depth(cm, second, received_at=NOW + timedelta(hours=2)) for second, cm in batch))
        if chance.random() < 0.5:  # type: ignore[attr-defined]
            refreshed(pool)
    refreshed(pool)
    assert differences(pool) == 0
    with pool.connection() as conn:
        held = conn.execute("select count(*) from reading").fetchone()
        minutes = conn.execute("select sum(count) from reading_1m").fetchone()
        hours = conn.execute("select sum(count) from reading_1h").fetchone()
    assert held == minutes == hours


EXTRA = """insert into reading_1m
    select sensor_num, metric, origin, at + interval '5 minutes', 1, 1, 1, 1, 1, 1, 1 from reading_1m"""


@pytest.mark.parametrize(
    "damage",
    [
        "update reading_1m set max = max + 1",
        "update reading_1m set mean = mean * 1.001",
        "delete from reading_1m",
        "update reading_1h set good = 0",
        EXTRA,
    ],
)
def test_a_wrong_rollup_is_found_told_and_put_right(pool: Pool, send: Send, damage: str) -> None:
    send(depth(4, 0))
    refreshed(pool)
    before = rows(pool, "reading_1m"), rows(pool, "reading_1h")
    with pool.connection() as conn:
        conn.execute(damage.encode())
    assert differences(pool) == 1
    assert (rows(pool, "reading_1m"), rows(pool, "reading_1h")) == before
    assert differences(pool) == 0


def test_what_waits_to_be_refreshed_is_no_difference(pool: Pool, send: Send) -> None:
    send(depth(4, 0))
    assert differences(pool) == 0
    assert rows(pool, "reading_1m") == []


def test_all_can_be_made_anew(pool: Pool, send: Send) -> None:
    send(depth(4, 0), depth(5, 60))
    refreshed(pool)
    with pool.connection() as conn:
        conn.execute("delete from reading_1m")
        conn.execute("update reading_1h set max = 0")
        for since, until in weeks(conn):
            assert since.tzinfo == UTC
            note_span(conn, since=since, until=until)
    refreshed(pool)
    assert rows(pool, "reading_1m", "max") == [(4,), (5,)]
    assert rows(pool, "reading_1h", "max") == [(5,)]


def refreshed_soon(pool: Pool) -> None:
    with pool.connection() as conn:
        conn.execute("set local lock_timeout = '100ms'")
        refresh(conn, limit=10)


def test_only_one_writes_rollups_at_a_time(pool: Pool, send: Send) -> None:
    send(depth(4, 0))
    with pool.connection() as first:
        refresh(first, limit=10)
        with pytest.raises(UnreachableError, match="lock"):
            refreshed_soon(pool)
