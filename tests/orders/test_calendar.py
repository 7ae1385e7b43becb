"""Working hours against a slow minute by minute walk over the public calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.calendar import WorkCalendar, is_published
from orders.clock import Clock, Pause, TimeLimit, TimeUnit

ZONE = ZoneInfo("Asia/Shanghai")
SHIFTS = ((time(8, 30), time(11, 30)), (time(13), time(17, 30)))
CALENDAR = WorkCalendar(zone=ZONE, shifts=SHIFTS)
MINUTE = timedelta(minutes=1)
TEN_YEARS_MINUTES = (date(2026, 11, 1) - date(2016, 11, 1)).days * 1440
TEN_YEARS = st.integers(0, TEN_YEARS_MINUTES).map(
    lambda minute: datetime(2016, 11, 1, tzinfo=UTC) + timedelta(minutes=minute)
)


def works(at: datetime) -> bool:
    """Whether the minute from ``at`` on is worked."""
    local = at.astimezone(ZONE)
    within = any(opens <= local.time() < closes for opens, closes in SHIFTS)
    return within and chinese_calendar.is_workday(local.date())


def walked(begin: datetime, minutes: int) -> datetime:
    """The end of the last of so many worked minutes."""
    at = begin
    while minutes:
        minutes -= works(at)
        at += MINUTE
    return at


# The State Council's notice on 2026: what is off though a weekday, and what is worked though a weekend.
OFF_2026 = (
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 2, 15), date(2026, 2, 23)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
    (date(2026, 9, 25), date(2026, 9, 27)),
    (date(2026, 10, 1), date(2026, 10, 7)),
)
WORKED_2026 = {date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}


def test_a_year_is_worked_as_its_notice_says() -> None:
    for number in range(365):
        day = date(2026, 1, 1) + timedelta(days=number)
        off = any(first <= day <= last for first, last in OFF_2026)
        assert CALENDAR.is_worked(day) == (day in WORKED_2026 or (day.weekday() < 5 and not off)), day


@given(begin=TEN_YEARS, minutes=st.integers(1, 2000))
def test_a_limit_ends_at_the_minute_that_a_slow_walk_ends_at(begin: datetime, minutes: int) -> None:
    assert CALENDAR.after(begin, minutes * MINUTE) == walked(begin, minutes)


@given(begin=TEN_YEARS, seconds=st.integers(0, 30 * 86_400), amount_s=st.integers(1, 200_000))
def test_what_is_worked_by_the_end_of_an_amount_is_the_amount(
    begin: datetime, seconds: int, amount_s: int
) -> None:
    begin += timedelta(seconds=seconds)
    amount = timedelta(seconds=amount_s)
    assert CALENDAR.worked(begin, CALENDAR.after(begin, amount)) == amount


@given(begin=TEN_YEARS, cuts=st.lists(st.integers(0, 20_000), min_size=2, max_size=2))
def test_time_cut_in_two_is_worked_alike(begin: datetime, cuts: list[int]) -> None:
    first, second = (timedelta(minutes=cut) for cut in cuts)
    middle, end = begin + first, begin + first + second
    assert CALENDAR.worked(begin, middle) + CALENDAR.worked(middle, end) == CALENDAR.worked(begin, end)


def test_the_spring_festival_of_2026_is_no_working_time_and_its_swapped_saturday_is() -> None:
    eve = datetime(2026, 2, 14, 17, 0, tzinfo=ZONE)  # a Saturday that was worked
    assert CALENDAR.after(eve, timedelta(hours=1)) == datetime(2026, 2, 24, 9, 0, tzinfo=ZONE)


def test_a_district_has_days_of_its_own() -> None:
    typhoon = WorkCalendar(
        zone=ZONE, shifts=SHIFTS, exceptions={date(2026, 7, 6): False, date(2026, 7, 5): True}
    )
    assert not typhoon.is_worked(date(2026, 7, 6))
    assert typhoon.is_worked(date(2026, 7, 5))
    assert typhoon.is_worked(date(2026, 7, 7))


def test_a_year_without_its_notice_is_told() -> None:
    assert is_published(2026)
    assert not is_published(2031)


@pytest.mark.parametrize("shifts", [(), ((time(9), time(9)),), ((time(9), time(12)), (time(11), time(17)))])
def test_shifts_that_make_no_day_are_refused(shifts: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="shifts must be in order"):
        WorkCalendar(zone=ZONE, shifts=shifts)


def test_a_calendar_that_never_works_says_so_instead_of_running_for_ever() -> None:
    days = {date(2020, 1, 1) + timedelta(days=number): False for number in range(6000)}
    with pytest.raises(OverflowError, match="ten years"):
        WorkCalendar(zone=ZONE, shifts=SHIFTS, exceptions=days).after(
            datetime(2020, 1, 1, tzinfo=ZONE), timedelta(hours=1)
        )


LIMITS = st.builds(
    TimeLimit, amount=st.integers(1, 40).map(lambda quarter: quarter / 4), unit=st.sampled_from(TimeUnit)
)


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    """A clock with up to three pauses, some of them of no length."""
    since = draw(TEN_YEARS)
    edges = sorted(draw(st.lists(st.integers(0, 6000), max_size=6)))
    at = [since + edge * MINUTE for edge in edges]
    pauses: list[Pause] = list(zip(at[::2], at[1::2], strict=False))
    return Clock(limit=draw(LIMITS), since=since, pauses=pauses)


@given(clock=clocks())
def test_at_the_due_time_nothing_is_left_and_a_second_before_a_second_is(clock: Clock) -> None:
    due = clock.due_at(CALENDAR)
    assert due is not None
    assert clock.left(due, CALENDAR) == timedelta()
    assert clock.left(due - timedelta(seconds=1), CALENDAR) == timedelta(seconds=1)


@given(clock=clocks(), minutes=st.integers(0, 4000))
def test_a_clock_counts_what_a_slow_walk_counts(clock: Clock, minutes: int) -> None:
    now, at, counted = clock.since + minutes * MINUTE, clock.since, 0
    while at < now:
        stands = any(stops <= at < goes_on for stops, goes_on in clock.pauses if goes_on)
        runs = clock.limit.unit is TimeUnit.URGENT_HOUR or works(at)
        counted += runs and not stands
        at += MINUTE
    assert clock.used(now, CALENDAR) == counted * MINUTE


def test_while_a_clock_stands_nothing_is_due_and_nothing_is_lost() -> None:
    since = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
    stood = Clock(
        limit=TimeLimit(amount=4, unit=TimeUnit.WORKING_HOUR),
        since=since,
        pauses=[(since + timedelta(hours=1), None)],
    )
    assert stood.due_at(CALENDAR) is None
    assert stood.left(since + timedelta(days=30), CALENDAR) == timedelta(hours=3)


def test_a_pause_after_the_limit_changes_nothing() -> None:
    since = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
    limit = TimeLimit(amount=2, unit=TimeUnit.URGENT_HOUR)
    late = Clock(limit=limit, since=since, pauses=[(since + timedelta(hours=3), None)])
    assert late.due_at(CALENDAR) == since + timedelta(hours=2)
