"""CSV files to which columns are added: every cell that was there stays as it was written."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from model.errors import YipingError

_DELIMITERS = ",;\t"
_SHOWN = 10


class SheetError(YipingError):
    """A CSV file, or cells of it, cannot be taken as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its text without the line end, its cells, and the line of the file on which it begins."""

    line: int
    text: str
    end: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A CSV file with a head; ``rows`` are without head and blank lines."""

    path: Path
    encoding: str
    delimiter: str
    head: Row
    rows: Sequence[Row]

    def column(self, name: str) -> list[str]:
        """The cells under ``name``. Raises SheetError naming the columns that there are."""
        if name not in self.head.cells:
            raise SheetError(f"{self.path}: no column {name!r}; it has {', '.join(self.head.cells)}")
        at = list(self.head.cells).index(name)
        return [row.cells[at] for row in self.rows]

    def numbers(self, name: str) -> list[float | None]:
        """The numbers under ``name``, None where a cell is none."""
        return [_number(cell) for cell in self.column(name)]

    def text_with(self, added: Mapping[str, Sequence[str]]) -> str:
        """The file's text with the columns ``added``. Raises SheetError for a name that is taken."""
        if taken := [name for name in added if name in self.head.cells]:
            raise SheetError(f"{self.path}: has a column {taken[0]!r} already; rename it first")
        columns = zip(*([name, *cells] for name, cells in added.items()), strict=True)
        rows = zip([self.head, *self.rows], columns, strict=True)
        return "".join(f"{row.text}{self.delimiter}{self._line(cells)}{row.end}" for row, cells in rows)

    def bytes_with(self, added: Mapping[str, Sequence[str]]) -> bytes:
        """The same in the file's own encoding. Raises SheetError when a new cell has no letter there."""
        try:
            return self.text_with(added).encode(self.encoding)
        except UnicodeEncodeError as problem:
            letter = problem.object[problem.start]
            raise SheetError(f"{self.path}: {letter!r} cannot be written in {self.encoding}") from problem

    def _line(self, cells: Sequence[str]) -> str:
        told = io.StringIO()
        csv.writer(told, delimiter=self.delimiter, lineterminator="").writerow(cells)
        return told.getvalue()


def read_sheet(path: Path) -> Sheet:
    """The CSV at ``path``: UTF-8 with or without a mark, else GBK; comma, semicolon or tab.

    Raises SheetError for other encodings, an empty file, and rows whose cells are not as many as the head's.
    """
    encoding, text = _decoded(path)
    lines = text.splitlines(keepends=True)
    if not lines or not lines[0].strip():
        raise SheetError(f"{path}: is empty: a head with the names of the columns is wanted")
    delimiter = max(_DELIMITERS, key=lines[0].count)
    try:
        head, *rows = _rows(io.StringIO(text, newline=""), delimiter)
    except csv.Error as problem:
        raise SheetError(f"{path}: is no CSV file: {problem}") from problem
    for row in rows:
        if len(row.cells) != len(head.cells):
            raise SheetError(
                f"{path}: line {row.line} has {len(row.cells)} cells, the head {len(head.cells)}"
            )
    return Sheet(path=path, encoding=encoding, delimiter=delimiter, head=head, rows=rows)


def listed(path: Path, wrong: Sequence[str]) -> SheetError:
    """The error that names wrong cells, the first ten of them."""
    more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
    return SheetError(f"{path}: {'; '.join(wrong[:_SHOWN])}{more}")


def _decoded(path: Path) -> tuple[str, str]:
    whole = path.read_bytes()
    marked = whole.startswith(codecs.BOM_UTF8)
    for encoding in ("utf-8-sig",) if marked else ("utf-8", "gb18030"):
        try:
            return encoding, whole.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError(f"{path}: is neither UTF-8 nor GBK; save it as one of them")


def _rows(text: io.StringIO, delimiter: str) -> Iterator[Row]:
    seen: list[str] = []

    def lines() -> Iterator[str]:
        for line in text:
            seen.append(line)
            yield line

    reader, line = csv.reader(lines(), delimiter=delimiter), 1
    for cells in reader:
        written = "".join(seen)
        seen.clear()
        bare = written.rstrip("\r\n")
        if cells:
            yield Row(line=line, text=bare, end=written[len(bare) :], cells=cells)
        line = reader.line_num + 1


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None
