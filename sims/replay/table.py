"""Rows of a CSV file with the lines on which they stand."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import TextIO

from sims.replay.errors import BadRowError, FeedError

CELL_BYTES = 64 * 1024 * 1024


class Row:
    """One row by column name. Raises BadRowError where a column is asked for that the row lacks."""

    def __init__(self, file: Path, line: int, header: Sequence[str], cells: Sequence[str]) -> None:
        self.file = file
        self.line = line
        self.width = len(cells)
        self._cells = dict(zip(header, cells, strict=False))

    def bad(self, column: str, reason: str) -> BadRowError:
        return BadRowError(self.file, self.line, column, reason)

    def text(self, column: str) -> str:
        cell = self._cells.get(column)
        if cell is None:
            raise self.bad(column, "the row ends before this column")
        return cell.strip()

    def number(self, column: str) -> float:
        cell = self.text(column)
        try:
            value = float(cell)
        except ValueError:
            raise self.bad(column, f"{cell!r} is no number") from None
        if not isfinite(value):
            raise self.bad(column, f"{cell!r} is no measured value")
        return value


def header_of(file: Path) -> list[str]:
    """The names of the columns. Raises FeedError when there are none."""
    with _opened(file) as stream:
        header = next(csv.reader(stream), [])
    if not header:
        raise FeedError(f"{file}: is empty")
    return [name.strip() for name in header]


def rows_of(file: Path, needed: Sequence[str]) -> Iterator[Row]:
    """Every row that is not blank. Raises FeedError when a needed column is missing."""
    header = header_of(file)
    if missing := [name for name in needed if name not in header]:
        raise FeedError(f"{file}: has no column {', '.join(missing)}; it has {', '.join(header)}")
    csv.field_size_limit(CELL_BYTES)
    with _opened(file) as stream:
        reader = csv.reader(stream)
        next(reader)
        line = reader.line_num + 1
        for cells in reader:
            if any(cells):
                yield Row(file, line, header, cells)
            line = reader.line_num + 1


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            yield stream
    except OSError as problem:
        raise FeedError(f"{file}: cannot be read: {problem.strerror}") from problem
    except (UnicodeDecodeError, csv.Error) as problem:
        raise FeedError(f"{file}: is no CSV file in UTF-8: {problem}") from problem
