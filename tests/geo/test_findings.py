"""What is wrong with areas, on squares of 0.001 degrees whose sizes can be worked out by hand."""

import time

import pytest
from shapely.geometry import Polygon, box

from geo.findings import Finding, FindingKind, Tolerance, examine
from geo.shape import AreaShape
from model.area import Area, Level
from model.text import Text

STEP = 0.001
SQUARE_M2 = 95.28 * 110.87  # a thousandth of a degree at latitude 31.22, east and north
PARENT = "310101002001"


def square(code: str, west: float, east: float, south: float = 0, north: float = 1) -> AreaShape:
    """A rectangle in thousandths of a degree from 121.48, 31.22."""
    bounds = (121.48 + west * STEP, 31.22 + south * STEP, 121.48 + east * STEP, 31.22 + north * STEP)
    return grid(code, box(*bounds))


def grid(code: str, polygon: Polygon, parent: str | None = PARENT) -> AreaShape:
    name = Text(zh=f"{code[-3:]}网格", en=code)
    return AreaShape(area=Area(code=code, parent=parent, level=Level.GRID, name=name), polygon=polygon)


def committee(*bounds: float, code: str = PARENT) -> AreaShape:
    area = Area(code=code, parent=None, level=Level.COMMITTEE, name=Text(zh="居委", en="committee"))
    return AreaShape(area=area, polygon=square("", *bounds).polygon)


ONE, TWO, THREE = f"{PARENT}001", f"{PARENT}002", f"{PARENT}003"
TIDY = [square(ONE, 0, 1), square(TWO, 1, 2), square(THREE, 2, 3)]


def told(findings: list[Finding]) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.kind.value, finding.codes) for finding in findings]


def test_areas_that_fill_their_parent_have_no_findings() -> None:
    assert examine(TIDY, [committee(0, 3)]) == []
    assert examine([]) == []


def test_an_overlap_is_told_once_with_its_size_and_place() -> None:
    (finding,) = examine([square(ONE, 0, 1.5), *TIDY[1:]], [committee(0, 3)])
    assert told([finding]) == [("overlap", (ONE, TWO))]
    assert finding.names == ("001网格", "002网格")
    assert finding.area_m2 == pytest.approx(SQUARE_M2 / 2, rel=1e-3)
    assert finding.place.bounds == pytest.approx((121.481, 31.22, 121.4815, 31.221))


def test_a_gap_inside_the_parent_is_told_with_the_parent_s_code() -> None:
    (finding,) = examine([TIDY[0], TIDY[2]], [committee(0, 3)])
    assert told([finding]) == [("gap", (PARENT,))]
    assert finding.area_m2 == pytest.approx(SQUARE_M2, rel=1e-3)


def test_without_a_parent_a_gap_is_what_the_areas_enclose() -> None:
    ring = square(ONE, 0, 3, 0, 3).polygon.difference(square(TWO, 1, 2, 1, 2).polygon)
    (finding,) = examine([grid(ONE, ring, parent=None)])
    assert told([finding]) == [("gap", (ONE,))]


def test_what_lies_outside_the_parent_is_told_with_both() -> None:
    (finding,) = examine([*TIDY[:2], square(THREE, 2, 3.25)], [committee(0, 3)])
    assert told([finding]) == [("outside_parent", (THREE, PARENT))]
    assert finding.area_m2 == pytest.approx(SQUARE_M2 / 4, rel=1e-3)


def test_slivers_below_the_tolerance_are_left_out() -> None:
    thin = [square(ONE, 0, 1.001), *TIDY[1:]]  # 0.095 m wide, 10.5 m2
    small = [square(ONE, 0, 1.05, 0, 0.01), square(TWO, 1, 2), TIDY[2]]  # 4.8 m wide, 5.3 m2
    for shapes in (thin, small):
        assert FindingKind.OVERLAP not in [finding.kind for finding in examine(shapes)]
        strict = examine(shapes, tolerance=Tolerance(area_m2=0.1, width_m=0.01))
        assert FindingKind.OVERLAP in [finding.kind for finding in strict]


def test_a_corner_of_a_neighbour_on_a_straight_border_is_no_gap() -> None:
    parts = [square(f"{PARENT}{n + 2:03}", n, n + 1, 1, 2) for n in range(100)]
    assert examine([square(ONE, 0, 100), *parts], [committee(0, 100, 0, 2)]) == []


def test_a_code_that_stands_twice_is_told_once() -> None:
    found = examine([TIDY[0], square(ONE, 1, 2)], [committee(0, 2)])
    assert told(found) == [("duplicate_code", (ONE, ONE))]
    assert found[0].area_m2 == pytest.approx(2 * SQUARE_M2, rel=1e-3)


@pytest.mark.parametrize(
    ("level", "code", "right"),
    [
        (Level.DISTRICT, "310101", True),
        (Level.DISTRICT, "31010", False),
        (Level.STREET, "310101002", True),
        (Level.STREET, "310101", False),
        (Level.ZONE, "310101002Z1", True),
        (Level.COMMITTEE, "310101002001", True),
        (Level.COMMITTEE, "31010100200a", False),
        (Level.GRID, "310101002001001", True),
        (Level.GRID, "3101010020010010", False),
    ],
)
def test_codes_have_the_digits_of_their_level(level: Level, code: str, right: bool) -> None:
    shape = AreaShape(
        area=Area(code=code, parent=None, level=level, name=Text(zh="", en="")), polygon=TIDY[0].polygon
    )
    assert told(examine([shape])) == ([] if right else [("wrong_code", (code,))])


def test_a_code_that_does_not_begin_as_its_parent_s_is_foreign() -> None:
    found = examine([square("310101002002001", 0, 3)], [committee(0, 3)])
    assert told(found) == [("foreign_code", ("310101002002001",))]


def test_a_committee_in_a_zone_has_the_code_of_its_street() -> None:
    zone = AreaShape(
        area=Area(code="310101002Z1", parent=None, level=Level.ZONE, name=Text(zh="", en="")),
        polygon=TIDY[0].polygon,
    )
    inside = Area(code="310101002001", parent="310101002Z1", level=Level.COMMITTEE, name=Text(zh="", en=""))
    assert examine([AreaShape(area=inside, polygon=zone.polygon)], [zone]) == []


def test_a_parent_that_nobody_knows_is_told() -> None:
    assert told(examine([TIDY[0]], [committee(0, 3, code="310101002009")])) == [("unknown_parent", (ONE,))]


def test_the_largest_of_a_kind_comes_first() -> None:
    shapes = [square(ONE, 0, 1.1), square(TWO, 1, 2.5), square(THREE, 2, 3)]
    found = told(examine(shapes, [committee(0, 3)]))
    assert found == [("overlap", (TWO, THREE)), ("overlap", (ONE, TWO))]


def test_nine_thousand_cells_take_seconds_not_minutes() -> None:
    cells = [square(f"310101{n:09}", n % 95, n % 95 + 1, n // 95, n // 95 + 1) for n in range(9_025)]
    began = time.perf_counter()
    found = examine(cells, [committee(0, 95, 0, 95)])
    assert time.perf_counter() - began < 30  # about 1 s when nothing else runs
    assert {finding.kind for finding in found} == {FindingKind.FOREIGN_CODE}
