"""Which column is which field, and what is said of maps and headers that do not fit."""

from pathlib import Path

import pytest

from model.errors import DefinitionError
from store.pool import Connection
from store.sensors import registry
from tests.yiping.registry.tables import SENSOR, csv_file, map_file
from yiping.registry.formats import Manner
from yiping.registry.importing import import_sensors
from yiping.registry.request import Outcome, Request
from yiping.registry.table import TableError

MAP = """
[columns]
id = "设备编号"
name_zh = "名称"
lon = "经度"
lat = "纬度"
[constants]
kind = "water_depth"
district = "310101"
street = "002"
"""
OFFICE = {"设备编号": "wd-9", "名称": "九号", "经度": "121.485", "纬度": "31.23", "备注": "x"}


def brought(conn: Connection, file: Path, given: Path | None = None, encoding: str = "utf-8") -> Outcome:
    manner = Manner(encoding=encoding)
    return import_sensors(conn, Request(file=file, map_file=given, manner=manner, partial=True))


def test_a_map_says_which_column_is_which_field(conn: Connection, tmp_path: Path) -> None:
    file = csv_file(tmp_path, OFFICE, {**OFFICE, "设备编号": "wd-10", "经度": "?"}, encoding="gbk")
    outcome = brought(conn, file, map_file(tmp_path, MAP), encoding="gbk")
    assert [(one.line, one.column, one.reason) for one in outcome.wrong] == [(3, "经度", "is not a number")]
    assert outcome.notes == ["columns that no field reads: 备注"]
    assert (registry(conn)[-1].id, registry(conn)[-1].street) == ("wd-9", "002")


def test_a_wrong_constant_is_named_as_one(conn: Connection, tmp_path: Path) -> None:
    wrong = map_file(tmp_path, MAP.replace("water_depth", "volcano"))
    assert brought(conn, csv_file(tmp_path, OFFICE), wrong).wrong[0].column == "kind (constant)"


@pytest.mark.parametrize(
    ("old", "new", "error", "problem"),
    [
        ('id = "设备编号"', 'id = "编号"', TableError, "no column for '编号'; it has 设备编号"),
        ('id = "设备编号"', "", TableError, "no column for 'id'"),
        ("id =", "ID =", DefinitionError, "columns.ID: unknown key"),
        ('kind = "water_depth"', 'lon = "1"', DefinitionError, "constants.lon: has a column too"),
        ('kind = "water_depth"', "kind = [1]", DefinitionError, "constants.kind: must be a text or a number"),
        ("[constants]", "[fixed]", DefinitionError, "fixed: unknown key"),
    ],
)
def test_a_map_is_read_strictly(
    conn: Connection, tmp_path: Path, old: str, new: str, error: type[Exception], problem: str
) -> None:
    assert old in MAP
    with pytest.raises(error, match=problem):
        brought(conn, csv_file(tmp_path, OFFICE), map_file(tmp_path, MAP.replace(old, new)))


def test_without_a_map_a_misspelt_column_is_not_passed_over(conn: Connection, tmp_path: Path) -> None:
    with pytest.raises(TableError, match="column 'expected_s' is no field"):
        brought(conn, csv_file(tmp_path, {**SENSOR, "expected_s": "5"}))


def test_two_columns_of_one_name_are_refused(conn: Connection, tmp_path: Path) -> None:
    file = csv_file(tmp_path, SENSOR)
    file.write_text(file.read_text().replace("id,", "id,id,", 1).replace("wd-new,", "a,b,", 1))
    with pytest.raises(TableError, match="two columns are named 'id'"):
        brought(conn, file)
