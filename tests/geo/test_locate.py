"""Whose is it? By bounds that can be checked by eye, and by Hypothesis against a slow look at every area."""

from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from geo.locate import AreaIndex
from tests.fixtures.city import AREAS, EAST, WEST

LONS = st.floats(121.47, 121.51)
LATS = st.floats(31.21, 31.25)


def test_the_smallest_area_has_it() -> None:
    assert AreaIndex(AREAS).locate([121.485, 121.495], [31.23, 31.23]) == [WEST, EAST]


def test_outside_of_all_is_outside() -> None:
    assert AreaIndex(AREAS).locate([0.0], [0.0]) == [None]


def test_on_a_border_the_lower_code_has_it_whatever_the_order_of_areas() -> None:
    assert AreaIndex(AREAS).locate([121.49], [31.23]) == [WEST]
    assert AreaIndex(AREAS[::-1]).locate([121.49], [31.23]) == [WEST]


def test_no_areas_and_no_positions_are_no_mistake() -> None:
    assert AreaIndex([]).locate([121.49], [31.23]) == [None]
    assert AreaIndex(AREAS).locate([], []) == []


@given(places=st.lists(st.tuples(LONS, LATS), min_size=1, max_size=20))
def test_the_index_agrees_with_a_look_at_every_area(places: list[tuple[float, float]]) -> None:
    lons, lats = zip(*places, strict=True)
    for place, found in zip(places, AreaIndex(AREAS).locate(lons, lats), strict=True):
        holding = [shape.area for shape in AREAS if shape.polygon.intersects(Point(place))]
        slow = min(holding, key=lambda area: (-area.level, area.code), default=None)
        assert found == (slow.code if slow else None)
