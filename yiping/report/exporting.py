"""The evaluation and its orders as files that spreadsheets open."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from orders.evaluating import Evaluation
from orders.evaluation import Figure, Figures
from orders.measures import Measure, Unit, shipped_measures
from store.evaluation import PastOrder
from yiping.registry.formats import Manner, put_whole, write_table
from yiping.registry.formats.spreadsheet import Page, book
from yiping.registry.table import Cell, TableError
from yiping.report.tables import ORDER_COLUMNS, order_cells
from yiping.sheets.words import Words

SUFFIXES = (".csv", ".xlsx")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
UNIT_WORDS = {Unit.COUNT: "", Unit.SHARE: " (%)", Unit.TIME: " (min)"}


def export_evaluation(found: Evaluation, file: Path, manner: Manner, words: Words) -> int:
    """Writes the figures, the whole first; XLSX has the formulas on a second sheet. Returns the rows.

    Rates are told in per cent, times in minutes. Raises TableError when the place does not take it.
    """
    _need_table(file)
    measures = list(shipped_measures().values())
    columns = [
        words("export.key"),
        words("export.name"),
        *(f"{words.of(one.name)}{UNIT_WORDS[one.unit]}" for one in measures),
    ]
    lines = [
        [None, words("export.total"), *_figures(found.total, measures)],
        *([row.key, words.of(row.name), *_figures(row.figures, measures)] for row in found.rows),
    ]
    if file.suffix.lower() == ".xlsx":
        figures = Page(words("export.figures"), columns, lines)
        put_whole(file, book([figures, _formulas(measures, words)]))
    else:
        write_table(file, columns, guarded(lines), manner)
    return len(lines)


def export_orders(
    orders: Iterable[PastOrder], file: Path, manner: Manner, words: Words, zone: ZoneInfo
) -> int:
    """Writes one row an order, with times of ``zone``. Returns how many.

    Raises TableError when the place does not take it.
    """
    _need_table(file)
    columns = [words(f"column.{name}") for name in ORDER_COLUMNS]
    lines = [order_cells(order, words, zone) for order in orders]
    is_book = file.suffix.lower() == ".xlsx"
    write_table(file, columns, lines if is_book else guarded(lines), manner)
    return len(lines)


def guarded(lines: Iterable[Sequence[Cell]]) -> list[list[Cell]]:
    """Cells of a CSV file that no spreadsheet takes for formulas: such texts get an apostrophe before them.

    Source: OWASP, CSV injection.
    """
    return [[_guarded(cell) for cell in line] for line in lines]


def _guarded(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip().startswith(STARTS_A_FORMULA) else cell


def _need_table(file: Path) -> None:
    if file.suffix.lower() not in SUFFIXES:
        raise TableError(f"{file}: {file.suffix or 'no ending'!r} is not one of {', '.join(SUFFIXES)}")


def _figures(figures: Figures, measures: Sequence[Measure]) -> list[Cell]:
    return [_figure(getattr(figures, one.id), one.unit) for one in measures]


def _figure(value: Figure, unit: Unit) -> Cell:
    if isinstance(value, timedelta):
        return round(value.total_seconds() / 60, 1)
    return round(value * 100, 2) if value is not None and unit is Unit.SHARE else value


def _formulas(measures: Sequence[Measure], words: Words) -> Page:
    columns = [
        words(f"export.{name}") for name in ("measure", "name_zh", "formula_zh", "name_en", "formula_en")
    ]
    lines = [[one.id, one.name.zh, one.formula.zh, one.name.en, one.formula.en] for one in measures]
    return Page(words("export.formulas"), columns, lines)
