"""The areas tile the district."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import pytest
from shapely import transform
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from model.area import Level
from sims.district import District, build
from sims.district.projection import metres

ALLOWED_M2 = 1.0
Shapes = Mapping[str, BaseGeometry]


@pytest.fixture(scope="module")
def district() -> District:
    return build()


@pytest.fixture(scope="module")
def shapes(district: District) -> Shapes:
    """Every area's polygon in metres by code."""
    return {shape.area.code: transform(shape.polygon, metres) for shape in district.areas}


def of_level(district: District, level: Level) -> list[str]:
    return [shape.area.code for shape in district.areas if shape.area.level is level]


def children(district: District, parent: str) -> list[str]:
    return [shape.area.code for shape in district.areas if shape.area.parent == parent]


def overlap_m2(polygons: Iterable[BaseGeometry]) -> float:
    found = list(polygons)
    return sum(polygon.area for polygon in found) - unary_union(found).area


def test_the_district_is_as_large_as_huangpu(district: District, shapes: Shapes) -> None:
    assert shapes["310101"].area / 1e6 == pytest.approx(20.5, abs=0.2)


def test_there_are_ten_streets_and_about_two_thousand_unit_grids(district: District) -> None:
    counts = Counter(shape.area.level for shape in district.areas)
    assert (counts[Level.DISTRICT], counts[Level.STREET]) == (1, 10)
    assert 1900 <= counts[Level.GRID] <= 2200


def test_every_street_has_two_or_three_zones_of_three_to_six_committees(district: District) -> None:
    for street in of_level(district, Level.STREET):
        zones = children(district, street)
        assert len(zones) in (2, 3)
        assert all(3 <= len(children(district, zone)) <= 6 for zone in zones)


def test_children_fill_their_parent_without_gap_or_overlap(district: District, shapes: Shapes) -> None:
    for parent in shapes:
        inside = [shapes[code] for code in children(district, parent)]
        if inside:
            assert overlap_m2(inside) < ALLOWED_M2, parent
            assert unary_union(inside).symmetric_difference(shapes[parent]).area < ALLOWED_M2, parent


def test_the_unit_grids_fill_the_district(district: District, shapes: Shapes) -> None:
    grids = [shapes[code] for code in of_level(district, Level.GRID)]
    assert overlap_m2(grids) < ALLOWED_M2
    assert unary_union(grids).symmetric_difference(shapes["310101"]).area < ALLOWED_M2


def test_every_area_is_one_valid_polygon(shapes: Shapes) -> None:
    assert all(isinstance(shape, Polygon) and shape.is_valid for shape in shapes.values())


def test_a_unit_grid_is_about_ten_thousand_square_metres(district: District, shapes: Shapes) -> None:
    sizes = sorted(shapes[code].area for code in of_level(district, Level.GRID))
    assert sizes[0] > 4000
    assert sizes[-1] < 22000
    assert sizes[len(sizes) // 2] == pytest.approx(10_000, rel=0.05)


def test_a_committee_holds_about_seventeen_unit_grids(district: District) -> None:
    held = [len(children(district, code)) for code in of_level(district, Level.COMMITTEE)]
    assert sum(held) / len(held) == pytest.approx(17, abs=1.5)
    assert min(held) >= 8
    assert max(held) <= 30


def test_codes_are_unique_and_grids_have_fifteen_digits(district: District) -> None:
    codes = [shape.area.code for shape in district.areas]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"\d{15}", code) for code in of_level(district, Level.GRID))
    assert all(re.fullmatch(r"\d{12}", code) for code in of_level(district, Level.COMMITTEE))


def test_a_code_begins_with_the_code_of_what_holds_it(district: District) -> None:
    for shape in district.areas:
        code, parent = shape.area.code, shape.area.parent
        if shape.area.level is Level.COMMITTEE:
            assert parent is not None
            assert code[:9] == parent[:9]
        elif parent is not None:
            assert code.startswith(parent)


def test_every_parent_stands_before_its_children(district: District) -> None:
    seen: set[str | None] = {None}
    for shape in district.areas:
        assert shape.area.parent in seen
        seen.add(shape.area.code)


def test_grids_are_numbered_from_the_north_and_west_to_east(district: District, shapes: Shapes) -> None:
    for committee in of_level(district, Level.COMMITTEE):
        codes = sorted(children(district, committee))
        assert codes[0].endswith("001")
        north = max(shapes[code].centroid.y for code in codes)
        places = [(round((north - shapes[code].centroid.y) / 100), shapes[code].centroid.x) for code in codes]
        assert places == sorted(places), committee


def test_names_are_unique_in_both_languages(district: District) -> None:
    for language in ("zh", "en"):
        names = Counter(shape.area.name.in_language(language) for shape in district.areas)
        assert [name for name, count in names.items() if count > 1] == []


def test_the_same_seed_gives_the_same_district_and_another_seed_another() -> None:
    again, other = build.__wrapped__(310101), build.__wrapped__(7)
    assert again == build()
    assert other.areas != again.areas


def test_another_seed_tiles_as_well() -> None:
    areas = build.__wrapped__(4).areas
    grids = [transform(one.polygon, metres) for one in areas if one.area.level is Level.GRID]
    assert overlap_m2(grids) < ALLOWED_M2
    assert unary_union(grids).symmetric_difference(transform(areas[0].polygon, metres)).area < ALLOWED_M2


def test_water_lies_beside_the_district(district: District, shapes: Shapes) -> None:
    for feature in district.base:
        if feature.layer == "water":
            water = transform(feature.geometry, metres)
            assert water.intersection(shapes["310101"]).area < ALLOWED_M2
            assert water.buffer(1).intersection(shapes["310101"].boundary).length > 3000


def test_roads_have_a_width_and_stay_near_the_district(district: District, shapes: Shapes) -> None:
    near = shapes["310101"].buffer(100)
    roads = [feature for feature in district.base if feature.layer == "road"]
    assert len(roads) >= 12
    assert all(road.width_m > 0 and near.contains(transform(road.geometry, metres)) for road in roads)
