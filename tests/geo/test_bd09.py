"""BD-09: against the formula as it is usually written, there and back, and outside China."""

from math import atan2, cos, pi, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.bd09 import from_bd09, to_bd09
from geo.gcj02 import EAST, NORTH, SOUTH, WEST, to_gcj02

AWAY = 0.05
LONS = st.floats(WEST + AWAY, EAST - AWAY)
LATS = st.floats(SOUTH + AWAY, NORTH - AWAY)


def textbook(lon: float, lat: float) -> tuple[float, float]:
    """BD-09 of GCJ-02 as everybody copies it."""
    turn = pi * 3000 / 180
    z = sqrt(lon * lon + lat * lat) + 0.00002 * sin(lat * turn)
    theta = atan2(lat, lon) + 0.000003 * cos(lon * turn)
    return z * cos(theta) + 0.0065, z * sin(theta) + 0.006


@given(lon=LONS, lat=LATS)
def test_it_is_the_usual_formula(lon: float, lat: float) -> None:
    (east,), (north,) = to_bd09([lon], [lat])
    (first,), (second,) = to_gcj02([lon], [lat])
    assert (east, north) == pytest.approx(textbook(first, second), abs=1e-9)


@given(lon=LONS, lat=LATS)
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    (east,), (north,) = from_bd09(*to_bd09([lon], [lat]))
    assert (east, north) == pytest.approx((lon, lat), abs=1e-7)


@given(lon=st.floats(EAST, 180), lat=st.floats(-90, 90))
def test_outside_china_nothing_moves(lon: float, lat: float) -> None:
    for convert in (to_bd09, from_bd09):
        (east,), (north,) = convert([lon], [lat])
        assert (east, north) == (lon, lat)
