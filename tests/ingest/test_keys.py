"""Which readings of a batch are newer than all before them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ingest.judge import Trail
from ingest.keys import Keys, last_of_each, newer
from store.columns import NO_TIME, ORIGINS, Columns
from store.latest import TRAIL, Known

Arrival = tuple[int, int, int, int]
"""Sensor, measure, origin, second."""

ARRIVALS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 1), st.integers(0, 2), st.integers(0, 20)), max_size=40
)
MEASURES = [("a", "x"), ("b", "y")]
NOTHING = Known(
    sensor_num=np.empty(0, np.int64),
    words=[],
    observed_us=np.empty(0, np.int64),
    trail={name: np.empty(0, np.float64 if name.endswith("value") else np.int64) for name in TRAIL},
)


def columns(arrivals: list[Arrival]) -> Columns:
    """Readings in the order of arrival."""
    nums, measures, origins, times = (
        np.array([row[place] for row in arrivals], np.int64) for place in range(4)
    )
    count = len(arrivals)
    return Columns(
        measures=MEASURES,
        sensor_num=nums.astype(np.int32),
        measure=measures.astype(np.int16),
        value=np.zeros(count),
        observed_us=times,
        received_us=times,
        quality=np.zeros(count, np.int8),
        origin=origins.astype(np.int8),
        clockless=np.zeros(count, np.bool_),
    )


def one_by_one(arrivals: list[Arrival]) -> list[bool]:
    """The same, a reading at a time."""
    newest: dict[tuple[int, ...], int] = {}
    found = []
    for *key, time in arrivals:
        before = newest.get(tuple(key), -1)
        found.append(time > before)
        newest[tuple(key)] = max(time, before)
    return found


def known_after(arrivals: list[Arrival]) -> Known:
    """What the table knows after these."""
    newest: dict[tuple[int, str, str], int] = {}
    for num, measure, origin, time in arrivals:
        key = (num, MEASURES[measure][1], ORIGINS[origin].value)
        newest[key] = max(time, newest.get(key, -1))
    unknown = Trail.unknown(len(newest))
    return Known(
        sensor_num=np.array([num for num, *_ in newest], np.int64),
        words=[(metric, origin) for _, metric, origin in newest],
        observed_us=np.array(list(newest.values()), np.int64),
        trail={name: getattr(unknown, name) for name in TRAIL},
    )


def fresh_of(arrivals: list[Arrival], known: Known) -> NDArray[np.bool_]:
    readings = columns(arrivals)
    return newer(Keys.found(readings, known), readings.observed_us)


@given(arrivals=ARRIVALS)
def test_a_reading_is_fresh_when_it_is_newer_than_all_before_it(
    arrivals: list[Arrival],
) -> None:
    assert fresh_of(arrivals, NOTHING).tolist() == one_by_one(arrivals)


@given(arrivals=ARRIVALS, cut=st.integers(0, 40))
def test_any_cut_into_batches_gives_the_same(arrivals: list[Arrival], cut: int) -> None:
    first = fresh_of(arrivals[:cut], NOTHING)
    second = fresh_of(arrivals[cut:], known_after(arrivals[:cut]))
    assert [*first, *second] == one_by_one(arrivals)


@given(arrivals=ARRIVALS)
def test_the_last_of_each_key_is_its_newest(arrivals: list[Arrival]) -> None:
    readings = columns(arrivals)
    keys = Keys.found(readings, NOTHING)
    last = last_of_each(keys, newer(keys, readings.observed_us))
    found = {arrivals[place][:3]: arrivals[place][3] for place in last.tolist() if place >= 0}
    assert found == {
        key: max(time for *other, time in arrivals if tuple(other) == key)
        for key in {tuple(key) for *key, _ in arrivals}
    }


def test_what_the_table_knows_stands_beside_its_key() -> None:
    keys = Keys.found(
        columns([(2, 1, 0, 5), (1, 0, 0, 5), (1, 0, 1, 5)]), known_after([(1, 0, 1, 9), (3, 1, 0, 7)])
    )
    assert keys.newest_us.tolist() == [NO_TIME, 9, NO_TIME]
