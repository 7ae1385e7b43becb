"""A polygon file on its way into force: parents, findings, refusals, on real recorded boundaries too."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from geo.errors import AreaFileError
from geo.layers import BANDS, layer
from geo.read import Fields
from model.area import Level
from tests.fixtures.city import AREAS, area
from yiping.area_files import (
    AreaImportError,
    Prepared,
    Reading,
    in_force_from,
    prepare,
    refuse_fatal,
    told,
    with_parents,
    write_reports,
)
from yiping.boundaries import import_areas

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def reading(level: Level, **changed: object) -> Reading:
    given = {"fields": Fields(code="code", name="zh"), "parents": None, "crs": None, "encoding": None}
    return Reading(**{"level": level, **given, "layer": None, "strict": False, **changed})  # type: ignore[arg-type]


def written(path: Path, *shapes: object) -> Path:
    path.write_text(json.dumps(layer(list(shapes), band=BANDS[-1])))  # type: ignore[arg-type]
    return path


def overlapping() -> list[object]:
    west = area("310101002001001", None, Level.GRID, "West", 121.48, 31.22, 121.491, 31.24)
    return [west, AREAS[4]]


def test_an_area_gets_the_deepest_parent_that_holds_it(small_city: str, tmp_path: Path) -> None:
    path = written(tmp_path / "grids.geojson", AREAS[3], AREAS[4])
    shapes = prepare(small_city, path, reading(Level.GRID)).shapes
    assert {shape.area.parent for shape in shapes} == {"310101002001"}


def test_an_area_outside_of_all_has_no_parent() -> None:
    far = area("1", None, Level.GRID, "Far", 0, 0, 1, 1)
    assert with_parents([far], AREAS)[0].area.parent is None


def test_overlaps_are_told_with_their_size_and_do_not_stop_the_import(
    small_city: str, tmp_path: Path
) -> None:
    prepared = prepare(small_city, written(tmp_path / "grids.geojson", *overlapping()), reading(Level.GRID))
    assert [one.kind for one in prepared.findings] == ["overlap"]
    # 0.001 degrees of longitude at 31.23 N are 95.3 m, 0.02 of latitude 2,217 m
    assert prepared.findings[0].area_m2 == pytest.approx(95.3 * 2217, rel=0.01)
    assert "overlap 1" in told(prepared)
    refuse_fatal(prepared, strict=False)
    with pytest.raises(AreaImportError, match="nothing was imported: overlap at 310101002001001"):
        refuse_fatal(prepared, strict=True)


def test_a_code_that_stands_twice_stops_the_import(small_city: str, tmp_path: Path) -> None:
    path = written(tmp_path / "grids.geojson", AREAS[3], AREAS[3])
    with pytest.raises(AreaImportError, match="duplicate_code"):
        refuse_fatal(prepare(small_city, path, reading(Level.GRID)), strict=False)


def test_the_findings_are_written_as_json_and_geojson(small_city: str, tmp_path: Path) -> None:
    prepared: Prepared = prepare(
        small_city, written(tmp_path / "g.geojson", *overlapping()), reading(Level.GRID)
    )
    write_reports(prepared, report=tmp_path / "report.json", places=tmp_path / "places.geojson")
    assert json.loads((tmp_path / "report.json").read_text())[0]["kind"] == "overlap"
    assert json.loads((tmp_path / "places.geojson").read_text())["type"] == "FeatureCollection"


def test_a_file_of_the_level_above_tells_the_parents(small_city: str, tmp_path: Path) -> None:
    grids = written(tmp_path / "grids.geojson", AREAS[3], AREAS[4])
    committees = written(tmp_path / "committees.geojson", AREAS[2])
    shapes = prepare(small_city, grids, reading(Level.GRID, parents=committees)).shapes
    assert {shape.area.parent for shape in shapes} == {"310101002001"}


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (None, NOW),
        (date(2026, 11, 20), datetime(2026, 11, 19, 16, tzinfo=UTC)),  # Shanghai's midnight
    ],
)
def test_boundaries_begin_now_or_with_a_day_that_has_come(day: date | None, moment: datetime) -> None:
    assert in_force_from(day, now=NOW, zone=SHANGHAI) == moment


def test_a_day_to_come_is_refused_with_what_to_do() -> None:
    with pytest.raises(AreaImportError, match="import the file on that day"):
        in_force_from(date(2026, 12, 1), now=NOW, zone=SHANGHAI)


@pytest.mark.recorded
def test_real_boundaries_come_into_force_level_by_level(fresh_database: str, recorded: Path) -> None:
    folder = recorded / "data/boundaries"
    fields = Fields(code="县代码", name="县名")
    districts = prepare(
        fresh_database, folder / "shanghai_district_epsg4490.geojson", reading(Level.DISTRICT, fields=fields)
    )
    assert import_areas(fresh_database, districts.shapes, now=NOW).areas.new == 16
    fields = Fields(code="id", name="street")
    streets = prepare(
        fresh_database, folder / "shanghai_street_named.geojson", reading(Level.STREET, fields=fields)
    )
    assert import_areas(fresh_database, streets.shapes, now=NOW).areas.new == 251
    overlaps = [one for one in streets.findings if one.kind == "overlap"]
    # 50 by the publisher's description, which names no projection
    assert len([one for one in overlaps if one.area_m2 > 1000]) == pytest.approx(50, abs=1)
    assert max(one.area_m2 for one in overlaps) == pytest.approx(7.1e6, rel=0.02)


@pytest.mark.recorded
def test_a_dbf_in_utf_8_without_saying_so_is_read_and_gcj_02_must_be_declared(
    fresh_database: str, recorded: Path
) -> None:
    file = recorded / "data/boundaries/shanghai_district_amap_gcj02/shanghai_district.shp"
    fields = Fields(code="adcode", name="name")
    with pytest.raises(AreaFileError, match="GCJ-02"):
        prepare(fresh_database, file, reading(Level.DISTRICT, fields=fields))
    declared = prepare(fresh_database, file, reading(Level.DISTRICT, fields=fields, crs="GCJ-02"))
    assert "黄浦区" in {shape.area.name.zh for shape in declared.shapes}
