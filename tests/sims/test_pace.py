"""How fast a feed goes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims.pace import Pace, start_that_ends_now

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_full_speed_never_waits() -> None:
    assert Pace(speed=0, first_due=NOW, began_s=0).wait_s(NOW + timedelta(days=9), 0) == 0


def test_ten_times_life_waits_a_tenth() -> None:
    pace = Pace(speed=10, first_due=NOW, began_s=100)
    assert pace.wait_s(NOW + timedelta(seconds=60), 101) == pytest.approx(5)


def test_who_is_behind_does_not_wait() -> None:
    assert Pace(speed=1, first_due=NOW, began_s=0).wait_s(NOW, 50) == 0


def test_a_feed_at_the_pace_of_life_starts_now() -> None:
    assert start_that_ends_now(NOW, timedelta(hours=3), 1) == NOW


def test_a_feed_at_full_speed_ends_now() -> None:
    assert start_that_ends_now(NOW, timedelta(hours=3), 0) == NOW - timedelta(hours=3)


@given(st.floats(0.1, 1000), st.floats(0, 1))
def test_no_reading_lies_in_the_future_when_it_is_sent(speed: float, share: float) -> None:
    length = timedelta(hours=3)
    start = start_that_ends_now(NOW, length, speed)
    observed, sent = start + length * share, NOW + length * share / speed
    assert observed <= sent + timedelta(milliseconds=1)


def test_nothing_is_sent_before_its_own_time_has_come() -> None:
    pace = Pace(speed=60.0, first_due=NOW, began_s=0.0, began_at=NOW + timedelta(minutes=10))
    assert pace.wait_s(NOW + timedelta(minutes=5), 0.0) == 5.0  # 300 s of data at 60 times life
    assert pace.wait_s(NOW + timedelta(minutes=10, seconds=30), 0.0) == 30.0  # a time that is still to come
    assert pace.wait_s(NOW + timedelta(minutes=12), 100.0) == 20.0
