"""``yiping calendar``: which days and hours are worked, and when a limit ends."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from yiping.working_hours import OddDay

WORDS: dict[bool | None, str] = {True: "上班 worked", False: "休息 not worked"}
WORK, REST, PUBLIC = "work", "rest", "public"
SAYS = {WORK: True, REST: False, PUBLIC: None}


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="Working days and hours, and when a limit ends.", no_args_is_help=True)
    group.command("show")(show)
    group.command("set")(put)
    group.command("due")(due)
    app.add_typer(group, name="calendar")


def show(
    year: Annotated[
        int | None, typer.Option(min=1950, max=2100, help="Which year; this one if left out.")
    ] = None,
) -> None:
    """Show the hours of a working day, and every day that is not what its weekday says."""
    from orders.calendar import is_published
    from store.pool import connect
    from yiping.letters import database_here
    from yiping.process import settings_here
    from yiping.wiring import utc_now
    from yiping.working_hours import calendar_of, odd_days

    wanted = year or utc_now().year
    settings = settings_here()
    with connect(database_here(), name="calendar") as conn:
        odd = list(odd_days(conn, calendar_of(conn, settings), wanted))
    print(f"A working day is {settings.working_hours} ({settings.zone}).")
    for one in odd:
        print(_row(one))
    if not is_published(wanted):
        print(f"The notice on swapped days of {wanted} is not known yet: days count by weekday, or as set.")


def put(
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The day, like 2026-07-06.")],
    what: Annotated[str, typer.Argument(help="work, rest, or public: as the public calendar says.")],
    who: Annotated[str, typer.Option("--as", help="Who says so.")],
    reason: Annotated[str, typer.Option(help="Why, for example a typhoon or a local festival.")],
) -> None:
    """Say that a day is worked, or is not, whatever the public calendar says."""
    from model.errors import YipingError
    from store.calendar import CalendarDay, put_day
    from store.pool import connect
    from yiping.letters import database_here
    from yiping.wiring import utc_now

    if what not in SAYS:
        raise YipingError(f"{what!r} is not one of {', '.join(SAYS)}")
    if not who.strip() or not reason.strip():
        raise YipingError("a day changes every clock: say who decides it (--as) and why (--reason)")
    said = CalendarDay(day=day.date(), is_worked=SAYS[what], reason=reason, set_by=who, set_at=utc_now())
    with connect(database_here(), name="calendar") as conn:
        put_day(conn, said)
    print(f"{said.day} {said.day:%a}: {WORDS.get(said.is_worked, '按公历 as the public calendar says')}")


def due(
    amount: Annotated[float, typer.Argument(help="How many of the unit.")],
    unit: Annotated[str, typer.Argument(help="urgent_hour, working_hour or working_day.")],
    begin: Annotated[
        str | None, typer.Option("--from", help="From when on (ISO 8601); now if left out.")
    ] = None,
) -> None:
    """Tell when a limit ends that begins at a time."""
    from zoneinfo import ZoneInfo

    from model.errors import YipingError
    from orders.clock import Clock, TimeLimit, TimeUnit
    from store.pool import connect
    from yiping.letters import database_here, time_since
    from yiping.process import settings_here
    from yiping.wiring import utc_now
    from yiping.working_hours import calendar_of

    if unit not in list(TimeUnit) or not amount > 0:
        raise YipingError(
            f"{amount:g} {unit} is no limit; say an amount above 0 and one of {', '.join(TimeUnit)}"
        )
    since = utc_now() if begin is None else time_since(begin)
    settings = settings_here()
    with connect(database_here(), name="calendar") as conn:
        calendar = calendar_of(conn, settings)
    clock = Clock(limit=TimeLimit(amount=amount, unit=TimeUnit(unit)), since=since)
    ends = clock.due_at(calendar)
    print(f"{ends.astimezone(ZoneInfo(settings.zone)):%Y-%m-%d %a %H:%M:%S}" if ends else "never")


def _row(one: "OddDay") -> str:
    own = f"  {one.said.set_by}: {one.said.reason}" if one.said else ""
    return f"{one.day} {_weekday(one.day)}  {WORDS[one.is_worked]}{own}"


def _weekday(day: date) -> str:
    return "周" + "一二三四五六日"[day.weekday()]
