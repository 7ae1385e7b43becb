"""Metres around one point: good to 1 part in 10,000 across a district."""

from math import cos, radians, sin, sqrt

import numpy as np
import numpy.typing as npt
from shapely import transform
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from model.position import Position

SEMI_MAJOR_M = 6378137.0
ECCENTRICITY_SQUARED = 0.00669437999014
CENTRE = Position(121.480, 31.217)

_SINE = sin(radians(CENTRE.lat))
_PRIME_VERTICAL_M = SEMI_MAJOR_M / sqrt(1 - ECCENTRICITY_SQUARED * _SINE**2)
_MERIDIAN_M = SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED) / (1 - ECCENTRICITY_SQUARED * _SINE**2) ** 1.5

_SCALE = np.array([radians(_PRIME_VERTICAL_M * cos(radians(CENTRE.lat))), radians(_MERIDIAN_M)])
"""Metres per degree east and north."""

_ORIGIN = np.array([CENTRE.lon, CENTRE.lat])
Coordinates = npt.NDArray[np.float64]


def metres(coordinates: Coordinates) -> Coordinates:
    """(lon, lat) rows as (east, north) metres from CENTRE, on the WGS-84 ellipsoid's tangent."""
    return np.asarray((coordinates - _ORIGIN) * _SCALE)


def degrees(coordinates: Coordinates) -> Coordinates:
    """The inverse of ``metres``."""
    return np.asarray(coordinates / _SCALE + _ORIGIN)


def to_degrees(shape: BaseGeometry) -> BaseGeometry:
    """A shape in metres as degrees WGS-84."""
    turned: BaseGeometry = transform(shape, degrees)
    return turned


def point_of(position: Position) -> Point:
    """A position as a point in metres."""
    east, north = metres(np.array([position.lon, position.lat]))
    return Point(east, north)


def position_of(point: Point) -> Position:
    """A point in metres as a position, rounded to 1e-6 degrees (0.1 m)."""
    lon, lat = degrees(np.array([point.x, point.y]))
    return Position(round(float(lon), 6), round(float(lat), 6))
