"""The ground of an incident, in metres around a place of Shanghai."""

from math import pi

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from alerts.incidents.surface import surface_of
from geo.projection import around

LON, LAT = 121.48, 31.23
METRES = around(LON, LAT)


def degrees(*places: tuple[float, float]) -> tuple[list[float], list[float]]:
    east, north = zip(*places, strict=True)
    lons, lats = METRES.degrees(np.array(east), np.array(north))
    return lons.tolist(), lats.tolist()


def drawn(*places: tuple[float, float], reach_m: float = 60, within: object = None) -> shapely.Geometry:
    surface = surface_of(*degrees(*places), reach_m=reach_m, radius_m=300, within=within)  # type: ignore[arg-type]
    return METRES.shapes_in_metres([surface])[0]  # type: ignore[no-any-return]


def test_the_ground_of_one_place_is_a_circle_of_its_reach() -> None:
    assert drawn((0, 0)).area == pytest.approx(pi * 60**2, rel=0.04)


def test_near_places_have_one_surface_and_far_ones_two() -> None:
    near, far = drawn((0, 0), (280, 0), reach_m=100), drawn((0, 0), (600, 0), reach_m=100)
    assert (near.geom_type, far.geom_type) == ("Polygon", "MultiPolygon")
    assert near.contains(Point(140, 0))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(-900, 900), st.integers(-900, 900)), min_size=1, max_size=12))
def test_a_surface_holds_all_of_every_places_ground_and_stays_near_them(
    places: list[tuple[int, int]],
) -> None:
    surface = drawn(*places)
    discs = shapely.buffer(shapely.points(np.array(places, float)), 60, quad_segs=32)
    # A circle of few corners lacks half a per cent of its radius, and 1 m is simplified away.
    assert shapely.contains(surface.buffer(3), discs).all()
    hull = shapely.convex_hull(shapely.union_all(discs))
    assert hull.buffer(3).contains(surface)


def test_a_surface_stays_within_its_area_unless_nothing_of_it_lies_there() -> None:
    west = box(LON - 0.1, LAT - 0.1, LON, LAT + 0.1)
    cut = surface_of(*degrees((-10, 0)), reach_m=60, radius_m=300, within=west)
    assert cut.bounds[2] == pytest.approx(LON)
    whole = drawn((500, 0), within=west)
    assert whole.area == pytest.approx(pi * 60**2, rel=0.04)


def test_no_place_has_no_ground() -> None:
    with pytest.raises(ValueError, match="no ground"):
        surface_of([], [], reach_m=60, radius_m=300, within=None)
