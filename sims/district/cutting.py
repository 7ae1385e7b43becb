"""Polygons cut into parts along lines, without gap or overlap."""

from collections.abc import Sequence

import numpy as np
from shapely import get_coordinates, get_parts, polygonize
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from geo.joining import joined
from geo.tangent import Coordinates

BEND = 0.05
"""How far a cut bends at its middle, as a share of its length."""


def faces(polygon: Polygon, lines: Sequence[BaseGeometry]) -> list[Polygon]:
    """The parts of ``polygon`` between ``lines``."""
    noded = unary_union([polygon.exterior, *lines])
    found = get_parts(polygonize([noded]))
    return [face for face in found if polygon.contains(face.representative_point())]


def halves(polygon: Polygon, share: float, rng: np.random.Generator) -> tuple[Polygon, Polygon]:
    """``polygon`` cut across its long side so that the first part has ``share`` of the area."""
    along, across, origin, length, width = _frame(polygon)
    low, high = 0.0, 1.0
    bend, tilt = rng.normal(0, BEND), rng.normal(0, 0.08)
    for _ in range(18):
        middle = (low + high) / 2
        cut = _cut_line(origin + along * length * middle, along, across, width, bend, tilt)
        first, second = _sides(polygon, cut, along)
        low, high = (middle, high) if first.area < share * polygon.area else (low, middle)
    return first, second


def split(polygon: Polygon, count: int, rng: np.random.Generator) -> list[Polygon]:
    """``polygon`` in ``count`` parts of about the same area, by cuts across the longer side."""
    if count == 1:
        return [polygon]
    left = count // 2
    first, second = halves(polygon, left / count, rng)
    return [*split(first, left, rng), *split(second, count - left, rng)]


def _frame(polygon: Polygon) -> tuple[Coordinates, Coordinates, Coordinates, float, float]:
    corners = get_coordinates(polygon.minimum_rotated_rectangle)[:4]
    one, two = corners[1] - corners[0], corners[3] - corners[0]
    if np.linalg.norm(one) < np.linalg.norm(two):
        one, two = two, one
    length, width = float(np.linalg.norm(one)), float(np.linalg.norm(two))
    return one / length, two / width, corners[0], length, width


def _cut_line(
    at: Coordinates, along: Coordinates, across: Coordinates, width: float, bend: float, tilt: float
) -> LineString:
    middle = at + across * width / 2 + along * width * bend
    reach = across + along * tilt
    return LineString([middle - reach * width, middle, middle + reach * width])


def _sides(polygon: Polygon, cut: LineString, along: Coordinates) -> tuple[Polygon, Polygon]:
    pieces = sorted(faces(polygon, [cut]), key=lambda piece: -piece.area)
    coordinates = np.asarray(cut.coords)
    beyond = np.concatenate([coordinates, coordinates[::-1] + along * polygon.length])
    ahead = Polygon(beyond)
    behind_pieces = [p for p in pieces if not ahead.contains(p.representative_point())]
    ahead_pieces = [p for p in pieces if ahead.contains(p.representative_point())]
    if not behind_pieces or not ahead_pieces:
        return (polygon, Polygon()) if behind_pieces else (Polygon(), polygon)
    first, second = joined([behind_pieces[0], ahead_pieces[0]], behind_pieces[1:] + ahead_pieces[1:])
    return first, second
