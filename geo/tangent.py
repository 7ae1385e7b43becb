"""Metres on the plane that touches the earth at one point: a plain scale, so straight lines stay straight.

Good to 1 part in 1,000 for the few kilometres of a committee; geo.projection is for larger ground.
"""

from dataclasses import dataclass
from math import cos, radians, sin, sqrt
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]

SEMI_MAJOR_M = 6378137.0
ECCENTRICITY_SQUARED = 0.00669437999014


@dataclass(frozen=True, slots=True, kw_only=True)
class TangentPlane:
    """The plane at one point of the WGS-84 ellipsoid, in degrees. Rows are (lon, lat) or (east, north)."""

    lon: float
    lat: float

    @property
    def scale(self) -> Coordinates:
        """Metres per degree east and north."""
        sine = sin(radians(self.lat))
        prime_vertical_m = SEMI_MAJOR_M / sqrt(1 - ECCENTRICITY_SQUARED * sine**2)
        meridian_m = SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED) / (1 - ECCENTRICITY_SQUARED * sine**2) ** 1.5
        return np.array([radians(prime_vertical_m * cos(radians(self.lat))), radians(meridian_m)])

    def metres(self, coordinates: Coordinates) -> Coordinates:
        """(lon, lat) rows as (east, north) metres from the point."""
        return np.asarray((coordinates - np.array([self.lon, self.lat])) * self.scale)

    def degrees(self, coordinates: Coordinates) -> Coordinates:
        """The inverse of ``metres``."""
        return np.asarray(coordinates / self.scale + np.array([self.lon, self.lat]))

    def shapes_in_metres(self, shapes: Any) -> Any:
        """One shape, or an array of them, in degrees as in metres."""
        return shapely.transform(shapes, self.metres)

    def shapes_in_degrees(self, shapes: Any) -> Any:
        """The inverse of ``shapes_in_metres``."""
        return shapely.transform(shapes, self.degrees)


def plane_at(shape: Any) -> TangentPlane:
    """The plane at the middle of a shape in degrees."""
    west, south, east, north = shape.bounds
    return TangentPlane(lon=(west + east) / 2, lat=(south + north) / 2)
