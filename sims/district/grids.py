"""Unit grids (单元网格): squares of 100 m clipped to a committee, about 10,000 m2 each."""

import numpy as np
from shapely import box, get_parts, prepare
from shapely.affinity import rotate
from shapely.geometry import Polygon

from sims.district.cutting import joined

SIDE_M = 100.0
SLIVER_M2 = 4500.0
"""A smaller piece goes to its neighbour: no grid worker is given a strip of pavement."""


def grids_of(polygon: Polygon, angle_deg: float) -> list[Polygon]:
    """``polygon`` in unit grids that lie along ``angle_deg``; without gap or overlap."""
    level = rotate(polygon, -angle_deg, origin=(0, 0))
    pieces = _clipped(level)
    whole = [piece for piece in pieces if piece.area >= SLIVER_M2]
    if not whole:
        return [polygon]
    slivers = [piece for piece in pieces if piece.area < SLIVER_M2]
    return [rotate(grid, angle_deg, origin=(0, 0)) for grid in joined(whole, slivers)]


def _clipped(level: Polygon) -> list[Polygon]:
    west, south, east, north = level.bounds
    prepare(level)
    eastings = np.arange(np.floor(west / SIDE_M), np.ceil(east / SIDE_M)) * SIDE_M
    northings = np.arange(np.floor(south / SIDE_M), np.ceil(north / SIDE_M)) * SIDE_M
    squares = [box(x, y, x + SIDE_M, y + SIDE_M) for y in northings for x in eastings]
    clipped = [square.intersection(level) for square in squares if level.intersects(square)]
    parts = [part for shape in clipped for part in get_parts(shape)]
    return [part for part in parts if isinstance(part, Polygon) and part.area > 0]
