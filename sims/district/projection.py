"""Metres around one point: good to 1 part in 10,000 across a district."""

import numpy as np
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.tangent import Coordinates, TangentPlane
from model.position import Position

CENTRE = Position(121.480, 31.217)
_PLANE = TangentPlane(lon=CENTRE.lon, lat=CENTRE.lat)


def metres(coordinates: Coordinates) -> Coordinates:
    """(lon, lat) rows as (east, north) metres from CENTRE, on the WGS-84 ellipsoid's tangent."""
    return _PLANE.metres(coordinates)


def degrees(coordinates: Coordinates) -> Coordinates:
    """The inverse of ``metres``."""
    return _PLANE.degrees(coordinates)


def to_degrees(shape: BaseGeometry) -> BaseGeometry:
    """A shape in metres as degrees WGS-84."""
    turned: BaseGeometry = _PLANE.shapes_in_degrees(shape)
    return turned


def point_of(position: Position) -> Point:
    """A position as a point in metres."""
    east, north = metres(np.array([position.lon, position.lat]))
    return Point(east, north)


def position_of(point: Point) -> Position:
    """A point in metres as a position, rounded to 1e-6 degrees (0.1 m)."""
    lon, lat = degrees(np.array([point.x, point.y]))
    return Position(round(float(lon), 6), round(float(lat), 6))
