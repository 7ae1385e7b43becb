"""A flood of alarms: begins above ten within ten minutes, ends below five, from the times alone."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import flood
from alerts.flood import Flood, Heard, heard_from, time_in

START = datetime(2026, 8, 25, 9, 0, tzinfo=UTC)
STEP_S = 30
TIMES = [START + timedelta(seconds=STEP_S * step) for step in range(240)]


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


class Alarm(NamedTuple):
    at: datetime
    alarms: int


def told(alarms: Sequence[Alarm]) -> Heard:
    return heard_from([(int(one.at.timestamp()), one.alarms) for one in alarms])


def floods(alarms: Sequence[Alarm], *, until: datetime) -> list[Flood]:
    return flood.floods(told(alarms), until=until)


def is_settled(alarms: Sequence[Alarm], *, since: datetime, until: datetime) -> bool:
    return flood.is_settled(told(alarms), since=since, until=until)


def every(minutes: float, *, begin: float, times: int) -> list[Alarm]:
    return [Alarm(at(begin + minutes * time), 1) for time in range(times)]


# Gaps in steps of half a minute, short ones more often: so that floods begin, go on thinly and end.
heard = st.lists(
    st.tuples(st.sampled_from((0, 1, 1, 1, 2, 3, 4, 20)), st.integers(min_value=1, max_value=3)),
    max_size=60,
).map(
    lambda pairs: [
        Alarm(START + timedelta(seconds=STEP_S * step), count)
        for step, (_, count) in zip(accumulate(gap for gap, _ in pairs), pairs, strict=True)
    ]
)


def looked_at_each_step(alarms: Sequence[Alarm], times: Sequence[datetime]) -> list[Flood]:
    """The slow way: at each time count those of the last ten minutes, and remember the state."""
    found, since = [], None
    for now in times:
        within = sum(one.alarms for one in alarms if timedelta(0) <= now - one.at < timedelta(minutes=10))
        if since is None and within > 10:
            since = now
        if since is not None and within < 5:
            found.append(Flood(since=since, until=now))
            since = None
    return found if since is None else [*found, Flood(since=since, until=None)]


def lasting(alarms: Sequence[Alarm], until: datetime) -> list[Flood]:
    return [one for one in floods(alarms, until=until) if one.until is None]


@given(heard, st.integers(min_value=0, max_value=len(TIMES) - 1))
def test_floods_are_those_that_a_person_would_count(alarms: list[Alarm], last: int) -> None:
    assert floods(alarms, until=TIMES[last]) == looked_at_each_step(alarms, TIMES[: last + 1])


@given(heard, heard, st.integers(min_value=20, max_value=120), st.integers(min_value=0, max_value=100))
def test_where_the_past_is_settled_nothing_older_changes_the_answer(
    alarms: list[Alarm], older: list[Alarm], begin: int, length: int
) -> None:
    since, until = TIMES[begin], TIMES[begin + length]
    known = [one for one in alarms if one.at > since]
    before = [one for one in (*older, *alarms) if one.at <= since]
    if is_settled(known, since=since, until=until):
        assert lasting(known, until) == lasting(before + known, until)


def test_the_eleventh_alarm_in_ten_minutes_begins_a_flood() -> None:
    ten = every(0.9, begin=0, times=10)
    assert floods(ten, until=at(9)) == []
    assert floods([*ten, Alarm(at(9), 1)], until=at(9)) == [Flood(since=at(9), until=None)]
    assert floods([*ten, Alarm(at(10), 1)], until=at(60)) == []  # the first is out of the ten minutes by then


def test_a_flood_goes_on_while_five_are_left() -> None:
    begun = [Alarm(at(0), 11)]
    thin = every(2, begin=2, times=20)  # five within any ten minutes
    assert floods([*begun, *thin], until=at(40)) == [Flood(since=at(0), until=None)]
    assert floods(begun + every(2.5, begin=2.5, times=20), until=at(40)) == [Flood(since=at(0), until=at(10))]


@pytest.mark.parametrize(("minutes", "settled"), [(9, False), (11, True)])
def test_a_past_is_settled_only_after_a_whole_window_of_calm(minutes: float, settled: bool) -> None:
    assert is_settled([], since=START, until=at(minutes)) is settled
    assert not is_settled(every(1, begin=0.5, times=60), since=START, until=at(50))


def test_the_peak_and_the_time_in_floods_are_told() -> None:
    alarms = [Alarm(at(0), 12), Alarm(at(5), 3), Alarm(at(60), 20)]
    assert flood.peak(told(alarms), until=at(90)) == 20
    found = floods(alarms, until=at(65))
    assert time_in(found, since=at(5), until=at(65)) == timedelta(minutes=5 + 5)
