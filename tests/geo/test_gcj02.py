"""GCJ-02: against the formula as it is usually written, there and back, and outside China."""

from math import cos, pi, radians, sin, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gcj02 import EAST, NORTH, SOUTH, WEST, from_gcj02, to_gcj02

AWAY = 0.05  # from the rectangle's edge, across which the shift itself carries
LONS = st.floats(WEST + AWAY, EAST - AWAY)
LATS = st.floats(SOUTH + AWAY, NORTH - AWAY)
TENTH_OF_A_METRE = 1e-6


def textbook(lon: float, lat: float) -> tuple[float, float]:
    """The formula as everybody copies it, one position at a time."""
    x, y = lon - 105, lat - 35
    common = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + common
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + common
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    a, ee = 6378245.0, 0.00669342162296594323
    magic = 1 - ee * sin(radians(lat)) ** 2
    north = north * 180 / (a * (1 - ee) / (magic * sqrt(magic)) * pi)
    east = east * 180 / (a / sqrt(magic) * cos(radians(lat)) * pi)
    return lon + east, lat + north


@given(lon=LONS, lat=LATS)
def test_it_is_the_usual_formula(lon: float, lat: float) -> None:
    (east,), (north,) = to_gcj02([lon], [lat])
    assert (east, north) == pytest.approx(textbook(lon, lat), abs=1e-9)


@given(lon=LONS, lat=LATS)
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    (east,), (north,) = from_gcj02(*to_gcj02([lon], [lat]))
    assert (east, north) == pytest.approx((lon, lat), abs=TENTH_OF_A_METRE / 10)


def test_shanghai_is_moved_by_some_five_hundred_metres() -> None:
    (east,), (north,) = to_gcj02([121.47], [31.23])
    assert 400 < np.hypot((east - 121.47) * 95_200, (north - 31.23) * 110_900) < 600


@given(lon=st.floats(-180, WEST), lat=st.floats(-90, 90))
def test_outside_china_nothing_moves(lon: float, lat: float) -> None:
    for convert in (to_gcj02, from_gcj02):
        (east,), (north,) = convert([lon], [lat])
        assert (east, north) == (lon, lat)


def test_long_lists_are_converted_as_single_positions_are() -> None:
    lons, lats = np.linspace(60, 140, 20_001), np.linspace(-5, 60, 20_001)
    east, north = to_gcj02(lons, lats)
    for row in (0, 8_191, 8_192, 10_000, 20_000):
        (one,), (other,) = to_gcj02(lons[row : row + 1], lats[row : row + 1])
        assert (east[row], north[row]) == (one, other)


def test_what_is_given_stays_as_it_was_and_nothing_is_no_mistake() -> None:
    lons, lats = np.array([121.47]), np.array([31.23])
    to_gcj02(lons, lats)
    assert (lons[0], lats[0]) == (121.47, 31.23)
    assert [len(one) for one in to_gcj02([], [])] == [0, 0]


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        to_gcj02([121.0, 122.0], [31.0])
