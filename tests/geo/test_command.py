"""`yiping geo` and `yiping bench geo` from the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import yiping.bench.geo
from model.errors import YipingError
from store.pool import connect
from tests.fixtures.city import EAST, WEST
from yiping.main import build

POLYGONS = """{"type": "FeatureCollection", "features": [{"type": "Feature",
"properties": {"code": "310101002", "name": "外滩街道"}, "geometry": {"type": "Polygon",
"coordinates": [[[121.48, 31.22], [121.5, 31.22], [121.5, 31.24], [121.48, 31.24], [121.48, 31.22]]]}}]}"""


def yiping_geo(*words: object) -> Result:
    return CliRunner().invoke(build(), ["geo", *map(str, words)])


@pytest.fixture
def points(tmp_path: Path) -> Path:
    path = tmp_path / "points.csv"
    path.write_bytes("name,lng,lat\n外滩,121.485,31.23\n郊外,121.6,31.23\n".encode("gbk"))
    return path


def test_convert_writes_the_file_with_two_more_columns_in_its_encoding(points: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    words = ("--from", "GCJ-02", "--to", "WGS-84", "--lon", "lng", "--lat", "lat", "--out", out)
    assert yiping_geo("convert", points, *words).exit_code == 0
    head, first, _ = out.read_text(encoding="gbk").splitlines()
    assert head == "name,lng,lat,wgs84_lon,wgs84_lat"
    assert first.startswith("外滩,121.485,31.23,121.480")


def test_locate_joins_to_a_polygon_file(points: Path, tmp_path: Path) -> None:
    (tmp_path / "streets.geojson").write_text(POLYGONS, encoding="utf-8")
    found = yiping_geo(
        "locate", points, "--level", "street", "--lon", "lng", "--areas", tmp_path / "streets.geojson"
    )
    assert found.stdout.splitlines() == [
        "name,lng,lat,street,street_name,nearest_street,nearest_street_m",
        "外滩,121.485,31.23,310101002,外滩街道,310101002,0.0",
        "郊外,121.6,31.23,,,310101002,9527.4",
    ]


def test_locate_joins_to_the_areas_of_the_store(
    points: Path, small_city: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIPING_DATABASE_URL", small_city)
    with connect(small_city, name="test"):
        found = yiping_geo("locate", points, "--level", "grid", "--lon", "lng")
    assert [line.split(",")[3] for line in found.stdout.splitlines()[1:]] == [WEST, ""]
    assert [line.split(",")[5] for line in found.stdout.splitlines()[1:]] == [WEST, EAST]


def test_a_level_or_system_of_nothing_is_named(points: Path) -> None:
    assert "'town' is not one of" in yiping_geo("locate", points, "--level", "town").output
    wrong = yiping_geo("convert", points, "--from", "GCJ-03", "--lon", "lng").exception
    assert isinstance(wrong, YipingError)
    assert "'GCJ-03' names no coordinate system" in str(wrong)


def test_bench_prints_a_line_for_each_measurement(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, few in (("POSITIONS", 100), ("CONVERTED", 100)):
        monkeypatch.setattr(yiping.bench.geo, name, few)
    (tmp_path / "streets.geojson").write_text(POLYGONS, encoding="utf-8")
    words = ["bench", "geo", str(tmp_path / "streets.geojson"), "--code", "code", "--name", "name"]
    lines = CliRunner().invoke(build(), words).stdout.splitlines()
    assert len(lines) == 11
    assert all(line.endswith("/s") for line in lines)
