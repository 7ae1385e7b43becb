"""Polygon files: a CRS is read, never guessed; what is wrong is named."""

from pathlib import Path

import geopandas
import pytest
from shapely.geometry import Point, box

from geo.read import AreaFileError, read_areas
from model.area import Level

FRAME = geopandas.GeoDataFrame(
    {"code": ["001", "002"], "name": ["东", "西"]},
    geometry=[box(121.48, 31.22, 121.49, 31.24), box(121.49, 31.22, 121.50, 31.24)],
    crs="EPSG:4326",
)


def read(path: Path, **changed: str) -> list[str]:
    shapes = read_areas(
        path, **{"level": Level.STREET, "code": "code", "name": "name", "parent": None, **changed}
    )  # type: ignore[arg-type]
    return [shape.area.name.zh for shape in shapes]


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "shp", "parquet"])
def test_the_usual_files_are_read_with_their_chinese_names(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"streets.{suffix}"
    FRAME.to_parquet(path) if suffix == "parquet" else FRAME.to_file(path, encoding="utf-8")
    assert read(path) == ["东", "西"]


def test_metres_become_degrees(tmp_path: Path) -> None:
    FRAME.to_crs("EPSG:4549").to_file(tmp_path / "metres.gpkg")
    (first, _) = read_areas(
        tmp_path / "metres.gpkg", level=Level.STREET, code="code", name="name", parent=None
    )
    assert first.polygon.bounds == pytest.approx((121.48, 31.22, 121.49, 31.24), abs=1e-6)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_file_without_a_crs_is_refused(tmp_path: Path) -> None:
    FRAME.set_crs(None, allow_override=True).to_file(tmp_path / "bare.shp", encoding="utf-8")
    with pytest.raises(AreaFileError, match="never guessed"):
        read(tmp_path / "bare.shp")


def test_a_field_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "streets.gpkg")
    with pytest.raises(AreaFileError, match="no field 'adcode'; it has code, name, geometry"):
        read(tmp_path / "streets.gpkg", code="adcode")


def test_a_code_that_stands_twice_is_named(tmp_path: Path) -> None:
    FRAME.assign(code="001").to_file(tmp_path / "streets.gpkg")
    with pytest.raises(AreaFileError, match="'001' stands twice"):
        read(tmp_path / "streets.gpkg")


def test_a_shape_that_is_no_polygon_is_named(tmp_path: Path) -> None:
    FRAME.set_geometry([Point(0, 0), Point(1, 1)], crs="EPSG:4326").to_file(tmp_path / "points.geojson")
    with pytest.raises(AreaFileError, match=r"feature 1 \(东\) is no polygon"):
        read(tmp_path / "points.geojson")


def test_a_file_that_is_no_polygon_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.geojson").write_text("{")
    with pytest.raises(AreaFileError, match=r"broken\.geojson: cannot be read as polygons"):
        read(tmp_path / "broken.geojson")
