"""Metres that are true near their centre."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.projection import around, local_metres

GEOD = Geod(ellps="WGS84")
LONS, LATS = st.floats(120.8, 122.1), st.floats(30.7, 31.9)


@settings(deadline=None)  # the first transformation reads the database of PROJ
@given(lons=st.tuples(LONS, LONS), lats=st.tuples(LATS, LATS))
def test_distances_across_shanghai_are_true_to_one_part_in_ten_thousand(
    lons: tuple[float, float], lats: tuple[float, float]
) -> None:
    east, north = around(121.45, 31.3).metres(lons, lats)
    true_m = GEOD.inv(lons[0], lats[0], lons[1], lats[1])[2]
    assert np.hypot(*(east[1] - east[0], north[1] - north[0])) == pytest.approx(true_m, rel=1e-4, abs=0.01)


@settings(deadline=None)  # the first transformation reads the database of PROJ
@given(lon=LONS, lat=LATS)
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    metric = around(121.45, 31.3)
    (east,), (north,) = metric.degrees(*metric.metres([lon], [lat]))
    assert (east, north) == pytest.approx((lon, lat), abs=1e-9)


def test_the_centre_is_the_middle_of_the_shapes_to_a_hundredth_of_a_degree() -> None:
    metric = local_metres(
        np.array([shapely.box(121.0, 31.0, 121.5, 31.2), shapely.box(121.5, 31.2, 122, 32)])
    )
    assert (metric.lon, metric.lat) == (121.5, 31.5)


def test_areas_are_true() -> None:
    box = shapely.box(121.0, 31.0, 121.1, 31.1)
    true_m2, _ = GEOD.geometry_area_perimeter(box)
    (flat,) = local_metres(np.array([box])).shapes_in_metres(np.array([box]))
    assert flat.area == pytest.approx(true_m2, rel=1e-4)


def test_no_shapes_have_metres_too() -> None:
    assert len(local_metres(np.array([], dtype=object)).shapes_in_metres(np.array([], dtype=object))) == 0
