"""Whose is it? Positions to areas by a spatial index."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.borders import Borders, Rows
from geo.crs import Shapes
from geo.errors import PositionError
from geo.shape import AreaShape

Codes = list[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Answers for n positions, each a list of n."""

    codes: Codes
    """The area that holds the position, None outside of all."""
    nearest: Codes
    """The area that is nearest; the one that holds it, where there is one; None where there are no areas."""
    distance_m: NDArray[np.float64]
    """How far the position lies outside of it; 0 inside, infinite where there are no areas."""


class AreaIndex:
    """Areas under an STRtree. Degrees WGS-84."""

    def __init__(self, shapes: Sequence[AreaShape]) -> None:
        # Deepest level first, then by code: the first hit is the answer, on borders and in overlaps too.
        self._shapes = sorted(shapes, key=lambda shape: (-shape.area.level, shape.area.code))
        self._polygons: Shapes = np.array([shape.polygon for shape in self._shapes], dtype=object)
        self._codes: Codes = [*(shape.area.code for shape in self._shapes), None]
        self._tree = shapely.STRtree(self._polygons)
        shapely.prepare(self._polygons)  # a district's outline has thousands of vertices

    def locate(self, lons: ArrayLike, lats: ArrayLike) -> Codes:
        """The code of the area that holds each position, None outside of all.

        Of several areas the deepest level wins, then the lowest code; a position on a border belongs to both
        sides, so the lower code has it. Arrays of n longitudes and n latitudes give n answers. Raises
        PositionError for a longitude or latitude that is no number.
        """
        return self._named(self._holders(_checked(lons, lats)))

    def locate_or_nearest(self, lons: ArrayLike, lats: ArrayLike) -> Located:
        """As ``locate``, and for positions outside of all areas the nearest one with its distance in metres.

        Of areas that are equally near, to 1 cm, again the deepest level wins, then the lowest code. Metres
        are those of geo.projection around the areas. Raises PositionError as ``locate`` does.
        """
        places = _checked(lons, lats)
        rows = self._holders(places)
        distance_m = np.where(rows < len(self._shapes), 0.0, np.inf)
        nearest, outside = rows.copy(), np.nonzero(rows == len(self._shapes))[0]
        if len(self._shapes) and len(outside):
            nearest[outside], distance_m[outside] = self._borders.nearest(places[outside])
        return Located(codes=self._named(rows), nearest=self._named(nearest), distance_m=distance_m)

    def _named(self, rows: Rows) -> Codes:
        return [self._codes[row] for row in rows]

    def _holders(self, places: NDArray[np.float64]) -> Rows:
        found: Rows = np.full(len(places), len(self._shapes))
        if len(self._shapes) and len(places):
            # By boxes first: the tree's own predicate would not use the prepared polygons.
            position, area = self._tree.query(_points(places))
            holds = shapely.intersects_xy(self._polygons[area], places[position])
            np.minimum.at(found, position[holds], area[holds])
        return found

    @cached_property
    def _borders(self) -> Borders:
        return Borders(self._polygons)


def _checked(lons: ArrayLike, lats: ArrayLike) -> NDArray[np.float64]:
    places = np.column_stack([np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)])
    wrong = ~np.isfinite(places).all(axis=1)
    if wrong.any():
        lon, lat = places[row := int(wrong.argmax())]
        raise PositionError(f"position {row + 1} is no place: longitude {lon}, latitude {lat}")
    return places


def _points(places: NDArray[np.float64]) -> Any:
    return shapely.points(places)
