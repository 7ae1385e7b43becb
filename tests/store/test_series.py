"""A series for a chart: the same peaks, whether from readings, minutes or hours."""

from datetime import UTC, datetime, timedelta

import pytest

from model.reading import Origin
from store.pool import Pool
from store.retention import MINUTES, keep_since, kind_subject
from store.rollups import refresh
from store.series import Kept, grain_for, series
from tests.fixtures.batches import NOW, Send, depth, message

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BEGIN = NOW - HOUR
ALL = Kept(readings=None, minutes=None)
Points = list[tuple[datetime, float]]


def asked(pool: Pool, *, back: timedelta, points: int, until: datetime = NOW, **more: object) -> Points:
    with pool.connection() as conn:
        return series(
            conn,
            sensor_num=1,
            metric="depth_cm",
            since=until - back,
            until=until,
            points=points,
            **more,  # type: ignore[arg-type]
        )


def refreshed(pool: Pool) -> None:
    with pool.connection() as conn:
        refresh(conn, limit=100)


@pytest.mark.parametrize(
    ("bucket", "kept", "grain"),
    [
        (timedelta(seconds=59), ALL, None),
        (MINUTE, ALL, MINUTE),
        (timedelta(minutes=59), ALL, MINUTE),
        (HOUR, ALL, HOUR),
        (MINUTE / 2, Kept(readings=NOW, minutes=None), MINUTE),
        (MINUTE, Kept(readings=None, minutes=NOW), None),
        (MINUTE, Kept(readings=NOW, minutes=NOW), HOUR),
        (MINUTE / 2, Kept(readings=BEGIN, minutes=NOW), None),
    ],
)
def test_a_chart_is_made_of_the_coarsest_that_serves_it_and_is_kept(
    bucket: timedelta, kept: Kept, grain: timedelta | None
) -> None:
    assert grain_for(bucket, BEGIN, kept) == grain


def test_readings_minutes_and_hours_tell_the_same_peak(pool: Pool, send: Send) -> None:
    send(depth(4, 0), depth(7, 20), depth(9999, 40), depth(3, 600))
    refreshed(pool)
    assert asked(pool, back=HOUR, points=1) == [(BEGIN, 7)]  # of one hour
    assert asked(pool, back=HOUR, points=6) == [(BEGIN, 7), (BEGIN + 10 * MINUTE, 3)]  # of minutes
    assert [value for _, value in asked(pool, back=HOUR, points=3600)] == [4, 7, 3]  # of readings


@pytest.mark.parametrize("points", [1, 6])
def test_what_is_fresher_than_the_rollups_is_not_missing(pool: Pool, send: Send, points: int) -> None:
    send(depth(4, 0))
    refreshed(pool)
    send(depth(7, 30), depth(9, 1200))
    assert max(value for _, value in asked(pool, back=HOUR, points=points)) == 9


@pytest.mark.parametrize("points", [1, 6])
def test_without_any_rollup_the_readings_answer(pool: Pool, send: Send, points: int) -> None:
    send(depth(4, 0))
    assert asked(pool, back=HOUR, points=points) == [(BEGIN, 4)]


@pytest.mark.parametrize("points", [1, 6, 3600])
def test_rollups_answer_where_readings_are_not_kept_any_more(pool: Pool, send: Send, points: int) -> None:
    send(depth(4, 0))
    refreshed(pool)
    with pool.connection() as conn:
        keep_since(conn, kind_subject("water_depth"), NOW)
        conn.execute("delete from reading")
    assert asked(pool, back=HOUR, points=points) == [(BEGIN, 4)]


@pytest.mark.parametrize("points", [6, 3600])
def test_hours_answer_where_nothing_finer_is_kept(pool: Pool, send: Send, points: int) -> None:
    send(depth(4, 0))
    refreshed(pool)
    with pool.connection() as conn:
        keep_since(conn, kind_subject("water_depth"), NOW)
        keep_since(conn, MINUTES, NOW)
        conn.execute("delete from reading")
        conn.execute("delete from reading_1m")
    assert asked(pool, back=HOUR, points=points) == [(BEGIN, 4)]


@pytest.mark.parametrize("points", [1, 6, 3600])
def test_one_origin_can_be_asked_for(pool: Pool, send: Send, points: int) -> None:
    play = {"t": (BEGIN + MINUTE).isoformat(), "v": {"depth_cm": 90}, "o": "exercise"}
    send(depth(4, 0), message(play))
    refreshed(pool)
    assert asked(pool, back=HOUR, points=points) == asked(pool, back=HOUR, points=points, origin=Origin.LIVE)
    for origin, highest in ((Origin.LIVE, 4), (Origin.EXERCISE, 90)):
        found = asked(pool, back=HOUR, points=points, origin=origin)
        assert max(value for _, value in found) == highest
    assert asked(pool, back=HOUR, points=points, origin=Origin.REPLAY) == []


def test_a_bucket_is_a_whole_number_of_minutes(pool: Pool, send: Send) -> None:
    send(*(depth(minute, 60 * minute) for minute in range(60)))
    refreshed(pool)
    found = asked(pool, back=HOUR, points=40)  # 1.5 minutes become 2
    assert [value for _, value in found] == list(range(1, 60, 2))
    assert all(time.astimezone(UTC).minute % 2 == 0 for time, _ in found)
