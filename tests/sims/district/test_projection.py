"""Metres and degrees."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.position import Position
from sims.district.projection import degrees, metres, point_of, position_of

lons = st.floats(121.44, 121.53)
lats = st.floats(31.17, 31.26)


@given(lons, lats)
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    assert degrees(metres(np.array([lon, lat]))) == pytest.approx([lon, lat], abs=1e-9)


@given(lons, lats)
def test_a_position_is_kept_to_a_tenth_of_a_metre(lon: float, lat: float) -> None:
    there = point_of(position_of(point_of(Position(lon, lat))))
    assert there.distance(point_of(Position(lon, lat))) < 0.11


def test_one_minute_of_latitude_is_about_one_nautical_mile() -> None:
    _, north = metres(np.array([121.48, 31.217 + 1 / 60]))
    assert north == pytest.approx(1852, rel=0.003)
