"""Export, import, export: CSV and GeoJSON to the byte, XLSX to the row (a workbook tells its time)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.position import Position
from model.sensor import Sensor
from model.site_kind import load_site_kinds
from model.text import Text
from sims.district import build
from store.pool import Connection, connect
from store.sensors import put_sensors, put_sites, registry, sites
from tests.fixtures.city import EAST, WEST
from tests.yiping.registry.tables import map_file
from yiping.city import load_demo
from yiping.registry.exporting import export_sensors, export_sites
from yiping.registry.formats import Manner, read_table
from yiping.registry.importing import import_sensors, import_sites
from yiping.registry.request import Request
from yiping.registry.table import TableError

NAMES = ("rows.csv", "rows.geojson", "rows.xlsx")
PAIRS = [(export_sensors, import_sensors), (export_sites, import_sites)]
Content = Callable[[Path], object]


@pytest.fixture
def conn(fresh_database: str) -> Iterator[Connection]:
    load_demo(fresh_database)
    with connect(fresh_database, name="test") as conn:
        yield conn


def content(path: Path) -> object:
    if path.suffix == ".xlsx":
        table = read_table(path, Manner())
        return table.columns, table.rows
    return path.read_bytes()


def emptied(conn: Connection) -> None:
    conn.execute("truncate sensor restart identity cascade")


@pytest.mark.parametrize("name", NAMES)
def test_the_demo_comes_back_as_the_same_files(conn: Connection, tmp_path: Path, name: str) -> None:
    before = [(sites(conn), registry(conn))]
    first = [content(one) for one in exported(conn, tmp_path, "first", name)]
    conn.execute("truncate sensor restart identity cascade")
    conn.execute("truncate site")
    for file, do in ((f"first-sites-{name}", import_sites), (f"first-sensors-{name}", import_sensors)):
        outcome = do(conn, Request(file=tmp_path / file))
        assert (outcome.wrong, outcome.doubtful, outcome.written) == ([], [], True)
    assert [(sites(conn), registry(conn))] == before
    assert [content(one) for one in exported(conn, tmp_path, "second", name)] == first


def exported(conn: Connection, folder: Path, run: str, name: str) -> list[Path]:
    paths = [folder / f"{run}-sites-{name}", folder / f"{run}-sensors-{name}"]
    assert export_sites(conn, paths[0], None, Manner())[0] == len(build().sites)
    assert export_sensors(conn, paths[1], None, Manner())[0] == len(build().sensors)
    return paths


@pytest.mark.parametrize("name", NAMES)
def test_what_was_exported_is_unchanged_when_imported(conn: Connection, tmp_path: Path, name: str) -> None:
    for file, do in zip(exported(conn, tmp_path, "one", name), (import_sites, import_sensors), strict=True):
        outcome = do(conn, Request(file=file))
        assert (outcome.wrong, outcome.new, outcome.changed) == ([], [], {})


def test_a_map_gives_back_its_own_columns_and_constants(conn: Connection, tmp_path: Path) -> None:
    columns = '名称 = "x"'.replace(
        '名称 = "x"', 'name_zh = "名称"\nid = "编号"\nlat = "纬度"\nlon = "经度"\n'
    )
    constants = '[constants]\nkind = "rain"\ndistrict = "310101"\n'
    given_map = map_file(tmp_path, f'[columns]\n{columns}street = "街镇"\n{constants}')
    file, again = tmp_path / "rain.csv", tmp_path / "again.csv"
    written, left_out = export_sensors(conn, file, given_map, Manner(encoding="gbk"))
    assert written == sum(sensor.kind == "rain" for sensor in build().sensors)
    assert written + left_out == len(build().sensors)
    assert file.read_bytes().decode("gbk").startswith("名称,编号,纬度,经度,街镇\n")
    asked = Request(file=file, map_file=given_map, manner=Manner(encoding="gbk"))
    assert import_sensors(conn, asked).unchanged == written
    export_sensors(conn, again, given_map, Manner(encoding="gbk"))
    assert again.read_bytes() == file.read_bytes()


def test_fields_of_earlier_times_are_not_lost(conn: Connection, tmp_path: Path) -> None:
    site, area = sites(conn)[0]
    conn.execute("update site set dossier = dossier || '{\"zz_old\": 1}' where id = %s", [site.id])
    export_sites(conn, tmp_path / "rows.csv", None, Manner())
    assert read_table(tmp_path / "rows.csv", Manner()).columns[-1] == "zz_old"
    assert area


def test_two_fields_cannot_share_a_column(conn: Connection, tmp_path: Path) -> None:
    given_map = map_file(tmp_path, '[columns]\nid = "a"\nkind = "a"\n')
    with pytest.raises(TableError, match="two fields would be written to the column 'a'"):
        export_sensors(conn, tmp_path / "rows.csv", given_map, Manner())


LETTERS = st.characters(
    exclude_categories=("Cs",), exclude_characters=[chr(n) for n in (*range(9), *range(11, 32), 127)]
)
NAME = (
    st.text(LETTERS, min_size=1, max_size=8).map(str.strip).filter(bool).filter(lambda name: name[0] != "#")
)
SENSORS = st.lists(
    st.builds(
        Sensor,
        id=st.from_regex(r"[A-Za-z][A-Za-z0-9._-]{0,8}", fullmatch=True),
        kind=st.sampled_from(["rain", "crowd"]),
        name=st.builds(Text, zh=NAME, en=NAME),
        position=st.builds(Position, st.floats(-180, 180), st.floats(-90, 90)),
        district=st.just("310101"),
        street=st.sampled_from(["002", "1.50"]),
        expected_every_s=st.integers(1, 86_400),
    ),
    unique_by=lambda sensor: sensor.id,
    max_size=4,
)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_sensors=SENSORS)
def test_any_sensors_come_back(
    fresh_database: str, tmp_path: Path, name: str, given_sensors: list[Sensor]
) -> None:
    with connect(fresh_database, name="test") as conn:
        emptied(conn)
        put_sensors(conn, given_sensors)
        export_sensors(conn, tmp_path / name, None, Manner())
        before = registry(conn)
        if given_sensors:
            emptied(conn)
            assert import_sensors(conn, Request(file=tmp_path / name)).wrong == []
        assert registry(conn) == before


def test_every_kind_of_site_of_the_demo_is_defined(conn: Connection) -> None:
    assert {site.kind for site, _ in sites(conn)} <= set(load_site_kinds())
    assert put_sites(conn, sites(conn)) == 0


def test_an_area_is_exported_with_all_below_it(small_city: str, tmp_path: Path) -> None:
    with connect(small_city, name="test") as conn:
        counts = [
            export_sensors(conn, tmp_path / f"{under}.csv", None, Manner(), under)[0]
            for under in (WEST, EAST, "310101", None)
        ]
    assert counts == [2, 2, 4, 5]  # one of the five lies outside of all areas
