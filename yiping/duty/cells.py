"""What the cells of crews, turns and contacts say. Each reader raises CellError with the reason."""

import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from model.errors import YipingError
from model.site_kind import LIST_MARK, members
from yiping.registry.cells import CellError, day, text
from yiping.registry.table import Cell

LONGEST_NAME = 64
_DAY_AND_TIME = re.compile(
    r"(\S+?)[T\s]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)\s*(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)


def name_word(cell: Cell) -> str:
    """A name that stands as one word in the history of an order; letters of any script."""
    found = text(cell)
    if re.search(r"\s", found) or found == "-" or len(found) > LONGEST_NAME:
        raise CellError(f"is no name of one word, at most {LONGEST_NAME} letters, without blanks")
    return found


def moment(zone: ZoneInfo) -> Callable[[Cell], datetime]:
    """A reader of times, UTC; without a zone of their own they are of ``zone``, and a day means its start."""

    def read(cell: Cell) -> datetime:
        found = _written(cell)
        if found.tzinfo is not None:
            return found.astimezone(UTC)
        aware = found.replace(tzinfo=zone).astimezone(UTC)
        if aware.astimezone(zone).replace(tzinfo=None) != found:
            raise CellError(f"is a time that clocks in {zone.key} leap over")
        return aware

    return read


def time_told(words: str, zone: ZoneInfo) -> datetime:
    """A time as a person typed it, read as in a file. Raises YipingError where it is none."""
    try:
        return moment(zone)(words)
    except CellError as problem:
        raise YipingError(f"{words!r} {problem}") from problem


def areas_of(known: Collection[str]) -> Callable[[Cell], frozenset[str]]:
    """A reader of codes of areas in force, with ``;`` between them."""

    def read(cell: Cell) -> frozenset[str]:
        codes = members(text(cell))
        if strangers := [code for code in codes if code not in known]:
            raise CellError(f"{strangers[0]!r} is no area in force; see yiping areas list")
        return frozenset(codes)

    return read


def written_areas(codes: Collection[str]) -> str:
    """Codes as one cell."""
    return f"{LIST_MARK} ".join(sorted(codes))


def written_moment(moment: datetime | None, zone: ZoneInfo) -> str | None:
    """A time as a cell that is read as the same time in every zone."""
    return None if moment is None else moment.astimezone(zone).isoformat(sep=" ")


def _written(cell: Cell) -> datetime:
    if isinstance(cell, datetime):  # a spreadsheet keeps days as fractions, some microseconds off
        return (cell + timedelta(seconds=0.5)).replace(microsecond=0)
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, int | float):
        raise CellError("is a number; make it a date and time of the spreadsheet, or text")
    if not (found := _DAY_AND_TIME.fullmatch(text(cell))):
        return datetime.fromisoformat(_day(cell))
    written, clock, own_zone = found.groups()
    zone = (own_zone or "").upper().replace("Z", "+00:00")
    try:
        return datetime.fromisoformat(f"{day(written)}T{clock.zfill(len(clock) + (clock[1] == ':'))}{zone}")
    except ValueError as problem:
        raise CellError("is no time like 2026-11-20 08:00") from problem


def _day(cell: Cell) -> str:
    try:
        return day(cell)
    except CellError as problem:
        raise CellError("is no time like 2026-11-20 08:00") from problem
