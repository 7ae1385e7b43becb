"""Metres on a plane that touches the earth."""

import numpy as np
import pytest
from pyproj import Geod
from shapely.geometry import LineString, box

from geo.tangent import TangentPlane, plane_at

PLANE = TangentPlane(lon=121.48, lat=31.22)


@pytest.mark.parametrize("step", [(0.01, 0.0), (0.0, 0.01), (-0.01, 0.01)])
def test_distances_near_the_point_are_true(step: tuple[float, float]) -> None:
    lon, lat = 121.48 + step[0], 31.22 + step[1]
    _, _, true_m = Geod(ellps="WGS84").inv(121.48, 31.22, lon, lat)
    assert np.hypot(*PLANE.metres(np.array([lon, lat]))) == pytest.approx(true_m, rel=1e-4)


def test_there_and_back_is_the_same_place() -> None:
    place = np.array([[121.5, 31.2], [121.4, 31.3]])
    assert PLANE.degrees(PLANE.metres(place)) == pytest.approx(place, abs=1e-12)


def test_straight_lines_stay_straight() -> None:
    start, middle, end = PLANE.shapes_in_metres(
        LineString([(121.4, 31.2), (121.5, 31.25), (121.6, 31.3)])
    ).coords
    assert np.array(middle) == pytest.approx((np.array(start) + np.array(end)) / 2, abs=1e-6)


def test_the_plane_of_a_shape_touches_at_its_middle() -> None:
    assert plane_at(box(121.0, 31.0, 122.0, 31.5)) == TangentPlane(lon=121.5, lat=31.25)
