"""A tape played as messages."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.reading import Origin
from sims.replay import FeedMap, load_map, messages
from sims.replay.feed import played, tape_of
from sims.replay.layouts.layout import Point
from sims.replay.tape import recorded
from tests.sims.replay.feeds import counts, flood, floods

START = datetime(2026, 7, 1, tzinfo=UTC)
ROW = flood("A-1", "2023-10-30T12:00:00", "2023-10-30T12:04:00", "[1,2,3,4,5]", "[0,60,120,180,240]")

points = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(0, 500), st.floats(0, 100)).map(
        lambda one: Point(one[0], START + timedelta(seconds=one[1]), one[2])
    ),
    max_size=60,
)


@pytest.fixture
def feed() -> FeedMap:
    return load_map("floodnet")


@given(points)
def test_a_tape_keeps_every_point_and_sorts_by_time(found: list[Point]) -> None:
    tape = recorded(found, ["A", "B"], 1.0)
    times = tape.times_ms.tolist()
    assert times == sorted(times)
    assert sorted(tape.values.tolist()) == sorted(round(point.value, 4) for point in found)


@given(points, st.integers(0, 500), st.integers(0, 500))
def test_cutting_a_tape_keeps_what_lies_between(found: list[Point], low: int, high: int) -> None:
    first, last = START + timedelta(seconds=low), START + timedelta(seconds=high)
    cut = recorded(found, ["A", "B"], 1.0).between(first, last)
    assert len(cut) == sum(first <= point.time < last for point in found)


def test_readings_of_a_sensor_travel_together_when_asked(tmp_path: Path, feed: FeedMap) -> None:
    found = list(messages(feed, floods(tmp_path, ROW), per_message=2))
    assert [[sample.value for sample in message.samples] for message in found] == [
        [2.54, 5.08],
        [7.62, 10.16],
        [12.7],
    ]
    assert [message.due - found[0].due for message in found] == [timedelta(seconds=s) for s in (0, 120, 180)]


def test_from_and_to_cut_the_feed(tmp_path: Path, feed: FeedMap) -> None:
    noon = datetime(2023, 10, 30, 16, tzinfo=UTC)
    cut = {"first": noon + timedelta(minutes=1), "last": noon + timedelta(minutes=3)}
    assert len(list(messages(feed, floods(tmp_path, ROW), **cut))) == 2


def test_readings_say_that_they_are_replayed_unless_told_otherwise(tmp_path: Path, feed: FeedMap) -> None:
    file = floods(tmp_path, ROW)
    assert next(messages(feed, file)).samples[0].origin is Origin.REPLAY
    assert next(messages(feed, file, origin=Origin.LIVE)).samples[0].origin is Origin.LIVE


def test_a_shifted_feed_keeps_its_gaps(tmp_path: Path, feed: FeedMap) -> None:
    file, by = floods(tmp_path, ROW), timedelta(days=900)
    plain, moved = list(messages(feed, file)), list(messages(feed, file, shift=by))
    assert [message.due + by for message in plain] == [message.due for message in moved]


def test_a_feed_moved_to_now_ends_now_at_full_speed(tmp_path: Path, feed: FeedMap) -> None:
    sensors, tape = tape_of(feed, floods(tmp_path, ROW))
    moved = list(played(feed, sensors, tape.ending_now(START, 0), origin=Origin.REPLAY))
    assert moved[-1].due == START


def test_an_empty_feed_is_no_error(tmp_path: Path) -> None:
    feed = load_map("melbourne")
    _, tape = tape_of(feed, counts(tmp_path, "01/01/2018,0,-1,-1"))
    assert len(tape.ending_now(START, 0)) == 0
    assert tape.length == timedelta()
