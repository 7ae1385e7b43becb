"""The borders of areas in pieces, to find the nearest one in metres."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import Shapes
from geo.projection import local_metres

Rows = NDArray[np.intp]

TIE_M = 0.01
"""Borders that are equally far to a centimetre are equally near: an outline and the grids inside it."""
SHORT_DEG = 0.005
"""Borders straight in degrees bend on a projection: in pieces of 500 m by millimetres."""


class Borders:
    """The border pieces of areas under an STRtree in metres; areas are told by their rows."""

    def __init__(self, polygons: Shapes) -> None:
        self._metric = local_metres(polygons)
        short: Any = shapely.segmentize(polygons, SHORT_DEG)
        pieces, self._row = _pieces(self._metric.shapes_in_metres(short))
        self._tree = shapely.STRtree(pieces)

    def nearest(self, places: NDArray[np.float64]) -> tuple[Rows, NDArray[np.float64]]:
        """For each (lon, lat) the first row of the areas whose borders are nearest, and how far in metres."""
        points: Any = shapely.points(np.column_stack(self._metric.metres(places[:, 0], places[:, 1])))
        (position, _), far = self._tree.query_nearest(points, return_distance=True, all_matches=False)
        distance_m = np.empty(len(points))
        distance_m[position] = far
        equal, piece = self._tree.query(points, predicate="dwithin", distance=distance_m + TIE_M)
        first: Rows = np.full(len(points), len(self._row))
        np.minimum.at(first, equal, self._row[piece])
        return first, distance_m


def _pieces(polygons: Shapes) -> tuple[Shapes, Rows]:
    """Every straight piece of every ring, and the row of its polygon."""
    parts, part_row = shapely.get_parts(polygons, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    joined = np.nonzero(ring[1:] == ring[:-1])[0]
    lines: Any = shapely.linestrings(np.stack([corners[joined], corners[joined + 1]], axis=1))
    return lines, part_row[ring_part[ring[joined]]]
