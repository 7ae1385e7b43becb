"""The working calendar here: hours from the settings, days from public notices and the district."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from orders.calendar import DAY, WorkCalendar
from orders.hours import shifts_from
from store.calendar import CalendarDay, calendar_days
from store.clocks import put_hours
from store.pool import Connection
from yiping.settings import Settings, SettingsError

EXAMPLE = "08:30-11:30/13:00-17:30"


@dataclass(frozen=True, slots=True, kw_only=True)
class OddDay:
    """A day that is not what its weekday says; ``said`` is the district's own word, if there is one."""

    day: date
    is_worked: bool
    said: CalendarDay | None


def work_shifts(text: str) -> Sequence[tuple[time, time]]:
    """The hours of a working day, written like EXAMPLE. Raises SettingsError where they are none."""
    try:
        return shifts_from(text)
    except ValueError as problem:
        raise SettingsError(
            f"setting YIPING_WORKING_HOURS: {text!r} must look like {EXAMPLE}: {problem}"
        ) from None


def calendar_of(conn: Connection, settings: Settings) -> WorkCalendar:
    """The district's calendar as it is now."""
    said = {one.day: one.is_worked for one in calendar_days(conn) if one.is_worked is not None}
    return WorkCalendar(
        zone=ZoneInfo(settings.zone), shifts=work_shifts(settings.working_hours), exceptions=said
    )


def tell_hours(conn: Connection, settings: Settings) -> None:
    """Writes down when the district works, for every process that reckons with it."""
    work_shifts(settings.working_hours)
    put_hours(conn, zone=settings.zone, hours=settings.working_hours)


def odd_days(conn: Connection, calendar: WorkCalendar, year: int) -> Iterator[OddDay]:
    """The days of a year that are not what their weekday says, or of which the district said something."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    said = {one.day: one for one in calendar_days(conn, first=first, last=last)}
    for number in range((last - first) // DAY + 1):
        day = first + timedelta(days=number)
        is_worked = calendar.is_worked(day)
        if day in said or is_worked != (day.weekday() < 5):
            yield OddDay(day=day, is_worked=is_worked, said=said.get(day))
