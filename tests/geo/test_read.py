"""Polygon files: a CRS is read, never guessed; what is wrong is named."""

import json
from pathlib import Path
from typing import Any

import geopandas
import pytest
from shapely.geometry import Point, Polygon, box

from geo.errors import AreaFileError
from geo.read import AreaFile, Fields, read_area_file, read_areas
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


FIELDS = Fields(code="code", name="name")


def area_file(path: Path, fields: Fields = FIELDS, **changed: Any) -> AreaFile:
    return read_area_file(path, level=Level.STREET, fields=fields, **changed)


def written(folder: Path, **columns: Any) -> Path:
    FRAME.assign(**columns).to_file(folder / "streets.gpkg")
    return folder / "streets.gpkg"


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ([310107.0, 310109.0], ["310107", "310109"]),
        ([310101002001001.0, 1.0], ["310101002001001", "1"]),
        ([310107, 310109], ["310107", "310109"]),
        (["310107.0", " 031 "], ["310107", "031"]),
    ],
)
def test_codes_that_came_as_numbers_are_texts_of_digits(
    cells: list[Any], codes: list[str], tmp_path: Path
) -> None:
    shapes = area_file(written(tmp_path, code=cells)).shapes
    assert [shape.area.code for shape in shapes] == codes


def test_a_feature_without_a_code_is_named(tmp_path: Path) -> None:
    with pytest.raises(AreaFileError, match="feature 2 has no code in code"):
        area_file(written(tmp_path, code=["1", None]))


def test_an_area_without_a_name_is_called_by_its_code(tmp_path: Path) -> None:
    shapes = area_file(written(tmp_path, name=["东", None])).shapes
    assert [shape.area.name.zh for shape in shapes] == ["东", "002"]


def test_english_names_have_a_field_of_their_own(tmp_path: Path) -> None:
    shapes = area_file(
        written(tmp_path, en=["East", None]), Fields(code="code", name="name", name_en="en")
    ).shapes
    assert [shape.area.name.en for shape in shapes] == ["East", "西"]


def test_the_parent_is_a_field_or_one_code(tmp_path: Path) -> None:
    path = written(tmp_path, district=[310101.0, 310109.0])
    for parent, parents in (
        ("district", ["310101", "310109"]),
        ("310101", ["310101"] * 2),
        (None, [None] * 2),
    ):
        shapes = area_file(path, Fields(code="code", name="name", parent=parent)).shapes
        assert [shape.area.parent for shape in shapes] == parents


def test_a_parent_that_is_neither_is_refused_with_the_fields(tmp_path: Path) -> None:
    with pytest.raises(AreaFileError, match="parent 'distict' is neither a field nor a code; it has code"):
        area_file(written(tmp_path), Fields(code="code", name="name", parent="distict"))


def test_a_shapefile_without_its_dbf_says_so(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "one.shp", encoding="utf-8")
    (tmp_path / "one.dbf").unlink()
    with pytest.raises(AreaFileError, match=r"no field 'code'; it has no fields at all, because"):
        area_file(tmp_path / "one.shp")


@pytest.mark.parametrize(("encoding", "cpg"), [("GBK", None), (None, "936"), (None, "GBK\n")])
def test_a_dbf_in_gbk_is_read_by_declaration_or_cpg(
    encoding: str | None, cpg: str | None, tmp_path: Path
) -> None:
    FRAME.to_file(tmp_path / "one.shp", encoding="gbk")
    (tmp_path / "one.cpg").unlink()
    if cpg:
        (tmp_path / "one.cpg").write_text(cpg)
    found = area_file(tmp_path / "one.shp", encoding=encoding)
    assert [shape.area.name.zh for shape in found.shapes] == ["东", "西"]


def test_declared_gcj_02_becomes_wgs_84(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "one.geojson")
    path = tmp_path / "one.geojson"
    told = json.loads(path.read_text(encoding="utf-8"))
    told.pop("crs", None)
    path.write_text(json.dumps(told), encoding="utf-8")
    plain, shifted = (area_file(path, crs=crs).shapes[0].polygon.centroid for crs in (None, "GCJ-02"))
    assert 350 < (plain.x - shifted.x) * 95_200 < 500


def test_broken_rings_are_repaired_and_listed_or_refused_by_name(tmp_path: Path) -> None:
    bow_tie = Polygon([(121.48, 31.22), (121.49, 31.23), (121.49, 31.22), (121.48, 31.23)])
    FRAME.set_geometry([FRAME.geometry[0], bow_tie], crs="EPSG:4326").to_file(tmp_path / "one.gpkg")
    found = area_file(tmp_path / "one.gpkg")
    assert [repair.label for repair in found.repairs] == ["feature 2 (西)"]
    assert found.shapes[1].polygon.is_valid
    with pytest.raises(AreaFileError, match=r"one\.gpkg: invalid shapes: feature 2 \(西\) \(Self"):
        area_file(tmp_path / "one.gpkg", strict=True)


def test_a_code_that_stands_twice_is_kept_for_the_findings(tmp_path: Path) -> None:
    assert [shape.area.code for shape in area_file(written(tmp_path, code="001")).shapes] == ["001", "001"]


def test_metres_taken_for_degrees_lie_outside_the_globe(tmp_path: Path) -> None:
    FRAME.to_crs("EPSG:4549").set_crs("EPSG:4326", allow_override=True).to_file(tmp_path / "one.gpkg")
    with pytest.raises(AreaFileError, match=r"feature 1 \(东\) lies outside the globe, read as EPSG:4326"):
        area_file(tmp_path / "one.gpkg")
