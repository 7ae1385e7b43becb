"""Metres by a projection of its own for every place: true to 1 part in 10,000 within 90 km."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from numpy.typing import ArrayLike
from pyproj import Transformer

from geo.crs import WGS_84, Shapes, transformed
from geo.gcj02 import Pair

_STEP_DEG = 0.01
"""Centres are rounded, so that the same city gets the same metres after a small change of its areas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalMetres:
    """The azimuthal equidistant projection of WGS-84 around one centre, in degrees; (east, north) in metres.

    Distances from the centre are true anywhere on earth: a position on the other side still gets its answer.
    """

    lon: float
    lat: float

    def metres(self, lons: ArrayLike, lats: ArrayLike) -> Pair:
        """(east, north) in metres of n longitudes and latitudes."""
        east, north = _transformer(self.lon, self.lat).transform(
            np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
        )
        return np.asarray(east), np.asarray(north)

    def degrees(self, east: ArrayLike, north: ArrayLike) -> Pair:
        """The inverse of ``metres``."""
        lons, lats = _transformer(self.lon, self.lat).transform(
            np.asarray(east, dtype=float), np.asarray(north, dtype=float), direction="INVERSE"
        )
        return np.asarray(lons), np.asarray(lats)

    def shapes_in_metres(self, shapes: ArrayLike) -> Shapes:
        """Shapes in degrees as shapes in metres."""
        return transformed(shapes, self.metres)

    def shapes_in_degrees(self, shapes: ArrayLike) -> Shapes:
        """Shapes in metres as shapes in degrees."""
        return transformed(shapes, self.degrees)


def local_metres(shapes: ArrayLike) -> LocalMetres:
    """The projection around the middle of ``shapes``, which are in degrees; around 0, 0 without any."""
    every = np.asarray(shapes, dtype=object)
    west, south, east, north = shapely.total_bounds(every) if len(every) else [np.nan] * 4
    return around((west + east) / 2, (south + north) / 2)


def around(lon: float, lat: float) -> LocalMetres:
    """The projection around one position."""
    if not np.isfinite([lon, lat]).all():
        return LocalMetres(lon=0.0, lat=0.0)
    return LocalMetres(lon=_rounded(lon), lat=_rounded(lat))


def _rounded(degrees: float) -> float:
    return float(np.round(np.round(degrees / _STEP_DEG) * _STEP_DEG, 6))


@cache
def _transformer(lon: float, lat: float) -> Transformer:
    told = f"+proj=aeqd +lon_0={lon} +lat_0={lat} +datum=WGS84 +units=m +type=crs"
    return Transformer.from_crs(WGS_84, told, always_xy=True)
