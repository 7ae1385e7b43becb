"""When a clock is due, found by asking every minute whether it counts, and the last one to the microsecond.

Nothing of `orders.calendar` or `orders.clock` is used: days are asked of ``chinese_calendar``, Shanghai is 8
hours ahead of UTC, which it has been since 1992, and hours are
minutes of a day. Times are whole microseconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import chinese_calendar
import numpy as np
from numpy.typing import NDArray

MINUTE_US, HOUR_US = 60_000_000, 3_600_000_000
AHEAD_US = 8 * HOUR_US
DAY_MINUTES = 1440
FIRST, LAST = date(2016, 1, 1), date(2028, 12, 31)
PUBLISHED = range(2004, 2027)
"""Years whose notice ``chinese_calendar`` has; in others every day counts by its weekday."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BEGUN_US = (FIRST - date(1970, 1, 1)).days * DAY_MINUTES * MINUTE_US - AHEAD_US
"""The first minute of the table, in microseconds since 1970."""

LOOKS_AHEAD = 3 * DAY_MINUTES
ALWAYS = np.ones(LOOKS_AHEAD, np.bool_)
Standing = tuple[datetime, datetime | None]


class BeyondTheTableError(Exception):
    """A clock that is not due before the table of minutes ends."""


@dataclass(frozen=True, kw_only=True)  # no slots: what is cached needs room
class Week:
    """When a district works: minutes of the day from and until, and its own days."""

    hours: Sequence[tuple[int, int]]
    own_days: Mapping[date, bool] = field(default_factory=dict)

    @property
    def day_us(self) -> int:
        """How long a working day is."""
        return sum(closes - opens for opens, closes in self.hours) * MINUTE_US

    @cached_property
    def minutes(self) -> NDArray[np.bool_]:
        """Every minute from FIRST on, whether it is worked."""
        days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
        worked = np.zeros((len(days), DAY_MINUTES), np.bool_)
        for row, day in zip(worked, days, strict=True):
            for opens, closes in self.hours if self.is_worked(day) else ():
                row[opens:closes] = True
        return worked.reshape(-1)

    def is_worked(self, day: date) -> bool:
        """Whether a day is worked: by the district's own word, by the State Council's, by its weekday."""
        if (own := self.own_days.get(day)) is not None:
            return own
        return bool(chinese_calendar.is_workday(day)) if day.year in PUBLISHED else day.weekday() < 5

    def amount_us(self, amount: float, unit: str) -> int:
        """A limit as time that counts."""
        return round(amount * (self.day_us if unit == "working_day" else HOUR_US))


def slow_due(
    since: datetime, amount: float, unit: str, standing: Sequence[Standing], week: Week
) -> datetime | None:
    """When a limit is used up; None where the clock stands before that and does not go on.

    Raises BeyondTheTableError for what comes too late to be walked to.
    """
    since_us, left_us = _us(since), week.amount_us(amount, unit)
    stood = [(_us(begin), None if end is None else _us(end)) for begin, end in standing]
    first = (since_us - BEGUN_US) // MINUTE_US
    while first < len(week.minutes):
        worked = ALWAYS if unit == "urgent_hour" else week.minutes[first : first + LOOKS_AHEAD]
        counted = _counted_us(BEGUN_US + first * MINUTE_US, worked, since_us, stood)
        total = np.cumsum(counted)
        if total[-1] >= left_us:
            place = int(np.searchsorted(total, left_us))
            begin = max(since_us, BEGUN_US + (first + place) * MINUTE_US)
            due_us = _within(begin, left_us - int(total[place] - counted[place]), stood)
            return EPOCH + timedelta(microseconds=due_us)
        left_us -= int(total[-1])
        first += len(worked)
        if any(end is None and begin < BEGUN_US + first * MINUTE_US for begin, end in stood):
            return None
    raise BeyondTheTableError(f"{amount:g} {unit} since {since:%Y-%m-%d}")


def _counted_us(
    begun_us: int, worked: NDArray[np.bool_], since_us: int, stood: Sequence[tuple[int, int | None]]
) -> NDArray[np.int64]:
    """How much of each minute counts: what is worked of it, after the beginning, and does not stand."""
    begins = begun_us + np.arange(len(worked), dtype=np.int64) * MINUTE_US
    ends = begins + MINUTE_US
    begins = np.maximum(begins, since_us)
    counted = np.maximum(ends - begins, 0)
    for begin, end in stood:
        until = ends if end is None else np.minimum(ends, end)
        counted -= np.maximum(until - np.maximum(begins, begin), 0)
    return np.where(worked, counted, 0)


def _within(begin_us: int, left_us: int, stood: Sequence[tuple[int, int | None]]) -> int:
    """The microsecond of a minute at which what is left has counted; it lies in that minute."""
    at = begin_us
    for begin, end in stood:
        run = max(0, begin - at)
        if run >= left_us:
            break
        if end is not None and end > at:
            left_us, at = left_us - run, end
    return at + left_us


def _us(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)
