"""One row an event: when it began and ended, and its values and times as two JSON lists.

Times are seconds since the event's start. A null value is a missing one; a null time is a bad row.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import isfinite
from pathlib import Path
from zoneinfo import ZoneInfo

from model.definition import Definition
from sims.replay.errors import BadRowError, OnBad
from sims.replay.layouts.layout import Point
from sims.replay.local_time import start_of
from sims.replay.table import Row, rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Names of the columns."""

    sensor: str
    start: str
    end: str
    times: str
    values: str

    @property
    def all(self) -> tuple[str, ...]:
        return self.sensor, self.start, self.end, self.times, self.values


def read(table: Definition) -> Columns:
    return Columns(**{name: table.take(name, str) for name in Columns.__dataclass_fields__})


def sensors(file: Path, columns: Columns) -> list[str]:
    """Those of the rows that name one; ``points`` tells of the others."""
    found: dict[str, None] = {}
    for row in rows_of(file, columns.all):
        with suppress(BadRowError):
            found[row.text(columns.sensor)] = None
    found.pop("", None)
    return list(found)


def points(file: Path, columns: Columns, zone: ZoneInfo, bad: OnBad) -> Iterator[Point]:
    """The profile of every event, event after event."""
    for row in rows_of(file, columns.all):
        try:
            found = _points(row, columns, zone)
        except BadRowError as error:
            bad(error)
        else:
            yield from found


def _points(row: Row, columns: Columns, zone: ZoneInfo) -> list[Point]:
    sensor = row.text(columns.sensor)
    if not sensor:
        raise row.bad(columns.sensor, "is empty")
    times, values = _list(row, columns.times), _list(row, columns.values)
    if len(times) != len(values):
        raise row.bad(columns.values, f"{len(values)} values for {len(times)} times")
    seconds = [_number(row, columns.times, time) for time in times]
    if any(later < earlier for earlier, later in pairwise(seconds)):
        raise row.bad(columns.times, "the times run backwards")
    start, end = _clock(row, columns.start), _clock(row, columns.end)
    begun = start_of(start, end, seconds[-1], zone)
    return [
        Point(sensor, begun + timedelta(seconds=second), _number(row, columns.values, value))
        for second, value in zip(seconds, values, strict=True)
        if value is not None
    ]


def _list(row: Row, column: str) -> list[object]:
    try:
        found = json.loads(row.text(column))
    except ValueError as problem:
        raise row.bad(column, f"is no JSON list: {problem}") from None
    if not isinstance(found, list) or not found:
        raise row.bad(column, "must be a JSON list with at least one member")
    return found


def _number(row: Row, column: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise row.bad(column, f"{value!r} is no number")
    return float(value)


def _clock(row: Row, column: str) -> datetime:
    cell = row.text(column)
    try:
        time = datetime.fromisoformat(cell)
    except ValueError:
        raise row.bad(column, f"{cell!r} is no ISO 8601 time") from None
    if time.tzinfo is not None:
        raise row.bad(column, f"{cell!r} carries a zone of its own; the map says which zone it is in")
    return time
