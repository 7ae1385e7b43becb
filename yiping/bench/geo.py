"""How fast positions are located and converted, and a boundary file is read and examined."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.bd09 import from_bd09, to_bd09
from geo.findings import examine
from geo.gcj02 import from_gcj02, to_gcj02
from geo.locate import AreaIndex
from geo.read import Fields, read_area_file
from geo.shape import AreaShape
from model.area import Area, Level
from model.text import Text

POSITIONS = 100_000
CELLS_A_SIDE = 95  # 9,025 cells
CONVERTED = 2_000_000
WEST, SOUTH, SIDE_DEG = 121.40, 31.15, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One measurement: what was done to how many things in how many seconds."""

    what: str
    count: int
    seconds: float

    @property
    def line(self) -> str:
        """The measurement as a line of a table."""
        return (
            f"{self.what:<44} {self.count:>9,} {self.seconds:>8.2f} s {self.count / self.seconds:>12,.0f}/s"
        )


def bench(file: Path | None, fields: Fields) -> Iterator[Timed]:
    """Measure one thing after the other; ``file`` is a boundary file of streets, read and examined."""
    yield from _located()
    yield from _converted()
    if file is not None:
        yield from _imported(file, fields)


def cells(a_side: int = CELLS_A_SIDE) -> list[AreaShape]:
    """A square of unit grids of about 100 m, whose inner borders wander as real ones do."""
    rng = np.random.default_rng(1)
    step = SIDE_DEG / a_side
    grid = np.stack(np.meshgrid(np.arange(a_side + 1.0), np.arange(a_side + 1.0)), axis=2)
    grid[1:-1, 1:-1] += rng.uniform(-0.3, 0.3, (a_side - 1, a_side - 1, 2))
    corners = grid * step + np.array([WEST, SOUTH])
    rings = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=2)
    polygons: Any = shapely.polygons(rings.reshape(-1, 4, 2))
    return [_cell(number, polygon) for number, polygon in enumerate(polygons)]


def _cell(number: int, polygon: Any) -> AreaShape:
    name = Text(zh=f"{number}网格", en=f"grid {number}")
    area = Area(code=f"310101{number:09}", parent="310101", level=Level.GRID, name=name)
    return AreaShape(area=area, polygon=polygon)


def _located() -> Iterator[Timed]:
    shapes, rng = cells(), np.random.default_rng(2)
    lons, lats = (rng.uniform(begin, begin + SIDE_DEG, POSITIONS) for begin in (WEST, SOUTH))
    yield timed("build the index and locate", POSITIONS, lambda: AreaIndex(shapes).locate(lons, lats))
    index = AreaIndex(shapes)
    yield timed(
        "locate, or nearest (all outside)", POSITIONS, lambda: index.locate_or_nearest(lons + 0.2, lats)
    )
    yield timed("examine cells for overlaps and gaps", len(shapes), lambda: examine(shapes, _around()))


def _around() -> Sequence[AreaShape]:
    box = shapely.box(WEST, SOUTH, WEST + SIDE_DEG, SOUTH + SIDE_DEG)
    name = Text(zh="全区", en="district")
    return [AreaShape(area=Area(code="310101", parent=None, level=Level.DISTRICT, name=name), polygon=box)]


def _converted() -> Iterator[Timed]:
    rng = np.random.default_rng(3)
    lons, lats = rng.uniform(75, 135, CONVERTED), rng.uniform(5, 50, CONVERTED)
    for what, convert in (
        ("WGS-84 to GCJ-02", to_gcj02),
        ("GCJ-02 to WGS-84", from_gcj02),
        ("WGS-84 to BD-09", to_bd09),
        ("BD-09 to WGS-84", from_bd09),
    ):
        yield timed(what, CONVERTED, partial(convert, lons, lats))


def _imported(file: Path, fields: Fields) -> Iterator[Timed]:
    reading = partial(read_area_file, file, level=Level.STREET, fields=fields)
    shapes = reading().shapes
    yield timed(f"read {file.name}", len(shapes), reading)
    yield timed(f"examine {file.name}", len(shapes), lambda: examine(shapes))


def timed(what: str, count: int, work: Callable[[], object]) -> Timed:
    """How long ``work`` takes, done once."""
    began = time.perf_counter()
    work()
    return Timed(what=what, count=count, seconds=time.perf_counter() - began)
