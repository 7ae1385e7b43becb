"""The ground of an incident: one surface where its places are near each other, drawn in metres. Pure."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from alerts.incidents.linking import DIVIDED, Metres
from geo.projection import around
from geo.repair import polygons_only

_QUARTER = 8
"""Corners to a quarter of a circle: it falls short by half a per cent of its radius."""
_FINE_M = 1.0


def surface_of(
    lons: Sequence[float],
    lats: Sequence[float],
    *,
    reach_m: float,
    radius_m: float,
    within: BaseGeometry | None,
) -> BaseGeometry:
    """All ground within ``reach_m`` of the places, with the gaps between places within ``radius_m`` closed.

    Degrees WGS-84 in and out. It stays inside of ``within``, unless nothing of it lies there. Raises
    ValueError without any place.
    """
    if not len(lons):
        raise ValueError("an incident without a place has no ground")
    metres = around((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2)
    east, north = metres.metres(lons, lats)
    # Grown by half the radius, places that are near touch; what is taken back after that is the rim alone.
    hulls = _hulls(east, north, side_m=radius_m / DIVIDED)
    grown = shapely.union_all(shapely.buffer(hulls, reach_m + radius_m / 2, quad_segs=_QUARTER))
    drawn: Any = shapely.simplify(shapely.buffer(grown, -radius_m / 2, quad_segs=_QUARTER), _FINE_M)
    surface: BaseGeometry = metres.shapes_in_degrees([drawn])[0]
    return surface if within is None else _clipped(surface, within)


def _hulls(east: Metres, north: Metres, *, side_m: float) -> Any:
    """One hull for all places of a square, which are near each other in any case: a crowd costs no more."""
    squares = np.column_stack([np.floor(east / side_m), np.floor(north / side_m)])
    _, square = np.unique(squares, axis=0, return_inverse=True)
    order = np.argsort(square, kind="stable")
    points: Any = shapely.points(np.column_stack([east, north])[order])
    return shapely.convex_hull(shapely.multipoints(points, indices=square[order]))


def _clipped(surface: BaseGeometry, within: BaseGeometry) -> BaseGeometry:
    parts: Any = polygons_only(np.array([shapely.intersection(surface, within)], dtype=object))
    clipped: BaseGeometry = parts[0]
    return surface if clipped.is_empty else clipped
