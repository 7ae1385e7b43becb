"""Files of sensors into the small city."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from geo.gcj02 import to_gcj02
from model.position import Position
from store.pool import Connection, connect
from store.sensors import put_sites, registry, registry_version
from tests.fixtures.city import EAST, SENSORS, WEST
from tests.store.test_sensors import SQUARE
from tests.yiping.registry.tables import SENSOR, csv_file, feature, geojson_file, xlsx_file
from yiping.registry.importing import import_sensors
from yiping.registry.request import Outcome, Request


def row(**changed: str) -> dict[str, str]:
    return {**SENSOR, **changed}


def brought(conn: Connection, file: Path, **asked: Any) -> Outcome:
    return import_sensors(conn, Request(file=file, **asked))


def wrongs(outcome: Outcome) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.reason) for one in outcome.wrong]


def ids(conn: Connection) -> set[str]:
    return {one.id for one in registry(conn)} - {one.id for one in SENSORS}


def test_a_sensor_is_registered_in_its_area(conn: Connection, tmp_path: Path) -> None:
    outcome = brought(conn, csv_file(tmp_path, row(), row(id="two", lon="121.495", name_en="Two")))
    assert (outcome.new, outcome.written, outcome.wrong) == (["wd-new", "two"], True, [])
    first, second = registry(conn)[-2:]
    assert (first.area, first.name.en, first.expected_every_s) == (WEST, "新测点", 60)
    assert (second.area, second.name.en) == (EAST, "Two")


def test_a_second_run_finds_everything_unchanged(conn: Connection, tmp_path: Path) -> None:
    file = csv_file(tmp_path, row(), row(id="two"))
    brought(conn, file)
    before, version = registry(conn), registry_version(conn)
    again = brought(conn, file)
    assert (again.new, again.changed, again.unchanged, again.written) == ([], {}, 2, False)
    assert (registry(conn), registry_version(conn)) == (before, version)


def test_the_version_moves_once_an_import(conn: Connection, tmp_path: Path) -> None:
    version = registry_version(conn)
    brought(conn, csv_file(tmp_path, *(row(id=f"s-{number}") for number in range(30))))
    assert registry_version(conn) == version + 1


def test_a_dry_run_tells_and_changes_nothing(conn: Connection, tmp_path: Path) -> None:
    before, version = registry(conn), registry_version(conn)
    file = csv_file(tmp_path, row(), row(id="wd-west", name_zh="改名", name_en="Point wd-west"))
    outcome = brought(conn, file, dry_run=True)
    assert (outcome.new, outcome.changed) == (["wd-new"], {"wd-west": ["name_zh"]})
    assert (outcome.written, registry(conn), registry_version(conn)) == (False, before, version)


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"id": "水位-1"}, "id", "cannot stand in a topic"),
    ({"id": ""}, "id", "is missing"),
    ({"kind": "volcano"}, "kind", "is no kind that is known: building_tilt"),
    ({"name_zh": " "}, "name_zh", "is missing"),
    ({"lon": "190"}, "lon", "longitude 190.0 is outside"),
    ({"lat": "121.485", "lon": "31.23"}, "lat", "are lon and lat swapped?"),
    ({"lat": "north"}, "lat", "is not a number"),
    ({"street": "310101.0"}, "street", "a number of '310101'"),
    ({"district": "黄浦"}, "district", "cannot stand in a topic"),
    ({"site": "nowhere"}, "site", "is no site that is known: sq"),
    ({"expected_every_s": "0"}, "expected_every_s", "is not between 1 s and"),
    ({"expected_every_s": "1.5"}, "expected_every_s", "is not a whole number"),
]


@pytest.mark.parametrize(("cells", "column", "reason"), WRONG, ids=[one[2] for one in WRONG])
def test_a_wrong_cell_is_named(
    conn: Connection, tmp_path: Path, cells: dict[str, str], column: str, reason: str
) -> None:
    put_sites(conn, [(SQUARE, None)])
    outcome = brought(conn, csv_file(tmp_path, row(id="ok"), row(**cells)))
    ((line, where, why),) = wrongs(outcome)
    assert (line, where) == (3, column)
    assert reason in why
    assert ids(conn) == set()


def test_every_wrong_cell_of_every_row_is_named(conn: Connection, tmp_path: Path) -> None:
    rows = [row(id=f"s-{n}", kind="none", lon="x", lat="95", street="") for n in range(300)]
    assert len(brought(conn, csv_file(tmp_path, *rows)).wrong) == 300 * 3  # without a lon no lat is judged


def test_the_right_rows_come_alone_when_asked_so(conn: Connection, tmp_path: Path) -> None:
    file = csv_file(tmp_path, row(id="ok"), row(id="bad", lon="x"))
    outcome = brought(conn, file, partial=True)
    assert (outcome.rows, outcome.right, outcome.written) == (2, 1, True)
    assert ids(conn) == {"ok"}


def test_of_twins_none_is_taken(conn: Connection, tmp_path: Path) -> None:
    file = csv_file(tmp_path, row(), row(id="ok"), row(street="009"))
    outcome = brought(conn, file, partial=True)
    assert wrongs(outcome) == [(2, "id", "stands also in line 4"), (4, "id", "stands also in line 2")]
    assert ids(conn) == {"ok"}


def test_outside_of_all_areas_is_a_doubt_and_no_fault(conn: Connection, tmp_path: Path) -> None:
    outcome = brought(conn, csv_file(tmp_path, row(lon="121.501")))
    (doubt,) = outcome.doubtful
    assert (doubt.line, doubt.column, doubt.reason) == (2, "lon, lat", "lies outside of all areas")
    assert f"m from {EAST}" in doubt.value
    assert registry(conn)[-1].area is None


def test_where_there_are_no_areas_nothing_is_outside(fresh_database: str, tmp_path: Path) -> None:
    with connect(fresh_database, name="test") as conn:
        outcome = brought(conn, csv_file(tmp_path, row()))
    assert outcome.doubtful == []
    assert outcome.notes == ["no areas are known yet, so nothing was given an area"]


def test_a_file_without_rows_is_no_fault(conn: Connection, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(",".join(SENSOR))
    assert brought(conn, tmp_path / "rows.csv", crs="BD-09").rows == 0


def test_what_excel_made_of_cells_is_named(conn: Connection, tmp_path: Path) -> None:
    march = datetime(2026, 3, 12)  # noqa: DTZ001 (a workbook knows no zones)
    header = ["id", "kind", "name_zh", "lon", "lat", "district", "street"]
    start = ["water_depth", "名", 121.485, 31.23]
    file = xlsx_file(
        tmp_path,
        header,
        ["a", *start, 310101.0, 2],
        ["b", *start, "310101", march],
        [7.5, *start, 310101, "002"],
    )
    outcome = brought(conn, file, partial=True)
    assert [(line, column) for line, column, _ in wrongs(outcome)] == [(3, "street"), (4, "id")]
    assert "turned this into a date" in wrongs(outcome)[0][2]
    assert [(one.line, one.column) for one in outcome.doubtful] == [
        (2, "district"),
        (2, "street"),
        (4, "district"),
    ]
    assert (registry(conn)[-1].district, registry(conn)[-1].street) == ("310101", "2")


def test_gcj_02_lands_where_it_was_meant(conn: Connection, tmp_path: Path) -> None:
    lons, lats = to_gcj02(
        [121.4899], [31.23]
    )  # 9.5 m west of the border; unconverted it would lie in the east
    file = csv_file(tmp_path, row(lon=repr(float(lons[0])), lat=repr(float(lats[0]))), row(id="bad", lon=""))
    brought(conn, file, crs="gcj02", partial=True)
    found = registry(conn)[-1]
    assert found.position.lon == pytest.approx(121.4899, abs=1e-6)
    assert found.area == WEST


def test_wgs_84_stays_what_was_written(conn: Connection, tmp_path: Path) -> None:
    brought(conn, csv_file(tmp_path, row(lon="121.48500000000001")), crs="WGS-84")
    assert repr(registry(conn)[-1].position.lon) == "121.48500000000001"


def test_columns_that_a_file_lacks_leave_what_stands(conn: Connection, tmp_path: Path) -> None:
    brought(conn, csv_file(tmp_path, row(name_en="New", expected_every_s="300")))
    outcome = brought(conn, csv_file(tmp_path, row(lon="121.486")))
    assert outcome.changed == {"wd-new": ["lon"]}
    assert (registry(conn)[-1].name.en, registry(conn)[-1].expected_every_s) == ("New", 300)


def test_an_empty_cell_goes_back_to_the_default(conn: Connection, tmp_path: Path) -> None:
    brought(conn, csv_file(tmp_path, row(name_en="New", expected_every_s="300")))
    brought(conn, csv_file(tmp_path, row(name_en="", expected_every_s="")))
    assert (registry(conn)[-1].name.en, registry(conn)[-1].expected_every_s) == ("新测点", 60)


def test_a_change_of_kind_is_a_doubt(conn: Connection, tmp_path: Path) -> None:
    outcome = brought(conn, csv_file(tmp_path, row(id="wd-west", kind="rain")))
    assert "was water_depth until now" in outcome.doubtful[0].reason


def test_geojson_brings_its_points(conn: Connection, tmp_path: Path) -> None:
    properties = {name: cell for name, cell in SENSOR.items() if name not in ("lon", "lat")}
    features = feature(properties, [121.495, 31.23, 4.0]), feature(properties, [[1, 2]], kind="LineString")
    outcome = brought(conn, geojson_file(tmp_path, *features), partial=True)
    assert wrongs(outcome) == [(2, "geometry", "is not a Point; a site or sensor stands at one place")]
    assert registry(conn)[-1].position == Position(121.495, 31.23)
