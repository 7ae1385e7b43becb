"""When the district works, as every process reads it from the database."""

from collections.abc import Sequence
from datetime import time
from functools import lru_cache
from zoneinfo import ZoneInfo

from orders.calendar import WorkCalendar
from store import clocks as table
from store.calendar import calendar_days
from store.pool import Connection

DAY_AND_NIGHT = WorkCalendar(zone=ZoneInfo("UTC"), shifts=[(time(0), time.max)])
"""For clocks that only count urgent hours: they ask no calendar."""

_KEPT: dict[table.Hours, WorkCalendar] = {}
"""The calendar of the last word; earlier ones are forgotten."""


def calendar_in(conn: Connection) -> WorkCalendar:
    """The district's calendar by its last word; read anew only after a change."""
    told = table.hours(conn)
    if (found := _KEPT.get(told)) is None:
        said = {one.day: one.is_worked for one in calendar_days(conn) if one.is_worked is not None}
        found = WorkCalendar(zone=ZoneInfo(told.zone), shifts=shifts_from(told.hours), exceptions=said)
        _KEPT.clear()
        _KEPT[told] = found
    return found


@lru_cache(maxsize=8)
def shifts_from(text: str) -> Sequence[tuple[time, time]]:
    """The hours of a working day, written like 08:30-11:30/13:00-17:30. Raises ValueError otherwise."""
    shifts = [_span(part) for part in text.split("/")]
    WorkCalendar(zone=ZoneInfo("UTC"), shifts=shifts)
    return shifts


def _span(part: str) -> tuple[time, time]:
    begins, _, ends = part.partition("-")
    return time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())
