"""Positions of a sheet converted and located."""

from pathlib import Path

import pytest

from geo.crs import crs_from
from geo.positions import converted, located
from geo.sheet import Sheet, SheetError, read_sheet
from model.area import Level
from tests.fixtures.city import AREAS, EAST, WEST

WGS_84 = crs_from("WGS-84")
GRIDS = [shape for shape in AREAS if shape.area.level is Level.GRID]


def sheet(folder: Path, *rows: str) -> Sheet:
    path = folder / "points.csv"
    path.write_text("\n".join(["lon,lat", *rows, ""]), encoding="utf-8")
    return read_sheet(path)


def test_columns_are_named_after_what_they_are_in(tmp_path: Path) -> None:
    points = sheet(tmp_path, "121.47,31.23")
    for name, columns in (
        ("GCJ-02", ["gcj02_lon", "gcj02_lat"]),
        ("WGS-84", ["wgs84_lon", "wgs84_lat"]),
        ("EPSG:4549", ["epsg4549_east", "epsg4549_north"]),
    ):
        added = converted(points, lon="lon", lat="lat", source=WGS_84, target=crs_from(name))
        assert list(added) == columns


def test_the_same_system_gives_the_same_figures(tmp_path: Path) -> None:
    added = converted(sheet(tmp_path, "121.47,31.23"), lon="lon", lat="lat", source=WGS_84, target=WGS_84)
    assert added == {"wgs84_lon": ["121.4700000"], "wgs84_lat": ["31.2300000"]}


def test_each_position_gets_its_area_or_the_nearest_and_its_distance(tmp_path: Path) -> None:
    points = sheet(tmp_path, "121.485,31.23", "121.51,31.23")
    assert located(points, GRIDS, level="grid", lon="lon", lat="lat", source=WGS_84) == {
        "grid": [WEST, ""],
        "grid_name": ["West区", ""],
        "nearest_grid": [WEST, EAST],
        "nearest_grid_m": ["0.0", "952.7"],
    }


def test_without_areas_there_is_no_nearest(tmp_path: Path) -> None:
    added = located(sheet(tmp_path, "121.485,31.23"), [], level="grid", lon="lon", lat="lat", source=WGS_84)
    assert added["nearest_grid_m"] == [""]


def test_every_wrong_cell_is_named_with_line_and_column(tmp_path: Path) -> None:
    points = sheet(tmp_path, "121.4,x", "121.4,31", ",31")
    with pytest.raises(SheetError) as caught:
        converted(points, lon="lon", lat="lat", source=WGS_84, target=WGS_84)
    assert "line 2, column lat: 'x' is no number" in str(caught.value)
    assert "line 4, column lon: '' is no number" in str(caught.value)
    assert "line 3" not in str(caught.value)


def test_positions_outside_the_globe_are_named(tmp_path: Path) -> None:
    points = sheet(tmp_path, "31.23,121.47")
    with pytest.raises(
        SheetError, match=r"line 2, column lat: '121.47' lies outside the globe, read as GCJ-02"
    ):
        converted(points, lon="lon", lat="lat", source=crs_from("GCJ-02"), target=WGS_84)


def test_eastings_taken_for_degrees_are_named(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="line 2, column lon: '400000' lies outside"):
        converted(sheet(tmp_path, "400000,31"), lon="lon", lat="lat", source=WGS_84, target=WGS_84)


def test_of_many_wrong_cells_the_first_ten_are_named(tmp_path: Path) -> None:
    points = sheet(tmp_path, *["x,31"] * 13)
    with pytest.raises(SheetError, match=r"line 11, .* and 3 more"):
        converted(points, lon="lon", lat="lat", source=WGS_84, target=WGS_84)
