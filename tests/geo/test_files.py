"""Polygon files opened: what they say of their coordinates, and what a person may declare."""

import contextlib
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import pytest
from shapely.geometry import box, mapping

from geo.errors import AreaFileError
from geo.files import open_polygons

FRAME = geopandas.GeoDataFrame(
    {"code": ["001", "002"]},
    geometry=[box(121.48, 31.22, 121.49, 31.24), box(121.49, 31.22, 121.50, 31.24)],
    crs="EPSG:4326",
)


def geojson(path: Path, **members: Any) -> Path:
    feature = {"type": "Feature", "properties": {"name": "外滩"}, "geometry": mapping(FRAME.geometry[0])}
    path.write_text(
        json.dumps({"type": "FeatureCollection", **members, "features": [feature]}), encoding="utf-8"
    )
    return path


def member(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


def bare_shapefile(folder: Path) -> Path:
    FRAME.to_file(folder / "bare.shp")
    (folder / "bare.prj").unlink()
    return folder / "bare.shp"


def test_geojson_that_says_nothing_is_wgs_84_unless_declared_otherwise(tmp_path: Path) -> None:
    opened = open_polygons(geojson(tmp_path / "one.geojson"))
    assert opened.crs(None).name == "EPSG:4326"
    assert opened.crs("GCJ-02").name == "GCJ-02"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("urn:ogc:def:crs:EPSG::4490", "EPSG:4490"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"),
        ("GCJ-02",) * 2,
    ],
)
def test_the_crs_member_of_old_geojson_is_honoured(said: str, name: str, tmp_path: Path) -> None:
    assert open_polygons(geojson(tmp_path / "one.geojson", crs=member(said))).crs(None).name == name


def test_a_crs_member_of_null_says_that_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(AreaFileError, match="never guessed"):
        open_polygons(geojson(tmp_path / "one.geojson", crs=None)).crs(None)


@pytest.mark.parametrize(
    "crs", [member("EPSG:999999"), {"type": "link", "properties": {"href": "x"}}, "EPSG:4326"]
)
def test_a_crs_member_that_names_nothing_is_refused(crs: Any, tmp_path: Path) -> None:
    with pytest.raises(AreaFileError, match=r"one\.geojson: .*coordinate system"):
        open_polygons(geojson(tmp_path / "one.geojson", crs=crs))


def test_a_shapefile_without_prj_is_refused_with_the_likely_systems(tmp_path: Path) -> None:
    opened = open_polygons(bare_shapefile(tmp_path))
    with pytest.raises(AreaFileError, match=r"never guessed; .*EPSG:4490.*GCJ-02.*BD-09.*--crs"):
        opened.crs(None)
    assert opened.crs("BD-09").name == "BD-09"


def test_a_declaration_that_differs_from_the_file_is_refused_naming_both(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "one.shp")
    opened = open_polygons(tmp_path / "one.shp")
    with pytest.raises(AreaFileError, match="GCJ-02 was declared and the file says EPSG:4326"):
        opened.crs("GCJ-02")


@pytest.mark.parametrize("suffix", ["shp", "gpkg", "parquet"])
def test_a_declaration_that_says_the_same_is_no_mistake(suffix: str, tmp_path: Path) -> None:
    path, metres = tmp_path / f"one.{suffix}", FRAME.to_crs("EPSG:4549")
    metres.to_parquet(path) if suffix == "parquet" else metres.to_file(path)
    assert open_polygons(path).crs("EPSG:4549").name == "EPSG:4549"
    with pytest.raises(AreaFileError, match="EPSG:4548 was declared and the file says EPSG:4549"):
        open_polygons(path).crs("EPSG:4548")


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("suffix", ["gpkg", "parquet"])
def test_databases_without_a_system_are_refused_too(suffix: str, tmp_path: Path) -> None:
    path, bare = tmp_path / f"one.{suffix}", FRAME.set_crs(None, allow_override=True)
    bare.to_parquet(path) if suffix == "parquet" else bare.to_file(path)
    with pytest.raises(AreaFileError, match="never guessed"):
        open_polygons(path).crs(None)


def test_a_geopackage_whose_system_is_undefined_is_refused(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "one.gpkg")
    with contextlib.closing(sqlite3.connect(tmp_path / "one.gpkg")) as conn:
        for table in ("gpkg_geometry_columns", "gpkg_contents"):
            conn.execute(f"update {table} set srs_id = 0")
        conn.commit()
    with pytest.raises(AreaFileError, match="never guessed"):
        open_polygons(tmp_path / "one.gpkg").crs(None)


def zipped(folder: Path, *stems: str) -> Path:
    for stem in stems:
        FRAME.to_file(folder / f"{stem}.shp")
    with zipfile.ZipFile(folder / "all.zip", "w") as packed:
        for path in folder.glob("*.*"):
            if path.suffix != ".zip":
                packed.write(path, f"边界/{path.name}")
    return folder / "all.zip"


def test_a_zipped_shapefile_is_read_also_from_a_folder_inside(tmp_path: Path) -> None:
    opened = open_polygons(zipped(tmp_path, "one"))
    assert (len(opened.frame), opened.crs(None).name, opened.path.name) == (2, "EPSG:4326", "all.zip")


def test_of_two_shapefiles_in_a_zip_one_must_be_named(tmp_path: Path) -> None:
    path = zipped(tmp_path, "one", "two")
    with pytest.raises(AreaFileError, match=r"one\.shp.*two\.shp"):
        open_polygons(path)
    assert len(open_polygons(path, layer="two").frame) == 2


def test_what_is_wrong_inside_a_zip_is_told_with_the_zip_s_name(tmp_path: Path) -> None:
    zipped(tmp_path, "one")
    (tmp_path / "one.shx").unlink()
    with pytest.raises(AreaFileError, match=rf"{tmp_path}/all\.zip/边界/one\.shp: its \.shx is missing"):
        open_polygons(zipped(tmp_path))


def test_of_two_layers_one_must_be_named(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "two.gpkg", layer="streets")
    FRAME.to_file(tmp_path / "two.gpkg", layer="grids")
    with pytest.raises(AreaFileError, match="streets, grids"):
        open_polygons(tmp_path / "two.gpkg")
    assert len(open_polygons(tmp_path / "two.gpkg", layer="grids").frame) == 2


def test_sidecars_in_capitals_are_found(tmp_path: Path) -> None:
    FRAME.assign(name="外滩").to_file(tmp_path / "one.shp", encoding="gbk")
    for path in tmp_path.iterdir():
        path.rename(path.with_suffix(path.suffix.upper()))
    (tmp_path / "one.CPG").write_text("GBK")
    assert open_polygons(tmp_path / "one.SHP").frame["name"][0] == "外滩"


def test_geojson_in_gbk_is_read_when_declared_and_named_when_not(tmp_path: Path) -> None:
    path = geojson(tmp_path / "one.geojson")
    text = path.read_text(encoding="utf-8").encode().decode("unicode_escape")
    path.write_bytes(text.encode("gbk"))
    with pytest.raises(AreaFileError, match="is not UTF-8 at byte"):
        open_polygons(path)
    assert open_polygons(path, encoding="GBK").frame["name"][0] == "外滩"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AreaFileError, match=r"none\.shp: there is no such file"):
        open_polygons(tmp_path / "none.shp")
