"""Readings of long ago come back as they were stored, sensor by sensor, in the order of time."""

from datetime import UTC, datetime, timedelta

import numpy as np
import psycopg
import pytest

from model.reading import Origin, Quality, Reading
from store.columns import columns_of
from store.history import Asked, histories, newest, read_only
from store.pool import connect
from store.readings import put_new

START = datetime(2026, 8, 25, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def reading(num: int, second: float, value: float, **changed: object) -> Reading:
    time = START + timedelta(seconds=second)
    fields = {"metric": "depth_cm", "quality": Quality.GOOD, "origin": Origin.LIVE, "received_at": time}
    return Reading(sensor_num=num, value=value, observed_at=time, **{**fields, **changed})  # type: ignore[arg-type]


def store(url: str, *readings: Reading) -> None:
    with connect(url, name="test") as conn:
        put_new(conn, columns_of(readings, ["water_depth"] * len(readings)))


def asked(*metrics: str, hours: float = 1, origin: Origin = Origin.LIVE) -> Asked:
    until = START + timedelta(hours=hours)
    return Asked(metrics=metrics or ("depth_cm",), since=START, until=until, origin=origin)


def read(url: str, wanted: Asked, *nums: int) -> dict[int, list[tuple[str, float, float]]]:
    with connect(url, name="test") as conn:
        # Full chunks are read page by page, where the rows lie as they came.
        conn.execute("set enable_indexscan = off; set enable_bitmapscan = off")
        found = [series for block in histories(conn, wanted, nums) for series in block]
    return {
        one.sensor_num: [
            (wanted.metrics[metric], (EPOCH + timedelta(microseconds=us) - START).total_seconds(), value)
            for metric, us, value in zip(
                one.metric.tolist(), one.observed_us.tolist(), one.value.tolist(), strict=True
            )
        ]
        for one in found
    }


def test_readings_come_in_the_order_of_time_however_they_arrived(fresh_database: str) -> None:
    store(fresh_database, reading(2, 60, 1.5), reading(1, 30, -0.25))
    store(fresh_database, reading(2, 0.000001, 2.5), reading(2, 30, 3.5))
    found = read(fresh_database, asked(), 1, 2, 3)
    assert found == {
        1: [("depth_cm", 30.0, -0.25)],
        2: [("depth_cm", 0.000001, 2.5), ("depth_cm", 30.0, 3.5), ("depth_cm", 60.0, 1.5)],
    }


def test_metrics_of_one_time_come_in_the_order_that_was_asked(fresh_database: str) -> None:
    store(fresh_database, reading(1, 0, 1), reading(1, 60, 2), reading(1, 0, 3, metric="b"))
    told = [("b", 0.0, 3.0), ("depth_cm", 0.0, 1.0), ("depth_cm", 60.0, 2.0)]
    assert read(fresh_database, asked("b", "depth_cm"), 1) == {1: told}


def test_only_plausible_readings_of_the_span_and_the_origin_count(fresh_database: str) -> None:
    store(
        fresh_database,
        reading(1, -1, 0),
        reading(1, 0, 1),
        reading(1, 1, 2, quality=Quality.BAD),
        reading(1, 2, 3, quality=Quality.SUSPECT),
        reading(1, 3, 4, quality=Quality.CLOCK_SUSPECT),
        reading(1, 4, 5, origin=Origin.EXERCISE),
        reading(1, 3600, 6),
    )
    live = [("depth_cm", 0.0, 1.0), ("depth_cm", 3.0, 4.0)]
    assert read(fresh_database, asked(origin=Origin.LIVE), 1) == {1: live}
    assert read(fresh_database, asked(origin=Origin.EXERCISE), 1) == {1: [("depth_cm", 4.0, 5.0)]}


def test_blocks_hold_every_sensor_once_whatever_their_size(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(fresh_database, *(reading(num, second, num) for num in range(1, 30) for second in range(num % 5)))
    monkeypatch.setattr("store.history.READINGS_A_BLOCK", 7)
    with connect(fresh_database, name="test") as conn:
        blocks = list(histories(conn, asked(), range(1, 30)))
    nums = [series.sensor_num for block in blocks for series in block]
    assert nums == [num for num in range(1, 30) if num % 5]
    assert len(blocks) > 5
    assert all(np.all(series.value == series.sensor_num) for block in blocks for series in block)


def test_the_last_reading_is_told_even_if_it_is_bad(fresh_database: str) -> None:
    store(fresh_database, reading(1, 0, 1), reading(1, 60, 900, quality=Quality.BAD), reading(1, 120, 2))
    with connect(fresh_database, name="test") as conn:
        found = newest(conn, asked(hours=61 / 3600), 1)
    assert [(one.value, one.quality) for one in found] == [(900.0, Quality.BAD)]


def test_a_session_that_only_reads_cannot_write(fresh_database: str) -> None:
    with connect(fresh_database, name="test", autocommit=True) as conn:
        read_only(conn)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            conn.execute("delete from reading")
