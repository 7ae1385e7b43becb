"""The evaluation as files that spreadsheets open: the routes `/stats.csv` and `/stats.xlsx`."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Response, request
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from dashboard import address, evaluated
from dashboard.config import Role
from dashboard.door.caller import caller
from dashboard.screen import Screen
from dashboard.words import Words
from orders.evaluating import Evaluation
from orders.evaluation import Figure, Figures
from orders.measures import Unit, shipped_measures
from store.errors import UnreachableError

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER = "\ufeff"
"""Without it Excel reads Chinese as Latin letters."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNIT_WORDS: Mapping[Unit, str] = {Unit.COUNT: "", Unit.SHARE: " (%)", Unit.TIME: " (min)"}
Cell = str | int | float | None
Lines = Sequence[Sequence[Cell]]


def lines_of(words: Words, found: Evaluation) -> list[list[Cell]]:
    """The heads, the whole, then each group; rates in per cent, times in minutes."""
    measures = list(shipped_measures().values())
    heads: list[Cell] = [f"{words.of(one.name)}{UNIT_WORDS[one.unit]}" for one in measures]
    return [
        [words("export.key"), words("export.name"), *heads],
        [None, words("stats.total"), *_figures(found.total)],
        *([row.key, words.of(row.name), *_figures(row.figures)] for row in found.rows),
    ]


def _figures(figures: Figures) -> list[Cell]:
    return [_figure(getattr(figures, name), one.unit) for name, one in shipped_measures().items()]


def _figure(value: Figure, unit: Unit) -> Cell:
    if isinstance(value, timedelta):
        return round(value.total_seconds() / 60, 1)
    return round(value * 100, 2) if value is not None and unit is Unit.SHARE else value


def formulas_of(words: Words) -> list[list[Cell]]:
    """How each figure is reckoned."""
    heads: list[Cell] = [words("export.name"), words("stats.formula")]
    lines: list[list[Cell]] = [
        [words.of(one.name), words.of(one.formula)] for one in shipped_measures().values()
    ]
    return [heads, *lines]


def as_csv(lines: Lines) -> bytes:
    """The bytes of a CSV file in which no text counts as a formula. Source: OWASP, CSV injection."""
    out = io.StringIO()
    csv.writer(out).writerows([guarded(cell) for cell in line] for line in lines)
    return (BYTE_ORDER + out.getvalue()).encode()


def guarded(cell: Cell) -> Cell:
    """A text that begins as formulas do gets an apostrophe before it; numbers stay."""
    begins = isinstance(cell, str) and (
        cell.startswith(STARTS_A_FORMULA) or cell.lstrip().startswith(STARTS_A_FORMULA)
    )
    return f"'{cell}" if begins else cell


def as_xlsx(sheets: Mapping[str, Lines]) -> bytes:
    """The bytes of a workbook; texts are written as texts, never as formulas."""
    book = Workbook(write_only=True)
    for name, lines in sheets.items():
        sheet: Any = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for line in lines:
            sheet.append([_cell(sheet, value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Cell) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"  # or a name that begins with = becomes a formula
    cell.number_format = "@"
    return cell


def add_routes(server: Flask, screen: Screen) -> None:
    """Put both routes on the server."""

    def csv_of(words: Words, found: Evaluation) -> tuple[bytes, str]:
        return as_csv(lines_of(words, found)), "text/csv; charset=utf-8"

    def xlsx_of(words: Words, found: Evaluation) -> tuple[bytes, str]:
        sheets = {words("ways.stats"): lines_of(words, found), words("stats.formula"): formulas_of(words)}
        return as_xlsx(sheets), XLSX

    server.add_url_rule("/stats.csv", "stats_csv", lambda: _answer(screen, "csv", csv_of))
    server.add_url_rule("/stats.xlsx", "stats_xlsx", lambda: _answer(screen, "xlsx", xlsx_of))


def _answer(
    screen: Screen, ending: str, written: Callable[[Words, Evaluation], tuple[bytes, str]]
) -> Response:
    who, now = caller(), datetime.now(UTC)
    if who.account.role is not Role.OFFICER:
        return Response("not for this account", 403, mimetype="text/plain")
    try:
        want = evaluated.asked(address.told(request.query_string.decode()), screen, now=now)
        with screen.pool.connection() as conn:
            found = evaluated.evaluation(conn, screen, want, now=now)
    except LookupError:
        return Response(who.words("trouble.missing_title"), 404, mimetype="text/plain")
    except UnreachableError:
        return Response(who.words("trouble.title"), 503, mimetype="text/plain")
    body, sort = written(who.words, found)
    name = f"yiping-{want.span.first:%Y%m%d}-{want.span.last:%Y%m%d}-{want.by}.{ending}"
    return Response(
        body, 200, {"Content-Type": sort, "Content-Disposition": f'attachment; filename="{name}"'}
    )
