"""Days on which the district works, or does not, by its own word."""

from dataclasses import dataclass
from datetime import date, datetime

from store.pool import Connection
from store.sql import load

_SQL = load("calendar")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """What was said last of a day; ``is_worked`` is None where the public calendar counts again."""

    day: date
    is_worked: bool | None
    reason: str
    set_by: str
    set_at: datetime


def put_day(conn: Connection, said: CalendarDay) -> None:
    """Says something of a day; what was said of it before is kept as history."""
    conn.execute(
        _SQL["put_day"],
        {
            "day": said.day,
            "is_worked": said.is_worked,
            "reason": said.reason,
            "set_by": said.set_by,
            "now": said.set_at,
        },
    )


def calendar_days(conn: Connection, *, first: date = date.min, last: date = date.max) -> list[CalendarDay]:
    """The last word on each day from ``first`` to ``last`` that anything was said of, in order."""
    rows = conn.execute(_SQL["days"], {"first": first, "last": last})
    return [
        CalendarDay(day=day, is_worked=is_worked, reason=reason, set_by=set_by, set_at=set_at)
        for day, is_worked, reason, set_by, set_at in rows
    ]
