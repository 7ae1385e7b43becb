"""Codes of areas: their digits, whose they are, and the order of their numbers."""

import pytest
from shapely.geometry import box

from geo.codes import belongs, committee_code, grid_code, numbered, street_code, well_formed, zone_code
from model.area import Level


def test_made_codes_are_well_formed_and_belong_to_each_other() -> None:
    street = street_code("310101", "002")
    zone, committee = zone_code(street, 1), committee_code(street, 1)
    grid = grid_code(committee, 7)
    assert (zone, committee, grid) == ("310101002Z1", "310101002001", "310101002001007")
    assert well_formed(zone, Level.ZONE)
    assert well_formed(grid, Level.GRID)
    assert belongs(committee, zone, Level.ZONE)
    assert belongs(grid, committee, Level.COMMITTEE)


@pytest.mark.parametrize(
    "code", ["31010100200100", "3101010020010011", "31010100200100x", "３１０１０１００２００１００１"]
)
def test_other_codes_are_not_those_of_a_grid(code: str) -> None:
    assert not well_formed(code, Level.GRID)


def test_numbers_run_from_the_north_and_in_a_row_from_the_west() -> None:
    north_east, north_west, south = box(100, 100, 200, 190), box(0, 100, 100, 200), box(0, 0, 200, 100)
    order = numbered([south, north_east, north_west])
    assert order == [(1, north_west), (2, north_east), (3, south)]
