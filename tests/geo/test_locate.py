"""Whose is it? By bounds that can be checked by eye, and by Hypothesis against a slow look at every area."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Point

from geo.errors import PositionError
from geo.locate import AreaIndex
from model.area import Level
from tests.fixtures.city import AREAS, EAST, WEST, area

LONS = st.floats(121.47, 121.51)
LATS = st.floats(31.21, 31.25)
INDEX = AreaIndex(AREAS)


def test_the_smallest_area_has_it() -> None:
    assert INDEX.locate([121.485, 121.495], [31.23, 31.23]) == [WEST, EAST]


def test_outside_of_all_is_outside() -> None:
    assert INDEX.locate([0.0], [0.0]) == [None]


def test_on_a_border_the_lower_code_has_it_whatever_the_order_of_areas() -> None:
    assert INDEX.locate([121.49], [31.23]) == [WEST]
    assert AreaIndex(AREAS[::-1]).locate([121.49], [31.23]) == [WEST]


def test_no_areas_and_no_positions_are_no_mistake() -> None:
    assert AreaIndex([]).locate([121.49], [31.23]) == [None]
    assert AreaIndex([]).locate_or_nearest([121.49], [31.23]).nearest == [None]
    assert INDEX.locate([], []) == []
    assert INDEX.locate_or_nearest([], []).codes == []


def test_a_position_that_is_no_number_is_named() -> None:
    with pytest.raises(PositionError, match="position 2 is no place: longitude nan"):
        INDEX.locate([121.49, float("nan")], [31.23, 31.23])


def test_inside_the_nearest_area_is_the_one_that_holds_it() -> None:
    found = INDEX.locate_or_nearest([121.495], [31.23])
    assert (found.codes, found.nearest, found.distance_m[0]) == ([EAST], [EAST], 0.0)


@settings(deadline=None)  # the first transformation reads the database of PROJ
@given(beyond=st.floats(0.0001, 0.5), lat=st.floats(31.225, 31.235))
def test_outside_the_nearest_area_and_its_distance_are_told(beyond: float, lat: float) -> None:
    found = INDEX.locate_or_nearest([121.50 + beyond], [lat])
    _, _, true_m = Geod(ellps="WGS84").inv(121.50, lat, 121.50 + beyond, lat)
    assert (found.codes, found.nearest) == ([None], [EAST])
    assert found.distance_m[0] == pytest.approx(true_m, rel=2e-3)


def test_of_areas_that_are_equally_near_the_lowest_code_is_told_whatever_the_order() -> None:
    for areas in (AREAS, AREAS[::-1]):
        found = AreaIndex(areas).locate_or_nearest([121.49], [31.25])
        assert found.nearest == [WEST]
        assert found.distance_m[0] == pytest.approx(1109, rel=1e-3)  # 0.01 degrees north


@given(lon=st.floats(121.482, 121.485))
@settings(deadline=None)
def test_a_grid_inside_an_outline_is_as_near_as_the_outline(lon: float) -> None:
    # Other corners on the same straight border: on a projection the two differ by a millimetre.
    outline = area("310101", None, Level.DISTRICT, "District", 121.48, 31.22, 121.50, 31.24)
    inside = area(WEST, "310101", Level.GRID, "West", 121.4813, 31.22, 121.4857, 31.24)
    assert AreaIndex([outline, inside]).locate_or_nearest([lon], [31.25]).nearest == [WEST]


def test_on_the_other_side_of_the_earth_there_is_still_an_answer() -> None:
    found = INDEX.locate_or_nearest([-58.4], [-31.0])
    assert found.distance_m[0] == pytest.approx(19_990_000, rel=1e-3)


@settings(deadline=None)  # the first transformation reads the database of PROJ
@given(places=st.lists(st.tuples(LONS, LATS), min_size=1, max_size=20))
def test_the_index_agrees_with_a_look_at_every_area(places: list[tuple[float, float]]) -> None:
    lons, lats = zip(*places, strict=True)
    for place, found in zip(places, INDEX.locate(lons, lats), strict=True):
        holding = [shape.area for shape in AREAS if shape.polygon.intersects(Point(place))]
        slow = min(holding, key=lambda area: (-area.level, area.code), default=None)
        assert found == (slow.code if slow else None)
