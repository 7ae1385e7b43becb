"""One row an hour, one column a sensor; cells that say "missing" are no values, and never zeros.

Where clocks are put back, an hour that stands twice in a row is the first hour, then the second; an hour
that stands once is the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from model.definition import Definition
from sims.replay.errors import BadRowError, FeedError, OnBad
from sims.replay.layouts.layout import Point
from sims.replay.local_time import possible
from sims.replay.table import Row, header_of, rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """``date`` and ``hour`` name columns; every other column is a sensor; ``missing`` are words of cells."""

    date: str
    date_format: str
    hour: str
    missing: frozenset[str]


def read(table: Definition) -> Columns:
    missing = table.take("missing", list)
    if not all(isinstance(word, str) for word in missing):
        raise table.error("missing", "must be a list of texts, as the cells spell them")
    return Columns(
        date=table.take("date", str),
        date_format=table.take("date_format", str),
        hour=table.take("hour", str),
        missing=frozenset(missing),
    )


def sensors(file: Path, columns: Columns) -> list[str]:
    names = [name for name in header_of(file) if name not in (columns.date, columns.hour)]
    if twice := {name for name in names if names.count(name) > 1}:
        raise FeedError(f"{file}: line 1: two columns are named {', '.join(sorted(twice))}")
    return names


def points(file: Path, columns: Columns, zone: ZoneInfo, bad: OnBad) -> Iterator[Point]:
    """Every value, hour after hour. A bad cell costs its row only that cell."""
    names, width = sensors(file, columns), len(header_of(file))
    before: datetime | None = None
    for row in rows_of(file, (columns.date, columns.hour)):
        try:
            local = _clock(row, columns, width)
        except BadRowError as error:
            bad(error)
            continue
        moments = possible(local, zone)
        time = moments[-1] if local == before else moments[0]
        before = local
        yield from _cells(row, names, time, columns.missing, bad)


def _cells(
    row: Row, names: list[str], time: datetime, missing: frozenset[str], bad: OnBad
) -> Iterator[Point]:
    for name in names:
        try:
            if row.text(name) not in missing:
                yield Point(name, time, row.number(name))
        except BadRowError as error:
            bad(error)


def _clock(row: Row, columns: Columns, width: int) -> datetime:
    if row.width != width:
        raise row.bad(columns.date, f"the row has {row.width} cells, the header {width}")
    cell, hour = row.text(columns.date), row.number(columns.hour)
    try:
        day = datetime.strptime(cell, columns.date_format).replace(tzinfo=UTC)
    except ValueError:
        raise row.bad(columns.date, f"{cell!r} is no date like {columns.date_format}") from None
    if hour not in range(24):
        raise row.bad(columns.hour, f"{hour:g} is no hour from 0 to 23")
    return (day + timedelta(hours=hour)).replace(tzinfo=None)
