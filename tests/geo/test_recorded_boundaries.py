"""Real boundary files with the faults that real files have."""

import csv
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import shape

from geo.crs import crs_from, positions_to_wgs84
from geo.errors import AreaFileError
from geo.findings import FindingKind, examine
from geo.layers import BANDS, layer
from geo.locate import AreaIndex
from geo.read import Fields, read_area_file
from geo.shape import AreaShape
from model.area import Level

pytestmark = pytest.mark.recorded
DISTRICTS = Fields(code="adcode", name="name")
STREETS = Fields(code="id", name="street")


@pytest.fixture(scope="module")
def boundaries(recorded: Path) -> Path:
    return recorded / "data/boundaries"


@pytest.fixture(scope="module")
def streets(boundaries: Path) -> tuple[AreaShape, ...]:
    return read_area_file(
        boundaries / "shanghai_street_named.geojson", level=Level.STREET, fields=STREETS
    ).shapes


def test_gcj_02_points_join_to_the_same_streets_as_wgs_84_points(
    boundaries: Path, streets: tuple[AreaShape, ...]
) -> None:
    with (boundaries / "shanghai_points_gcj02_wgs84_2000.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    index, names = AreaIndex(streets), {shape.area.code: shape.area.name.zh for shape in streets}

    def joined(prefix: str, system: str) -> list[str | None]:
        degrees = ([float(row[f"{prefix}_{axis}"]) for row in rows] for axis in ("lng", "lat"))
        return index.locate(*positions_to_wgs84(*degrees, crs_from(system)))

    told, converted = joined("wgs84", "WGS-84"), joined("gcj02", "GCJ-02")
    scores = [
        np.mean([names.get(code or "") == row["street_level"] for code, row in zip(codes, rows, strict=True)])
        for codes in (told, converted)
    ]
    assert scores[0] > 0.8
    assert abs(scores[1] - scores[0]) <= 0.003
    assert np.mean([one == other for one, other in zip(told, converted, strict=True)]) >= 0.997
    unconverted = joined("gcj02", "WGS-84")
    assert np.mean([one == other for one, other in zip(told, unconverted, strict=True)]) < 0.95


def test_the_known_overlaps_of_the_streets_are_found(streets: tuple[AreaShape, ...]) -> None:
    found = [finding for finding in examine(streets) if finding.kind is FindingKind.OVERLAP]
    assert sum(finding.area_m2 > 1000 for finding in found) in (50, 51)
    assert found[0].area_m2 == pytest.approx(7.1e6, rel=0.01)


def test_a_district_file_in_gcj_02_wants_a_declaration_and_is_utf_8_without_a_cpg(boundaries: Path) -> None:
    path = boundaries / "shanghai_district_amap_gcj02/shanghai_district.shp"
    with pytest.raises(AreaFileError, match=r"never guessed.*GCJ-02"):
        read_area_file(path, level=Level.DISTRICT, fields=DISTRICTS)
    found = read_area_file(path, level=Level.DISTRICT, fields=DISTRICTS, crs="GCJ-02")
    assert len(found.shapes) == 16
    assert {"黄浦区", "崇明区"} < {shape.area.name.zh for shape in found.shapes}


def test_the_legacy_crs_member_is_honoured_and_codes_lose_their_point(boundaries: Path) -> None:
    fields = Fields(code="县代码", name="县名")
    path = boundaries / "shanghai_district_epsg4490.geojson"
    found = read_area_file(path, level=Level.DISTRICT, fields=fields)
    assert found.crs.name == "EPSG:4490"
    assert ("310107", "普陀区") in [(shape.area.code, shape.area.name.zh) for shape in found.shapes]
    assert examine(found.shapes) == []
    with pytest.raises(AreaFileError, match="GCJ-02 was declared and the file says EPSG:4490"):
        read_area_file(path, level=Level.DISTRICT, fields=fields, crs="GCJ-02")


def test_a_shapefile_of_geometry_only_says_what_is_missing(boundaries: Path) -> None:
    path = boundaries / "shanghai_street/shanghai_street.shp"
    with pytest.raises(AreaFileError, match="never guessed"):
        read_area_file(path, level=Level.STREET, fields=STREETS)
    with pytest.raises(AreaFileError, match=r"its \.dbf is missing"):
        read_area_file(path, level=Level.STREET, fields=STREETS, crs="WGS-84")


def test_feet_in_a_zip_lie_where_the_degrees_of_the_same_boroughs_do(boundaries: Path) -> None:
    feet = read_area_file(
        boundaries / "nyc_boroughs_epsg2263_shp.zip",
        level=Level.DISTRICT,
        fields=Fields(code="BoroCode", name="BoroName"),
    )
    degrees = read_area_file(
        boundaries / "nyc_boroughs.parquet",
        level=Level.DISTRICT,
        fields=Fields(code="borocode", name="boroname"),
    )
    assert feet.crs.name == "EPSG:2263"
    for one, other in zip(
        *(sorted(f.shapes, key=lambda s: s.area.code) for f in (feet, degrees)), strict=True
    ):
        assert one.area == other.area
        assert one.polygon.centroid.distance(other.polygon.centroid) < 0.001


@pytest.mark.parametrize("band", BANDS, ids=lambda band: band.name)
def test_streets_that_overlap_are_drawn_in_every_band(band: object, streets: tuple[AreaShape, ...]) -> None:
    told = layer(streets, band=band)  # type: ignore[arg-type]
    assert len(told["features"]) == 251
    assert all(shape(feature["geometry"]).is_valid for feature in told["features"])
