"""The period of the evaluation, as an address tells it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from store.evaluation import Period

WEEK = timedelta(days=7)
LONGEST = timedelta(days=366)
"""Nobody has to wait for more than a year of orders."""
Days = tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A period by its first and its last day, both counted; ``key`` is month, last_month, week or days."""

    key: str
    first: date
    last: date

    def period(self, zone: ZoneInfo, *, under: str | None) -> Period:
        """The orders that were filed on these days of a zone."""
        begin, end = (
            datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
            for day in (self.first, self.last + timedelta(days=1))
        )
        return Period(begin=begin, end=end, under=under)


def this_month(today: date) -> Days:
    first = today.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def last_month(today: date) -> Days:
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def week(today: date) -> Days:
    return today - WEEK + timedelta(days=1), today


READY: Mapping[str, Callable[[date], Days]] = {"month": this_month, "last_month": last_month, "week": week}
"""The periods that have a name of their own."""


def span_of(told: Mapping[str, str], *, zone: ZoneInfo, now: datetime) -> Span:
    """The days that an address asks for by ``period``, or ``from`` and ``to``; this month where it does not.

    Raises LookupError where they are none, end before they begin, or are more than a year.
    """
    today = now.astimezone(zone).date()
    if "from" in told or "to" in told:
        last = _day(told["to"]) if "to" in told else today
        first = _day(told["from"]) if "from" in told else last.replace(day=1)
        if not timedelta() <= last - first <= LONGEST:
            raise LookupError(f"{first} to {last}")
        return Span(key="days", first=first, last=last)
    key = told.get("period", "month")
    first, last = READY[key](today)
    return Span(key=key, first=first, last=last)


def _day(words: str) -> date:
    try:
        found = date.fromisoformat(words)
    except ValueError as problem:
        raise LookupError(words) from problem
    if not 2000 <= found.year < 2100:
        raise LookupError(words)
    return found
