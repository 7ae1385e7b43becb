"""XLSX: one sheet whose first row names the columns."""

import io
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from yiping.registry.table import Cell, Row, Table, TableError

WIDTH = 22


class Page(NamedTuple):
    """One sheet of a workbook."""

    name: str
    columns: Sequence[str]
    lines: Sequence[Sequence[Cell]]


def read(path: Path, *, sheet: str | None) -> Table:
    """The table of one sheet; formulas count by the value that was saved with them.

    Raises TableError when the file is no workbook, or several sheets hold something and none is named.
    """
    with warnings.catch_warnings():
        # Looks and validations that openpyxl does not know are nothing to a reader of values.
        warnings.simplefilter("ignore")
        try:
            book: Any = load_workbook(path, read_only=True, data_only=True)
            try:
                return _table(path, _chosen(path, book, sheet))
            finally:
                book.close()
        except (TableError, OSError):
            raise
        except Exception as problem:  # the unpackers below raise many kinds; to a person all mean the same
            raise TableError(
                f"{path}: is no workbook of the kind .xlsx, or a broken one: {problem}"
            ) from problem


def written(columns: Sequence[str], lines: Sequence[Sequence[Cell]], *, sheet: str | None) -> bytes:
    """The bytes of a workbook with one sheet; texts are written as texts, never as formulas or numbers.

    Raises TableError for a letter that no workbook can hold.
    """
    return book([Page(sheet or "yiping", columns, lines)])


def book(pages: Sequence[Page]) -> bytes:
    """The bytes of a workbook of several sheets, each written as ``written`` does."""
    found = Workbook(write_only=True)
    for page in pages:
        for line in page.lines:
            _check(line)
        _write(found.create_sheet(page.name), page)
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


def _write(sheet: Any, page: Page) -> None:
    sheet.freeze_panes = "A2"
    for number in range(1, len(page.columns) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    for line in (page.columns, *page.lines):
        sheet.append([_cell(sheet, value) for value in line])


def _check(line: Sequence[Cell]) -> None:
    for value in line:
        if isinstance(value, str) and ILLEGAL_CHARACTERS_RE.search(value):
            raise TableError(f"no workbook can hold {value!r}; export it as CSV")


def _cell(page: Any, value: Cell) -> Any:
    if not isinstance(value, str | float):
        return value
    cell = WriteOnlyCell(page, value=str(value))
    if isinstance(value, float):
        cell.data_type = "n"  # by its own digits: openpyxl would keep 16 of the 17
        return cell
    cell.data_type = "s"  # or a name that begins with = becomes a formula
    cell.number_format = "@"  # or Excel makes numbers and dates of it as soon as somebody edits the cell
    return cell


def _chosen(path: Path, book: Any, sheet: str | None) -> Any:
    if sheet is not None:
        if sheet not in book.sheetnames:
            raise TableError(f"{path}: no sheet {sheet!r}; it has {', '.join(book.sheetnames)}")
        return book[sheet]
    filled = [page for page in book.worksheets if next(_filled(page), None)]
    if len(filled) != 1:
        names = ", ".join(page.title for page in filled)
        problem = f"several sheets hold something ({names}); say --sheet" if filled else "is empty"
        raise TableError(f"{path}: {problem}")
    return filled[0]


def _filled(page: Any) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    page.reset_dimensions()  # some programs write a wrong extent, which openpyxl would believe
    for number, cells in enumerate(page.iter_rows(values_only=True), start=1):
        if any(cell is not None and str(cell).strip() for cell in cells):
            yield number, cells


def _table(path: Path, page: Any) -> Table:
    filled = _filled(page)
    _, header = next(filled, (0, ()))
    columns = tuple("" if cell is None else str(cell).strip() for cell in header)
    while columns and not columns[-1]:
        columns = columns[:-1]
    if not columns:
        raise TableError(f"{path}: the first row must name the columns")
    width = len(columns)
    rows = tuple(Row(number, (*cells[:width], *[None] * (width - len(cells)))) for number, cells in filled)
    return Table(file=path.name, counted="row", columns=columns, rows=rows)
