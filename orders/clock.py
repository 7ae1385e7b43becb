"""The clocks of an order: how much of a limit is used up, and when it will be.

Limits are told as the published standards tell them: urgent hours (紧急工作时) run day and night, working
hours (工作时) and working days (工作日) only while the district works. A pause stops a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from orders.calendar import WorkCalendar

Pause = tuple[datetime, datetime | None]
"""From when to when a clock stands, both aware; None while it stands still."""


class TimeUnit(StrEnum):
    """What a limit is counted in."""

    URGENT_HOUR = "urgent_hour"
    WORKING_HOUR = "working_hour"
    WORKING_DAY = "working_day"


class ClockSort(StrEnum):
    """What a clock of an order measures, from its dispatch on."""

    ACCEPT = "accept"
    ARRIVE = "arrive"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """So many of a unit, above 0."""

    amount: float
    unit: TimeUnit

    def __post_init__(self) -> None:
        if not self.amount > 0:
            raise ValueError(f"a limit of {self.amount:g} is none: it must be above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One limit that runs from ``since`` on; ``pauses`` are in order and do not overlap."""

    limit: TimeLimit
    since: datetime
    pauses: Sequence[Pause] = ()

    def allowed(self, calendar: WorkCalendar) -> timedelta:
        """The limit as time that counts: a working day is as long as the district's."""
        unit = calendar.day_length if self.limit.unit is TimeUnit.WORKING_DAY else timedelta(hours=1)
        return self.limit.amount * unit

    def used(self, now: datetime, calendar: WorkCalendar) -> timedelta:
        """How much has counted by ``now``."""
        return sum((self._counted(*run, calendar) for run in self._runs(now)), timedelta())

    def left(self, now: datetime, calendar: WorkCalendar) -> timedelta:
        """How much remains at ``now``; below 0 when it is overdue."""
        return self.allowed(calendar) - self.used(now, calendar)

    def due_at(self, calendar: WorkCalendar) -> datetime | None:
        """When the limit is used up if nothing pauses any more; None while the clock stands."""
        left, begin = self.allowed(calendar), self.since
        for stops, goes_on in self.pauses:
            counted = self._counted(begin, stops, calendar)
            if counted >= left:
                break
            if goes_on is None:
                return None
            left, begin = left - counted, max(begin, goes_on)
        return self._after(begin, left, calendar)

    def _runs(self, now: datetime) -> Sequence[tuple[datetime, datetime]]:
        """The spans in which it ran until ``now``."""
        edges = [self.since]
        for stops, goes_on in self.pauses:
            edges += [min(stops, now), min(goes_on or now, now)]
        edges.append(now)
        return [(begin, end) for begin, end in zip(edges[::2], edges[1::2], strict=True) if begin < end]

    def _counted(self, begin: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
        if self.limit.unit is TimeUnit.URGENT_HOUR:
            return max(end - begin, timedelta())
        return calendar.worked(begin, end)

    def _after(self, begin: datetime, amount: timedelta, calendar: WorkCalendar) -> datetime:
        if self.limit.unit is TimeUnit.URGENT_HOUR:
            return begin + amount
        return calendar.after(begin, amount)
