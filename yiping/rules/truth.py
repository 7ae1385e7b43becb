"""Firings beside what really happened: labelled events of a CSV file."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from alerts.backtest import Firing
from model.errors import YipingError

COLUMNS = ("sensor_id", "began", "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that people know to have happened at a sensor, between two aware times."""

    sensor_num: int
    began: datetime
    ended: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How firings agree with events.

    ``hits`` are firings that stood during an event or shortly before, ``missed`` events without any. Lead
    times are seconds from the first of an event's firings to its beginning, negative where the event came
    first.
    """

    firings: int
    hits: int
    events: int
    missed: Sequence[Event]
    leads_s: Sequence[float]

    @property
    def precision(self) -> float | None:
        """The share of firings that were hits; None where there was no firing."""
        return self.hits / self.firings if self.firings else None

    @property
    def recall(self) -> float | None:
        """The share of events that had a firing; None where there was no event."""
        return 1 - len(self.missed) / self.events if self.events else None

    @property
    def lead_s(self) -> float | None:
        """The median of the lead times; None where there is none."""
        return median(self.leads_s) if self.leads_s else None


def read_truth(path: Path, *, sensors: Mapping[str, int], zone: ZoneInfo) -> tuple[list[Event], int]:
    """The events of a file at ``sensors`` (number by id), and how many others it tells of.

    Times without a zone are those of ``zone``. Raises YipingError naming line and column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return _events(path, csv.DictReader(lines), sensors, zone)
    except OSError as problem:
        raise YipingError(f"{path}: cannot be read: {problem.strerror}") from problem
    except (UnicodeDecodeError, csv.Error) as problem:
        raise YipingError(f"{path}: is no CSV file in UTF-8: {problem}") from problem


def score(firings: Iterable[Firing], events: Sequence[Event], *, near: timedelta) -> Score:
    """How firings agree with events; one within ``near`` before an event's beginning counts for it."""
    found = list(firings)
    by_sensor: dict[int, list[Firing]] = {}
    for firing in sorted(found, key=lambda one: one.began):
        by_sensor.setdefault(firing.sensor_num, []).append(firing)
    hits: set[tuple[int, datetime]] = set()
    missed, leads = [], []
    for event in events:
        meant = [one for one in by_sensor.get(event.sensor_num, []) if _meet(one, event, near)]
        hits |= {(one.sensor_num, one.began) for one in meant}
        if meant:
            leads.append((event.began - meant[0].began).total_seconds())
        else:
            missed.append(event)
    return Score(firings=len(found), hits=len(hits), events=len(events), missed=missed, leads_s=leads)


def _meet(firing: Firing, event: Event, near: timedelta) -> bool:
    over = firing.cleared is not None and firing.cleared < event.began - near
    return firing.began <= event.ended and not over


def _events(
    path: Path, rows: "csv.DictReader[str]", sensors: Mapping[str, int], zone: ZoneInfo
) -> tuple[list[Event], int]:
    if lacking := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
        raise YipingError(f"{path}: has no column {', '.join(lacking)}; it needs {', '.join(COLUMNS)}")
    events, others = [], 0
    for row in rows:
        began, ended = (_time(path, rows.line_num, name, row[name], zone) for name in ("began", "ended"))
        if ended < began:
            raise YipingError(f"{path}, line {rows.line_num}, column ended: lies before began")
        num = sensors.get((row["sensor_id"] or "").strip())
        if num is None:
            others += 1
        else:
            events.append(Event(sensor_num=num, began=began, ended=ended))
    return events, others


def _time(path: Path, line: int, column: str, cell: str | None, zone: ZoneInfo) -> datetime:
    try:
        time = datetime.fromisoformat((cell or "").strip())
    except ValueError:
        raise YipingError(f"{path}, line {line}, column {column}: {cell!r} is no ISO 8601 time") from None
    return time if time.tzinfo else time.replace(tzinfo=zone)
