"""One row under check."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from yiping.registry.cells import CellError, ReadAsTextError, is_empty, text
from yiping.registry.column_map import ColumnMap
from yiping.registry.table import Entry, Problem, shown

T = TypeVar("T")
Known = TypeVar("Known")
MISSING = "is missing"


class RowCheck:
    """Gives the values of a row's fields and gathers all that is wrong or doubtful in them."""

    def __init__(self, entry: Entry, given: ColumnMap) -> None:
        self.entry = entry
        self.given = given
        self.wrong: list[Problem] = []
        self.doubtful: list[Problem] = []

    def carries(self, field: str) -> bool:
        """Whether the file has a column or a constant for ``field``."""
        return field in self.entry.cells

    def filled(self, field: str) -> bool:
        """Whether something stands in the cell of ``field``."""
        return not is_empty(self.entry.cells.get(field))

    def required(self, field: str, read: Callable[[Any], T]) -> T | None:
        """The value of ``field``, None after noting why there is none."""
        if not self.filled(field):
            self.refuse(field, MISSING)
            return None
        return self._read(field, read)

    def optional(
        self, field: str, read: Callable[[Any], T], *, kept: T | None, default: T | None
    ) -> T | None:
        """The value of ``field``; ``default`` for an empty cell, ``kept`` without no such column."""
        if self.filled(field):
            return self._read(field, read)
        return kept if kept is not None and not self.carries(field) else default

    def refuse(self, field: str, reason: str) -> None:
        """Notes that ``field`` cannot stand as it is."""
        self.wrong.append(self._problem(field, reason))

    def doubt(self, field: str, reason: str) -> None:
        """Notes what a person should look at, though it can stand."""
        self.doubtful.append(self._problem(field, reason))

    def _read(self, field: str, read: Callable[[Any], T]) -> T | None:
        cell = self.entry.cells[field]
        try:
            return read(cell)
        except ReadAsTextError as problem:
            self.doubt(field, str(problem))
            return self._read_again(field, problem.digits, read)
        except CellError as problem:
            self.refuse(field, str(problem))
            return None

    def _read_again(self, field: str, digits: str, read: Callable[[Any], T]) -> T | None:
        try:
            return read(digits)
        except CellError as problem:
            self.refuse(field, str(problem))
            return None

    def _problem(self, field: str, reason: str) -> Problem:
        value = shown(self.entry.cells.get(field))
        return Problem(line=self.entry.line, column=self.given.title(field), value=value, reason=reason)


def one_of(known: Mapping[str, Known], what: str) -> Callable[[Any], Known]:
    """A reader of a cell that names one of ``known``."""

    def read(cell: Any) -> Known:
        found = text(cell)
        if found not in known:
            raise CellError(f"is no {what} that is known: {_names(known)}")
        return known[found]

    return read


def _names(known: Mapping[str, Any], most: int = 40) -> str:
    names = list(known) or ["there are none"]
    return ", ".join(names) if len(names) <= most else f"there are {len(names):,}"
