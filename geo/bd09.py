"""BD-09, the coordinates of Baidu's maps: GCJ-02 shifted once more.

Arrays of n longitudes and n latitudes in degrees; outside the rectangle of China nothing is shifted. The
formula is the one that circulates as open code; no official text exists.
"""

import numpy as np
from numpy.typing import ArrayLike

from geo.gcj02 import Degrees, Pair, from_gcj02, in_blocks, moved_back_by, moved_by, to_gcj02

_TURN = np.pi * 3000 / 180
_EAST, _NORTH = 0.0065, 0.006


def to_bd09(lons: ArrayLike, lats: ArrayLike) -> Pair:
    """BD-09 degrees of WGS-84 degrees; both arrays have shape (n,)."""
    return in_blocks(moved_by(_shift), *to_gcj02(lons, lats))


def from_bd09(lons: ArrayLike, lats: ArrayLike) -> Pair:
    """WGS-84 degrees of BD-09 degrees, by iteration to below 1 cm; both arrays have shape (n,)."""
    return from_gcj02(*in_blocks(moved_back_by(_shift), lons, lats))


def _shift(lons: Degrees, lats: Degrees) -> Pair:
    turn = 0.000003 * np.cos(lons * _TURN)
    grow = 0.00002 * np.sin(lats * _TURN) / np.hypot(lons, lats)
    # A turn by 3e-6 to its second order (the third is 1e-17) spares arctan2, sine and cosine.
    along, across = grow - (1 + grow) * turn * turn / 2, (1 + grow) * turn
    return lons * along - lats * across + _EAST, lats * along + lons * across + _NORTH
