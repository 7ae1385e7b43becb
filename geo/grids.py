"""Unit grids (单元网格): squares clipped to a committee, about 10,000 m2 each at 100 m."""

import re
from typing import Any

import numpy as np
import shapely
from shapely.affinity import rotate
from shapely.geometry import MultiPolygon, Polygon

from geo.codes import LAST_NUMBER, grid_code, numbered
from geo.crs import Shapes
from geo.errors import GridError
from geo.joining import joined
from geo.shape import AreaShape
from geo.tangent import plane_at
from model.area import Area, Level
from model.text import Text

SIZE_M = 100.0
SLIVER_SHARE = 0.45
"""A piece below this share of a square goes to its neighbour: no grid worker is given a strip of pavement."""
_COMMITTEE = re.compile(r"(居民委员会|居委会|居委)$")
MOST_SQUARES = 100 * LAST_NUMBER


def grids_of(committee: AreaShape, *, size_m: float = SIZE_M) -> list[AreaShape]:
    """A committee in unit grids of ``size_m`` along the meridian, without gap or overlap; degrees WGS-84.

    Numbered in bands of ``size_m`` from north to south, west to east within a band; codes are the
    committee's and three digits. An island smaller than a sliver stays a grid of its own. Raises GridError
    when the area is no committee, the size is not above 0, or more than 999 grids would be needed.
    """
    area = committee.area
    where = f"{area.code} ({area.name.zh})"
    if area.level is not Level.COMMITTEE:
        raise GridError(f"{where} is a {area.level.key}: only a committee is cut into grids")
    if not size_m > 0:
        raise GridError(f"a grid of {size_m} m: the size must be above 0")
    # A plain scale: on a curved projection new corners would leave the committee's straight borders.
    plane = plane_at(committee.polygon)
    pieces = cut(plane.shapes_in_metres(committee.polygon), size_m=size_m, where=where)
    if len(pieces) > LAST_NUMBER:
        most = f"at most {LAST_NUMBER} have a code; choose a larger size"
        raise GridError(f"{where}: {len(pieces)} grids of {size_m:g} m, {most}")
    numbers, shapes = zip(*numbered(pieces, size_m), strict=True)
    polygons = plane.shapes_in_degrees(np.array(shapes, dtype=object))
    return [_grid(area, number, polygon) for number, polygon in zip(numbers, polygons, strict=True)]


def cut(
    polygon: Polygon | MultiPolygon,
    *,
    size_m: float = SIZE_M,
    angle_deg: float = 0.0,
    where: str = "the area",
) -> list[Polygon]:
    """``polygon``, in metres, in squares that lie along ``angle_deg``; without gap or overlap.

    Raises GridError naming ``where`` when it is by far too large for its squares.
    """
    level = rotate(polygon, -angle_deg, origin=(0, 0))
    pieces, smallest = _clipped(level, size_m, where), SLIVER_SHARE * size_m**2
    whole = [piece for piece in pieces if piece.area >= smallest]
    slivers = [piece for piece in pieces if piece.area < smallest]
    if not whole:
        return list(shapely.get_parts([polygon]))
    return [rotate(grid, angle_deg, origin=(0, 0)) for grid in joined(whole, slivers)]


def _clipped(level: Any, size_m: float, where: str) -> list[Polygon]:
    west, south, east, north = np.array(level.bounds) / size_m
    columns, rows = np.arange(np.floor(west), np.ceil(east)), np.arange(np.floor(south), np.ceil(north))
    if len(columns) * len(rows) > MOST_SQUARES:
        raise GridError(f"{where} is too large for grids of {size_m:g} m; choose a larger size")
    y, x = (edges.ravel() * size_m for edges in np.meshgrid(rows, columns, indexing="ij"))
    squares: Shapes = shapely.box(x, y, x + size_m, y + size_m)
    shapely.prepare(level)
    touched = squares[shapely.intersects(level, squares)]
    parts = shapely.get_parts(shapely.get_parts(shapely.intersection(touched, level)))
    return [part for part in parts if isinstance(part, Polygon) and part.area > 0]


def _grid(committee: Area, number: int, polygon: Any) -> AreaShape:
    zh = _COMMITTEE.sub("", committee.name.zh) or committee.name.zh
    en = committee.name.en.removesuffix(" Committee")
    return AreaShape(
        area=Area(
            code=grid_code(committee.code, number),
            parent=committee.code,
            level=Level.GRID,
            name=Text(zh=f"{zh}{number:02}网格", en=f"{en} grid {number:02}"),
        ),
        polygon=polygon,
    )
