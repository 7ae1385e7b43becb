"""Coordinate systems by name, the way from each to WGS-84 and back; always (lon, lat) or (east, north)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError as UnknownError
from pyproj.exceptions import ProjError

from geo.bd09 import from_bd09, to_bd09
from geo.errors import CrsError
from geo.gcj02 import Pair, from_gcj02, to_gcj02

Shapes = NDArray[np.object_]
Convert = Callable[[ArrayLike, ArrayLike], Pair]

WGS_84 = "EPSG:4326"
_SHIFTED: dict[str, tuple[Convert, Convert]] = {
    "GCJ-02": (from_gcj02, to_gcj02),
    "BD-09": (from_bd09, to_bd09),
}
_SPOKEN = {"WGS84": WGS_84, "CGCS2000": "EPSG:4490", "GCJ02": "GCJ-02", "BD09": "BD-09", "BD09LL": "BD-09"}
_EARTH_M = 6378137.0
_SAME_EARTH_M = 1.0
"""Ellipsoids this near to that of WGS-84 belong to datums that lie within metres of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crs:
    """A coordinate system; ``known`` is PROJ's, None for GCJ-02 and BD-09, which PROJ does not have."""

    name: str
    known: CRS | None


def crs_from(name: Any) -> Crs:
    """The coordinate system that ``name`` says: GCJ-02, BD-09, WGS-84, CGCS2000, or what pyproj takes.

    Case and dashes do not count in the first four. Raises CrsError that repeats what was given.
    """
    plain = "".join(letter for letter in str(name).upper() if letter.isalnum())
    told = _SPOKEN.get(plain, name)
    if told in _SHIFTED:
        return Crs(name=told, known=None)
    try:
        known = CRS.from_user_input(told)
    except UnknownError as problem:
        takes = "GCJ-02, BD-09, an EPSG code such as EPSG:4490, a PROJ text or WKT"
        raise CrsError(f"{name!r} names no coordinate system; {takes} do") from problem
    code = known.to_authority(min_confidence=100)
    return Crs(name=":".join(code) if code else str(known.name), known=known)


def positions_to_wgs84(lons: ArrayLike, lats: ArrayLike, crs: Crs) -> Pair:
    """WGS-84 degrees of n positions in ``crs``. Raises CrsError when the way to WGS-84 is not known."""
    return _ways(crs)[0](lons, lats)


def positions_from_wgs84(lons: ArrayLike, lats: ArrayLike, crs: Crs) -> Pair:
    """Positions in ``crs`` of n WGS-84 degrees. Raises CrsError when the way is not known."""
    return _ways(crs)[1](lons, lats)


def to_wgs84(geometries: ArrayLike, crs: Crs) -> Shapes:
    """Shapes in ``crs`` as shapes in degrees WGS-84, flat. Raises CrsError when the way is not known."""
    return transformed(geometries, _ways(crs)[0])


def from_wgs84(geometries: ArrayLike, crs: Crs) -> Shapes:
    """Shapes in degrees WGS-84 as shapes in ``crs``. Raises CrsError when the way is not known."""
    return transformed(geometries, _ways(crs)[1])


def transformed(geometries: ArrayLike, convert: Convert) -> Shapes:
    """All vertices of all shapes through ``convert`` at once; heights are dropped."""
    shapes: Any = np.asarray(geometries, dtype=object)
    moved = shapely.transform(shapes, lambda rows: np.column_stack(convert(rows[:, 0], rows[:, 1])))
    return np.asarray(moved)


def same_place(one: Crs, other: Crs, bounds: tuple[float, float, float, float]) -> bool:
    """Whether both systems put the corners of ``bounds`` on the same spots, within half a metre."""
    west, south, east, north = bounds
    corners = np.array([west, west, east, east]), np.array([south, north, south, north])
    try:
        first, second = (np.array(positions_to_wgs84(*corners, crs)) for crs in (one, other))
    except CrsError:
        return False
    return bool(np.all(np.abs(first - second) < 5e-6))


def _ways(crs: Crs) -> tuple[Convert, Convert]:
    return _SHIFTED[crs.name] if crs.known is None else _projected(crs.known)


@cache
def _projected(known: CRS) -> tuple[Convert, Convert]:
    there = _transformer(known)
    return _by(there, "FORWARD"), _by(there, "INVERSE")


def _by(transformer: Transformer, direction: Any) -> Convert:
    def convert(lons: ArrayLike, lats: ArrayLike) -> Pair:
        east, north = np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
        moved = transformer.transform(east, north, direction=direction)
        return np.asarray(moved[0]), np.asarray(moved[1])

    return convert


def _transformer(known: CRS) -> Transformer:
    try:
        return Transformer.from_crs(known, WGS_84, always_xy=True, allow_ballpark=False)
    except ProjError as problem:
        # Without a known shift PROJ would silently take the datums for one, 100 m and more apart.
        ellipsoid = known.ellipsoid
        if ellipsoid is None or abs(ellipsoid.semi_major_metre - _EARTH_M) > _SAME_EARTH_M:
            raise CrsError(
                f"the way from {known.name!r} to WGS-84 is not known: declare it as a PROJ text "
                "with +towgs84=..., whose figures the surveying office has"
            ) from problem
        return Transformer.from_crs(known, WGS_84, always_xy=True)
