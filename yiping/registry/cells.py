"""What a cell says. Each reader raises CellError with the reason why it says nothing that can be used."""

import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from model.position import Position
from model.sensor import Sensor
from model.site_kind import LIST_MARK, Field, FieldType, Value, members
from model.text import Text
from yiping.registry.table import Cell

NEVER_SHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
FAULT = re.compile(r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
PACKED_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
POINT_ZERO = re.compile(r"\d+\.0+")
LOST_DIGITS = 10**15
"""Excel keeps 15 digits; from here on the last ones are not those that were typed."""
_PROBE = Sensor(
    id="x",
    kind="x",
    name=Text(zh="x", en="x"),
    position=Position(0, 0),
    district="x",
    street="x",
    expected_every_s=1,
)


class CellError(ValueError):
    """A cell cannot be what it should be; the text is the reason."""


class ReadAsTextError(CellError):
    """A number stands where a text is meant; ``digits`` is what it most likely says."""

    def __init__(self, digits: str) -> None:
        super().__init__(f"is a number, taken as {digits!r}; a spreadsheet drops zeros in front: check it")
        self.digits = digits


def is_empty(cell: Cell) -> bool:
    """Whether nothing stands in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text(cell: Cell) -> str:
    """A text on one or more lines, without blanks around it. A number raises ReadAsTextError."""
    if isinstance(cell, bool):
        raise CellError("is a truth value; make the column text and type it again")
    if isinstance(cell, date | time | timedelta):
        raise CellError("a spreadsheet turned this into a date or time; make the column text, type it again")
    if isinstance(cell, int | float):
        raise ReadAsTextError(_digits(cell))
    found = (cell or "").replace("\r\n", "\n").strip()
    if FAULT.fullmatch(found):
        raise CellError("is a fault of the spreadsheet's formula")
    if bad := NEVER_SHOWN.search(found):
        raise CellError(f"holds a character that cannot be shown: U+{ord(bad[0]):04X}")
    return found


def word(cell: Cell) -> str:
    """A text that can stand in a topic. Raises ReadAsTextError for a number that can, once made text."""
    found = text(cell)
    if POINT_ZERO.fullmatch(found):
        raise CellError(f"a spreadsheet made a number of {found.split('.')[0]!r}; make the column text")
    if reason := _no_topic_word(found):
        raise CellError(reason)
    return found


def whole(cell: Cell) -> int:
    """A whole number; 30.0 is one."""
    found = number(cell)
    if found != int(found):
        raise CellError("is not a whole number")
    exact = str(cell).strip()
    return int(exact) if re.fullmatch(r"[+-]?\d+", exact, re.ASCII) else int(found)


def number(cell: Cell) -> float:
    """A finite number, a point before its decimals."""
    if isinstance(cell, bool):
        raise CellError("is a truth value, not a number")
    if isinstance(cell, date | time | timedelta):
        raise CellError(
            "a spreadsheet turned this into a date or time; make the column numbers, type it again"
        )
    try:
        return _finite(float(cell) if isinstance(cell, int | float) else _number_in(text(cell)))
    except OverflowError as problem:
        raise CellError("is not a finite number") from problem


def day(cell: Cell) -> str:
    """A date as YYYY-MM-DD, from a date or a text 2026-11-20, 2026/11/20, 2026年11月20日 or 20261120."""
    if isinstance(cell, datetime | date):
        return cell.date().isoformat() if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, int | float | time | timedelta):
        raise CellError("is not a date; make it a date of the spreadsheet, or a text YYYY-MM-DD")
    found = DAY.fullmatch(text(cell)) or PACKED_DAY.fullmatch(text(cell))
    if not found:
        raise CellError("is not a date YYYY-MM-DD")
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError as problem:
        raise CellError("is no day of the calendar") from problem


def dossier_value(cell: Cell, field: Field) -> Value:
    """The value of a dossier's field. Raises ReadAsTextError as ``text`` does."""
    if field.type is FieldType.LIST:
        if isinstance(cell, date) and field.of is FieldType.DATE:
            return day(cell)
        each = [READERS[field.of](one) for one in members(text(cell))]
        value: Value = f"{LIST_MARK} ".join(str(one) for one in each)
    else:
        value = READERS[field.type](cell)
    if reason := field.problem(value):
        raise CellError(reason)
    return value


READERS: dict[FieldType, Callable[[Cell], Value]] = {
    FieldType.TEXT: text,
    FieldType.WHOLE: whole,
    FieldType.NUMBER: number,
    FieldType.DATE: day,
}


def _digits(found: float) -> str:
    if not math.isfinite(found) or found != int(found) or found < 0:
        raise CellError("is a number, not a text; make the column text and type it again")
    if found >= LOST_DIGITS:
        raise CellError("a spreadsheet keeps 15 digits only; make the column text and type it again")
    return str(int(found))


def _number_in(found: str) -> float:
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", found, re.ASCII):
        hint = "; a point, not a comma" if re.fullmatch(r"[+-]?[\d,]+", found) else ""
        raise CellError(f"is not a number{hint}")
    return float(found)


def _finite(found: float) -> float:
    if not math.isfinite(found):
        raise CellError("is not a finite number")
    return found


@lru_cache(maxsize=4096)
def _no_topic_word(found: str) -> str | None:
    # The rule is the model's; a sensor of this name shows whether it holds.
    try:
        replace(_PROBE, id=found)
    except ValueError:
        return "cannot stand in a topic: letters, digits, . _ - only, at most 64, a letter or digit first"
    return None
