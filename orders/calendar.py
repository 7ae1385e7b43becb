"""Which hours are worked: the public calendar with its swapped weekends (调休), and a district's own days.

Holidays and swapped weekends are those of the State Council's yearly notices, as ``chinesecalendar`` has
them. A year's notice comes in the autumn before; until it is known every day counts by its weekday.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import chinese_calendar

DAY = timedelta(days=1)
SATURDAY = 5
LONGEST = timedelta(days=3653)
"""Nothing is reckoned further than ten years ahead: a calendar without working days would never end."""

Span = tuple[datetime, datetime]
"""From one aware time to a later one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """The working hours of a district: ``shifts`` of a working day in local time, in order.

    ``exceptions`` are days that the district works, or does not, whatever the public calendar says.
    """

    zone: ZoneInfo
    shifts: Sequence[tuple[time, time]]
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        edges = [edge for shift in self.shifts for edge in shift]
        if not edges or any(late <= early for early, late in pairwise(edges)):
            raise ValueError("shifts must be in order, each ending after it begins, with at least one")

    @property
    def day_length(self) -> timedelta:
        """How long a working day is."""
        return sum((_length(shift) for shift in self.shifts), timedelta())

    def is_worked(self, day: date) -> bool:
        """Whether a day of the district's zone is a working day."""
        return self.exceptions.get(day, _is_public_workday(day))

    def shifts_from(self, begin: datetime) -> Iterator[Span]:
        """What is worked after an aware time, shift by shift; a shift under way is cut at its beginning.

        Ends ten years after ``begin``.
        """
        day = begin.astimezone(self.zone).date()
        while day <= (begin + LONGEST).astimezone(self.zone).date():
            for opens, closes in self.shifts if self.is_worked(day) else ():
                # In UTC: within one zone Python reckons by the clock on the wall, summer time or not.
                from_, to = (datetime.combine(day, at, self.zone).astimezone(UTC) for at in (opens, closes))
                if to > begin:
                    yield max(from_, begin), to
            day += DAY

    def worked(self, begin: datetime, end: datetime) -> timedelta:
        """How much is worked from one aware time to another; nothing where ``end`` is not later."""
        total = timedelta()
        for from_, to in self.shifts_from(begin):
            if from_ >= end:
                break
            total += min(to, end) - from_
        return total

    def after(self, begin: datetime, amount: timedelta) -> datetime:
        """The first time at which ``amount`` has been worked since ``begin``; ``begin`` itself for none.

        Raises OverflowError beyond ten years.
        """
        if amount <= timedelta():
            return begin
        left = amount
        for from_, to in self.shifts_from(begin):
            if left <= to - from_:
                return from_ + left
            left -= to - from_
        raise OverflowError(f"{amount} of work after {begin:%Y-%m-%d} take longer than ten years")


@lru_cache(maxsize=64)
def is_published(year: int) -> bool:
    """Whether the notice of a year is known."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def _is_public_workday(day: date) -> bool:
    return chinese_calendar.is_workday(day) if is_published(day.year) else day.weekday() < SATURDAY


def _length(shift: tuple[time, time]) -> timedelta:
    day = date(2026, 1, 1)
    return datetime.combine(day, shift[1]) - datetime.combine(day, shift[0])
