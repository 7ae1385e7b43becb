"""``yiping duty``: crews, the rota, who is on duty, and who is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from yiping.registry.options import DryRun, Encoding, File, Map, Partial, Replace, Report, Sheet

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from store.pool import Connection

What = Annotated[str, typer.Argument(metavar="WHAT", help="crews, rota or contacts.")]
AreaCode = Annotated[str | None, typer.Option("--area", help="Only around and in this area.")]
CrewId = Annotated[str | None, typer.Option("--crew", help="Only this crew.")]
Who = Annotated[str, typer.Option("--as", help="Who does this.")]
From = Annotated[
    str | None, typer.Option("--from", help="Since when, like 2026-11-20T08:00; now if left out.")
]
To = Annotated[str | None, typer.Option("--to", help="Until when; without an end if left out.")]
HONEST_NO = 1


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="Crews, the rota, who is on duty, and who is told.", no_args_is_help=True)
    group.command("crews")(list_crews)
    group.command("now")(on_duty)
    group.command("who")(who)
    group.command("rota")(rota)
    group.command("set")(set_duty)
    group.command("end")(end)
    group.command("contacts")(list_contacts)
    group.command("import")(import_file)
    group.command("export")(export_file)
    app.add_typer(group, name="duty")


def list_crews(area: AreaCode = None) -> None:
    """List crews with trade, areas, and who is on duty now with how many unclosed orders."""
    from yiping.duty.asking import attendance
    from yiping.duty.lines import crew_line

    with _here() as (conn, now, _):
        found = attendance(conn, now=now, under=area)
    for crew in found.crews:
        print(crew_line(crew, found.roster, found.people, now))
    print(f"{len(found.crews)} crews")


def on_duty(area: AreaCode = None) -> None:
    """Show who is on duty now, and the areas and trades that nobody is on duty for."""
    from yiping.duty.asking import attendance, open_gaps
    from yiping.duty.lines import crew_line, gap_lines

    with _here() as (conn, now, zone):
        found = attendance(conn, now=now, under=area)
        open_ = open_gaps(conn, found.roster, now=now, under=area)
    manned = [crew for crew in found.crews if found.roster.on_duty(crew.id, now)]
    print(f"{now.astimezone(zone):%Y-%m-%d %H:%M}: {len(manned)} of {len(found.crews)} crews are on duty")
    for crew in manned:
        print(crew_line(crew, found.roster, found.people, now))
    print(f"nobody is on duty for {len(open_)} trades and areas")
    for line in gap_lines(open_):
        print(line)


def who(
    area: Annotated[str, typer.Argument(help="Code of an area.")],
    trade: Annotated[str, typer.Argument(help="Whose craft the order asks for, like drainage.")],
    at: Annotated[str | None, typer.Option("--at", help="When; now if left out.")] = None,
) -> None:
    """Tell who would get an order, and why; exit code 1 where nobody would."""
    from yiping.duty.asking import people_by_id, who_gets
    from yiping.duty.cells import time_told
    from yiping.duty.lines import assignment_lines

    with _here() as (conn, now, zone):
        moment = now if at is None else time_told(at, zone)
        found, roster = who_gets(conn, area=area, trade=trade, now=moment)
        people = people_by_id(conn)
    for line in assignment_lines(found, roster, people):
        print(line)
    if found.person is None:
        raise typer.Exit(HONEST_NO)


def rota(begin: From = None, end: To = None, crew: CrewId = None) -> None:
    """Show the rota, with what was ended before its time."""
    from yiping.duty.asking import people_by_id, turns
    from yiping.duty.lines import turn_line

    with _here() as (conn, now, zone):
        since, until = _since(begin, now, zone), _until(end, zone)
        found, people = turns(conn, since=since, until=until, crew=crew), people_by_id(conn)
    for turn in found:
        print(turn_line(turn, people, zone))
    print(f"{len(found)} turns of duty")


def set_duty(
    crew: Annotated[str, typer.Argument(help="Id of the crew.")],
    person: Annotated[str, typer.Argument(help="Id of the person: the name that history records.")],
    begin: Annotated[str, typer.Option("--from", help="Since when, like 2026-11-20T08:00.")],
    until: Annotated[str, typer.Option("--to", help="Until when.")],
    by: Who,
    name: Annotated[str | None, typer.Option(help="Of a person who is new, or renamed.")] = None,
    phone: Annotated[str | None, typer.Option(help="Where the person is called.")] = None,
) -> None:
    """Put a person on duty in a crew."""
    from dataclasses import replace

    from model.duty import Duty
    from yiping.duty.asking import people_by_id, set_turn
    from yiping.duty.cells import time_told
    from yiping.duty.lines import turn_line

    _need(by)
    with _here() as (conn, now, zone):
        begins, ends = time_told(begin, zone), time_told(until, zone)
        turn = Duty(crew=crew, person=person, begins=begins, ends=ends, set_by=by, set_at=now)
        num = set_turn(conn, turn, name=name, phone=phone, now=now)
        people = people_by_id(conn)
    print(turn_line(replace(turn, num=num), people, zone))


def end(num: Annotated[int, typer.Argument(help="Number of the turn.")], by: Who) -> None:
    """End a turn of duty now; what its person has not accepted goes to somebody else."""
    from yiping.duty.asking import end_turn, people_by_id
    from yiping.duty.lines import turn_line

    _need(by)
    with _here() as (conn, now, zone):
        turn, people = end_turn(conn, num, by=by, now=now), people_by_id(conn)
    print(turn_line(turn, people, zone))


def list_contacts(area: AreaCode = None) -> None:
    """List who is told, in which role and on which channel."""
    from store.contacts import contacts
    from yiping.duty.lines import contact_line

    with _here() as (conn, now, zone):
        found = contacts(conn, now=now, under=area)
    for contact in found:
        print(contact_line(contact, zone))
    print(f"{len(found)} contacts")


def import_file(
    what: What,
    file: File,
    map_file: Map = None,
    encoding: Encoding = "utf-8",
    sheet: Sheet = None,
    partial: Partial = False,
    dry_run: DryRun = False,
    report: Report = None,
    by: Annotated[str, typer.Option("--as", help="Who sets the turns of a rota.")] = "import",
) -> None:
    """Take in crews, the rota or contacts from a file: all of it, or nothing when a row is wrong."""
    from zoneinfo import ZoneInfo

    from yiping.duty import files
    from yiping.process import settings_here
    from yiping.registry.formats import Manner
    from yiping.registry.request import Request
    from yiping.registry.running import run_import
    from yiping.wiring import utc_now

    manner = Manner(encoding=encoding, sheet=sheet)
    request = Request(file=file, map_file=map_file, manner=manner, partial=partial, dry_run=dry_run)
    now, zone = utc_now().replace(microsecond=0), ZoneInfo(settings_here().zone)
    run_import(
        lambda conn, wanted, _: files.import_file(conn, what, wanted, by=by, now=now, zone=zone),
        request,
        report,
    )


def export_file(
    what: What,
    file: File,
    encoding: Encoding = "utf-8",
    sheet: Sheet = None,
    replace: Replace = False,
    begin: From = None,
    end: To = None,
    crew: CrewId = None,
) -> None:
    """Write crews, the rota from now on, or contacts to a file that can be taken in again."""
    from yiping.duty import files
    from yiping.registry.formats import Manner
    from yiping.registry.table import TableError

    if file.exists() and not replace:
        raise TableError(f"{file}: is there already; --replace writes over it")
    manner = Manner(encoding=encoding, sheet=sheet)
    with _here() as (conn, now, zone):
        since, until = _since(begin, now, zone), _until(end, zone)
        written = files.export_file(conn, what, file, manner, since=since, until=until, crew=crew, zone=zone)
    print(f"{written:,} written to {file.name}")


@contextmanager
def _here() -> "Iterator[tuple[Connection, datetime, ZoneInfo]]":
    from zoneinfo import ZoneInfo

    from store.pool import connect
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url
    from yiping.wiring import utc_now

    settings = settings_here()
    with connect(database_url(settings), name="duty") as conn:
        yield conn, utc_now(), ZoneInfo(settings.zone)


def _since(words: str | None, now: datetime, zone: "ZoneInfo") -> datetime:
    from yiping.duty.cells import time_told

    return now if words is None else time_told(words, zone)


def _until(words: str | None, zone: "ZoneInfo") -> datetime | None:
    from yiping.duty.cells import time_told

    return None if words is None else time_told(words, zone)


def _need(by: str) -> None:
    from model.errors import YipingError

    if not by.strip():
        raise YipingError("a rota without a name behind it is not kept: say who does this (--as)")
