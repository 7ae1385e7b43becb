"""Whose is it? Positions to areas by a spatial index."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.shape import AreaShape


class AreaIndex:
    """Areas under an STRtree. Degrees WGS-84."""

    def __init__(self, shapes: Sequence[AreaShape]) -> None:
        # Deepest level first, then by code: the first hit is the answer, on borders and in overlaps too.
        self._shapes = sorted(shapes, key=lambda shape: (-shape.area.level, shape.area.code))
        self._tree = shapely.STRtree([shape.polygon for shape in self._shapes])

    def locate(self, lons: ArrayLike, lats: ArrayLike) -> list[str | None]:
        """The code of the area that holds each position, None outside of all.

        Of several areas the deepest level wins, then the lowest code; a position on a border belongs to both
        sides, so the lower code has it. Arrays of n longitudes and n latitudes give n answers.
        """
        points: NDArray[np.object_] = np.asarray(shapely.points(np.c_[lons, lats]))
        found: NDArray[np.intp] = np.full(len(points), len(self._shapes))
        if len(self._shapes):
            position, area = self._tree.query(points, predicate="intersects")
            np.minimum.at(found, position, area)
        return [self._shapes[area].area.code if area < len(self._shapes) else None for area in found]
