"""``yiping report``: the evaluation of orders, their export, and printed duty sheets."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yiping.registry.options import Encoding, Replace

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from orders.evaluating import Evaluation
    from store.evaluation import Period
    from store.pool import Connection

Area = Annotated[str | None, typer.Option("--area", help="Code of an area: its orders and all below it.")]
By = Annotated[
    str,
    typer.Option(
        "--by",
        help="area (those below the one asked for), a level like street, crew, plan, kind, source or all.",
    ),
]
Begin = Annotated[
    str | None, typer.Option("--from", help="Filed since when, like 2026-11-01 or 2026-11-01T08:00.")
]
End = Annotated[str | None, typer.Option("--to", help="Filed before when; now if left out.")]
Month = Annotated[str | None, typer.Option(help="A month like 2026-11; this one if no time is said.")]
Language = Annotated[str, typer.Option(help="zh or en.")]
File = Annotated[Path, typer.Argument(help="A file that ends in .csv or .xlsx.")]


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="The evaluation of orders, and printed duty sheets.", no_args_is_help=True)
    group.command("evaluation")(evaluation)
    group.command("export")(export)
    group.command("orders")(orders)
    group.command("sheet")(sheet)
    app.add_typer(group, name="report")


def evaluation(
    area: Area = None,
    by: By = "area",
    begin: Begin = None,
    end: End = None,
    month: Month = None,
    formula: Annotated[bool, typer.Option("--formula", help="How each figure is reckoned.")] = False,
) -> None:
    """Show how orders were worked (综合评价): rates, overdue, reopened, median times, stages."""
    from yiping.report.lines import lines

    with _here() as (conn, now, zone):
        found = _evaluated(conn, by, _period(month, begin, end, area, zone, now), now)
    for line in lines(found, zone, formulas=formula):
        print(line)


def export(
    file: File,
    area: Area = None,
    by: By = "area",
    begin: Begin = None,
    end: End = None,
    month: Month = None,
    language: Language = "zh",
    encoding: Encoding = "utf-8-bom",
    replace: Replace = False,
) -> None:
    """Write the same figures to a file; XLSX has their formulas on a second sheet."""
    from yiping.registry.formats import Manner
    from yiping.report.exporting import export_evaluation
    from yiping.sheets.words import words_in

    words = words_in(language)
    _keep(file, replace=replace)
    with _here() as (conn, now, zone):
        found = _evaluated(conn, by, _period(month, begin, end, area, zone, now), now)
    rows = export_evaluation(found, file, Manner(encoding=encoding), words)
    print(f"{rows:,} rows of figures written to {file.name}")


def orders(
    file: File,
    area: Area = None,
    begin: Begin = None,
    end: End = None,
    month: Month = None,
    language: Language = "zh",
    encoding: Encoding = "utf-8-bom",
    replace: Replace = False,
) -> None:
    """Write every order of a period to a file, with its times, when it was due, and who had it."""
    from orders.evaluating import require_area
    from store.evaluation import past_orders
    from yiping.registry.formats import Manner
    from yiping.report.exporting import export_orders
    from yiping.sheets.words import words_in

    words = words_in(language)
    _keep(file, replace=replace)
    with _here() as (conn, now, zone):
        require_area(conn, area)
        found = past_orders(conn, _period(month, begin, end, area, zone, now), now=now)
        written = export_orders(found, file, Manner(encoding=encoding), words, zone)
    print(f"{written:,} orders written to {file.name}")


def sheet(
    area: Annotated[str, typer.Argument(help="Code of an area.")],
    out: Annotated[
        Path | None, typer.Option(help="Where the PDF goes; duty-<area>-<day>.pdf here if left out.")
    ] = None,
    day: Annotated[
        str | None, typer.Option("--date", help="The day of work, like 2026-11-30; today if left out.")
    ] = None,
    language: Language = "zh",
    replace: Replace = False,
) -> None:
    """Print the duty sheet of an area as PDF, for people without a device (值守任务单)."""
    from yiping.process import settings_here
    from yiping.registry.formats import put_whole
    from yiping.sheets.duty_sheet import TEMPLATE, Setting, sheet_of
    from yiping.sheets.typesetting import pdf
    from yiping.sheets.words import words_in

    words = words_in(language)
    with _here() as (conn, now, zone):
        wanted = _day(day, zone, now)
        file = out or Path(f"duty-{area}-{wanted:%Y-%m-%d}.pdf")
        _keep(file, replace=replace)
        setting = Setting(
            district=settings_here().district_name, zone=zone, day=wanted.date(), now=now, words=words
        )
        content = sheet_of(conn, area, setting)
    put_whole(file, pdf(TEMPLATE, content, now=now))
    print(f"{len(content['orders'])} orders written to {file}")


@contextmanager
def _here() -> "Iterator[tuple[Connection, datetime, ZoneInfo]]":
    from zoneinfo import ZoneInfo

    from store.pool import connect
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url
    from yiping.wiring import utc_now

    settings = settings_here()
    with connect(database_url(settings), name="report") as conn:
        yield conn, utc_now(), ZoneInfo(settings.zone)


def _evaluated(conn: "Connection", by: str, period: "Period", now: "datetime") -> "Evaluation":
    from model.area import LEVELS
    from model.errors import YipingError
    from orders.evaluating import evaluate
    from store.evaluation import Grouping

    if by in LEVELS:
        return evaluate(conn, period, by=Grouping.AREA, now=now, level=LEVELS[by])
    if by not in list(Grouping):
        raise YipingError(f"{by!r} is not one of {', '.join([*Grouping, *LEVELS])}")
    return evaluate(conn, period, by=Grouping(by), now=now)


def _period(
    month: str | None,
    begin: str | None,
    end: str | None,
    area: str | None,
    zone: "ZoneInfo",
    now: "datetime",
) -> "Period":
    from yiping.report.period import period_told

    return period_told(month=month, begin=begin, end=end, under=area, zone=zone, now=now)


def _day(words: str | None, zone: "ZoneInfo", now: "datetime") -> "datetime":
    from yiping.duty.cells import time_told

    return (now if words is None else time_told(words, zone)).astimezone(zone)


def _keep(file: Path, *, replace: bool) -> None:
    from yiping.registry.table import TableError

    if file.exists() and not replace:
        raise TableError(f"{file}: is there already; --replace writes over it")
