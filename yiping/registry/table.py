"""A table as a file holds it, before anything is known of its meaning."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from model.errors import YipingError

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""What one cell can hold; None stands for an empty one."""


class TableError(YipingError):
    """The file cannot be taken as a table; names the file and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``line`` is where a person finds it, ``cells`` stand in the order of the table's columns."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One wrong or doubtful cell: where it is, what it holds, and why it cannot stand."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of a file. ``counted`` is what ``line`` counts: line, row or feature."""

    file: str
    counted: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    wrong: tuple[Problem, ...] = ()
    """Rows that could not be read at all; they are not among ``rows``."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One row by the names of its fields; a field that the file does not carry is not there."""

    line: int
    cells: Mapping[str, Cell]


def shown(cell: object) -> str:
    """A cell as a person recognises it, cut after 60 letters."""
    text = "" if cell is None else str(cell)
    return text if len(text) <= 60 else f"{text[:59]}…"
