"""Local times where clocks are put forward and back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sims.replay.local_time import first_of, possible, start_of

NEW_YORK = ZoneInfo("America/New_York")


def at(words: str) -> datetime:
    """A clock reading, which has no zone."""
    return datetime.fromisoformat(words)


BACK = at("2024-11-03 01:30")  # stands twice: 05:30 and 06:30 UTC
NEVER = at("2024-03-10 02:30")  # was passed over

moments = st.datetimes(at("2020-01-01"), at("2025-01-01"), timezones=st.just(UTC))
lengths = st.integers(0, 4 * 3600)


def clock(moment: datetime) -> datetime:
    """What a clock on a wall in New York shows."""
    return moment.astimezone(NEW_YORK).replace(tzinfo=None)


def test_an_ordinary_time_means_one_moment() -> None:
    noon = at("2023-10-30 12:00:39")
    assert possible(noon, NEW_YORK) == [datetime(2023, 10, 30, 16, 0, 39, tzinfo=UTC)]


def test_the_hour_that_stands_twice_means_two_moments() -> None:
    first, second = possible(BACK, NEW_YORK)
    assert (first.hour, second.hour) == (5, 6)
    assert first_of(BACK, NEW_YORK) == first


def test_an_end_after_the_fold_tells_which_of_the_two_hours_was_meant() -> None:
    end = at("2024-11-03 03:30")  # 08:30 UTC
    assert start_of(BACK, end, 2 * 3600, NEW_YORK).hour == 6
    assert start_of(BACK, end, 3 * 3600, NEW_YORK).hour == 5


def test_an_event_within_the_fold_is_taken_for_the_first_hour() -> None:
    assert start_of(BACK, BACK + timedelta(minutes=20), 1200, NEW_YORK).hour == 5


def test_an_event_that_runs_from_the_first_into_the_second_hour_is_known_by_its_length() -> None:
    assert start_of(BACK, BACK + timedelta(minutes=20), 3600 + 1200, NEW_YORK).hour == 5
    assert start_of(BACK, BACK - timedelta(minutes=20), 2400, NEW_YORK).hour == 5


def test_a_time_that_never_was_is_read_with_the_clock_that_fits_the_end() -> None:
    assert start_of(NEVER, at("2024-03-10 07:30"), 4 * 3600, NEW_YORK).hour == 7
    assert start_of(NEVER, at("2024-03-10 07:30"), 5 * 3600, NEW_YORK).hour == 6


@given(moments, lengths)
def test_the_start_of_an_event_is_found_wherever_the_clocks_tell_it(begun: datetime, length_s: int) -> None:
    start, end = clock(begun), clock(begun + timedelta(seconds=length_s))
    found = start_of(start, end, length_s, NEW_YORK)
    assert found == begun or (clock(found) == start and len(possible(end, NEW_YORK)) == 2)


@given(moments)
def test_the_first_meaning_of_a_clock_is_the_moment_or_an_hour_before_it(moment: datetime) -> None:
    assert moment - first_of(clock(moment), NEW_YORK) in (timedelta(), timedelta(hours=1))
