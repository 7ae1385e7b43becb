"""Committees cut into unit grids."""

import re

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geo.errors import GridError
from geo.findings import examine
from geo.grids import cut, grids_of
from geo.shape import AreaShape
from geo.tangent import plane_at
from model.area import Area, Level
from model.text import Text

CODE = "310101002001"


def committee(polygon: Polygon | MultiPolygon, level: Level = Level.COMMITTEE) -> AreaShape:
    area = Area(
        code=CODE, parent="310101002", level=level, name=Text(zh="承兴居委会", en="Chengxing Committee")
    )
    return AreaShape(area=area, polygon=polygon)


ROUND = committee(Point(121.48, 31.22).buffer(0.005))
ISLANDS = committee(
    MultiPolygon([box(121.48, 31.22, 121.483, 31.223), box(121.4836, 31.22, 121.487, 31.223)])
)


@pytest.mark.parametrize("size_m", [100, 60.5, 250])
@pytest.mark.parametrize("whole", [ROUND, ISLANDS])
def test_grids_fill_the_committee_without_gap_or_overlap(whole: AreaShape, size_m: float) -> None:
    grids = grids_of(whole, size_m=size_m)
    assert len(grids) > 3
    assert examine(grids, [whole]) == []


def test_most_grids_are_whole_squares_and_none_is_a_sliver() -> None:
    plane = plane_at(ROUND.polygon)
    sizes = np.array([plane.shapes_in_metres(grid.polygon).area for grid in grids_of(ROUND, size_m=100)])
    assert np.median(sizes) == pytest.approx(10_000, rel=1e-6)
    assert sizes.min() >= 4_500


def test_codes_are_the_committee_s_and_three_digits_in_order() -> None:
    grids = grids_of(ROUND, size_m=100)
    assert [grid.area.code for grid in grids] == [f"{CODE}{n:03}" for n in range(1, len(grids) + 1)]
    assert all(re.fullmatch(r"\d{15}", grid.area.code) for grid in grids)
    assert {(grid.area.parent, grid.area.level) for grid in grids} == {(CODE, Level.GRID)}


def test_numbers_run_west_to_east_in_rows_from_the_north() -> None:
    four = committee(box(121.48, 31.22, 121.4821, 31.2218))  # 200 m by 200 m
    west_north, east_north, west_south, east_south = (
        grid.polygon.centroid for grid in grids_of(four, size_m=100)
    )
    assert west_north.x < east_north.x
    assert west_south.x < east_south.x
    assert min(west_north.y, east_north.y) > max(west_south.y, east_south.y)


def test_rows_are_as_high_as_the_grids() -> None:
    tall = committee(box(121.48, 31.22, 121.48104, 31.22178))  # 99 m by 197 m
    north = [round(grid.polygon.centroid.y, 4) for grid in grids_of(tall, size_m=50)]
    assert len(set(north)) == 4
    assert north == sorted(north, reverse=True)


def test_names_are_the_committee_s_with_the_number() -> None:
    first = grids_of(ROUND, size_m=100)[0].area.name
    assert (first.zh, first.en) == ("承兴01网格", "Chengxing grid 01")


def test_a_committee_smaller_than_a_sliver_is_one_grid() -> None:
    (grid,) = grids_of(committee(box(121.48, 31.22, 121.4803, 31.2203)), size_m=100)
    assert grid.polygon.equals_exact(box(121.48, 31.22, 121.4803, 31.2203), 1e-9, normalize=True)


def test_what_is_no_committee_is_refused() -> None:
    with pytest.raises(GridError, match="is a street: only a committee"):
        grids_of(committee(ROUND.polygon, Level.STREET), size_m=100)


@pytest.mark.parametrize("size_m", [0, -5, float("nan")])
def test_a_size_that_is_none_is_refused(size_m: float) -> None:
    with pytest.raises(GridError, match="must be above 0"):
        grids_of(ROUND, size_m=size_m)


@pytest.mark.parametrize("size_m", [20, 0.001])
def test_more_grids_than_three_digits_can_number_are_refused(size_m: float) -> None:
    with pytest.raises(GridError, match=r"310101002001 \(承兴居委会\).*choose a larger size"):
        grids_of(ROUND, size_m=size_m)


def test_grids_can_lie_along_the_streets() -> None:
    turned = cut(shapely.affinity.rotate(box(0, 0, 300, 200), 30, origin=(0, 0)), angle_deg=30)
    assert [round(piece.area) for piece in turned] == [10_000] * 6
