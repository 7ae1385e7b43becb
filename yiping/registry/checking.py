"""All rows of a file under check: positions at once, then row by row."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from geo.crs import Crs, positions_to_wgs84
from model.position import Position
from yiping.registry.cells import CellError, ReadAsTextError, number, word
from yiping.registry.column_map import ColumnMap
from yiping.registry.row import RowCheck
from yiping.registry.table import Cell, Entry, Problem

T = TypeVar("T")
Make = Callable[[RowCheck, Position | None], T | None]
"""Makes one thing of a row; what is wrong is noted in the check, whatever is given back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(Generic[T]):
    """What a file holds. ``right`` are the lines and things of rows in which nothing is wrong."""

    right: Sequence[tuple[int, T]]
    wrong: Sequence[Problem]
    doubtful: Sequence[Problem]


def checked(
    entries: Sequence[Entry], given: ColumnMap, crs: Crs, make: Make[T], *, counted: str
) -> Checked[T]:
    """Everything right and everything wrong of ``entries``, whose positions are in ``crs``."""
    rows = [RowCheck(entry, given) for entry in entries]
    ids = [_id_of(entry.cells.get("id")) for entry in entries]
    lines = _lines_by_id(ids, entries)
    right: list[tuple[int, T]] = []
    for row, position, own in zip(rows, _positions(rows, crs), ids, strict=True):
        found = make(row, position)
        if own is not None and len(lines[own]) > 1:
            row.refuse("id", f"stands also in {counted} {_others(lines[own], row.entry.line)}")
        if found is not None and not row.wrong:
            right.append((row.entry.line, found))
    return Checked(
        right=right,
        wrong=[problem for row in rows for problem in row.wrong],
        doubtful=[problem for row in rows for problem in row.doubtful],
    )


def _positions(rows: Sequence[RowCheck], crs: Crs) -> list[Position | None]:
    lons = [row.required("lon", number) for row in rows]
    lats = [row.required("lat", number) for row in rows]
    _move(lons, lats, crs)
    return [_position(row, lon, lat) for row, lon, lat in zip(rows, lons, lats, strict=True)]


def _move(lons: list[float | None], lats: list[float | None], crs: Crs) -> None:
    whole = [place for place, pair in enumerate(zip(lons, lats, strict=True)) if None not in pair]
    moved = positions_to_wgs84(
        np.array([lons[place] for place in whole], dtype=float),
        np.array([lats[place] for place in whole], dtype=float),
        crs,
    )
    for place, lon, lat in zip(whole, *(side.tolist() for side in moved), strict=True):
        lons[place], lats[place] = lon, lat


def _position(row: RowCheck, lon: float | None, lat: float | None) -> Position | None:
    if lon is None or lat is None:
        return None
    try:
        return Position(lon, lat)
    except ValueError as problem:
        field = "lon" if "longitude" in str(problem) else "lat"
        swapped = abs(lon) <= 90 < abs(lat) <= 180
        row.refuse(field, f"{problem}{'; are lon and lat swapped?' if swapped else ''}")
        return None


def _lines_by_id(ids: Sequence[str | None], entries: Sequence[Entry]) -> Mapping[str, list[int]]:
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for own, entry in zip(ids, entries, strict=True):
        if own is not None:
            lines[own].append(entry.line)
    return lines


def _id_of(cell: Cell) -> str | None:
    try:
        return word(cell)
    except ReadAsTextError as problem:
        return problem.digits
    except CellError:
        return None


def _others(lines: Sequence[int], own: int, most: int = 5) -> str:
    others = [str(line) for line in lines if line != own]
    more = f" and {len(others) - most} more" if len(others) > most else ""
    return ", ".join(others[:most]) + more
