"""Points truly inside the district and near where they should be."""

from math import cos, pi, sin

import numpy as np
from shapely.geometry import Point, Polygon
from shapely.ops import nearest_points

MARGIN_M = 6.0
TRIES = 30


def near(point: Point, spread_m: float, inside: Polygon, rng: np.random.Generator) -> Point:
    """A point within ``spread_m`` of ``point`` and inside ``inside``; metres."""
    for _ in range(TRIES):
        angle, distance = rng.uniform(0, 2 * pi), spread_m * rng.uniform() ** 0.5
        found = Point(point.x + distance * cos(angle), point.y + distance * sin(angle))
        if inside.contains(found):
            return found
    return brought_inside(point, inside)


def brought_inside(point: Point, inside: Polygon) -> Point:
    """``point`` itself, or the nearest place a few metres inside ``inside``."""
    if inside.contains(point):
        return point
    core = inside.buffer(-MARGIN_M)
    return nearest_points(core, point)[0]


def within(area: Polygon, rng: np.random.Generator) -> Point:
    """A point of ``area``, its middle being likelier than its edge."""
    west, south, east, north = area.bounds
    for _ in range(TRIES):
        found = Point(rng.uniform(west, east), rng.uniform(south, north))
        if area.buffer(-MARGIN_M).contains(found):
            return found
    return area.representative_point()
