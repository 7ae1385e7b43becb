"""Files of sites with their dossiers."""

from pathlib import Path
from typing import Any

import pytest

from store.pool import Connection
from store.sensors import registry_version, sites
from tests.fixtures.city import WEST
from tests.yiping.registry.tables import LIFT, csv_file, feature, geojson_file
from yiping.registry.importing import import_sites
from yiping.registry.request import Outcome, Request
from yiping.registry.table import TableError


def row(**changed: str) -> dict[str, str]:
    return {**LIFT, **changed}


def brought(conn: Connection, file: Path, **asked: Any) -> Outcome:
    return import_sites(conn, Request(file=file, **asked))


def test_a_site_comes_with_its_dossier_and_area(conn: Connection, tmp_path: Path) -> None:
    square = {**row(id="sq", kind="square", built="", maker=""), "area_m2": "12.5", "capacity": "9"}
    brought(conn, csv_file(tmp_path, row(services="2026/9/1;2026/10/1"), square))
    (lift, area), (sq, _) = sites(conn)
    assert area == WEST
    assert lift.dossier == {"built": 1998, "maker": "三菱", "services": "2026-09-01; 2026-10-01"}
    assert sq.dossier == {"area_m2": 12.5, "capacity": 9}


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"kind": "volcano"}, "kind", "is no kind of site that is known: building"),
        ({"built": ""}, "built", "is missing; every lift has it"),
        ({"built": "1200"}, "built", "1200 is below 1900"),
        ({"serviced": "12/03/2026"}, "serviced", "is not a date"),
        ({"capacity": "5"}, "capacity", "a lift has no such field"),
        ({"id": "一号"}, "id", "cannot stand in a topic"),
        ({"lon": "200"}, "lon", "outside"),
    ],
)
def test_a_wrong_cell_is_named(
    conn: Connection, tmp_path: Path, cells: dict[str, str], column: str, reason: str
) -> None:
    (problem,) = brought(conn, csv_file(tmp_path, row(id="ok"), row(**cells))).wrong
    assert (problem.line, problem.column) == (3, column)
    assert reason in problem.reason
    assert sites(conn) == []


def test_a_second_run_changes_nothing(conn: Connection, tmp_path: Path) -> None:
    file = csv_file(tmp_path, row(load_kg="1000"))
    brought(conn, file)
    version = registry_version(conn)
    assert brought(conn, file).unchanged == 1
    assert registry_version(conn) == version


def test_a_dry_run_names_the_fields_that_differ(conn: Connection, tmp_path: Path) -> None:
    brought(conn, csv_file(tmp_path, row(load_kg="1000")))
    outcome = brought(conn, csv_file(tmp_path, row(load_kg="", maker="通力")), dry_run=True)
    assert outcome.changed == {"lift-1": ["maker", "load_kg"]}
    assert sites(conn)[0][0].dossier["load_kg"] == 1000


def test_columns_that_a_file_lacks_leave_the_dossier(conn: Connection, tmp_path: Path) -> None:
    brought(conn, csv_file(tmp_path, row(load_kg="1000", serviced="2026-01-01")))
    brought(conn, csv_file(tmp_path, row(serviced="")))
    assert sites(conn)[0][0].dossier == {"built": 1998, "maker": "三菱", "load_kg": 1000}


def test_another_kind_begins_a_new_dossier(conn: Connection, tmp_path: Path) -> None:
    brought(conn, csv_file(tmp_path, row()))
    shed = {
        name: cell for name, cell in row(kind="shed", sockets="20").items() if name not in ("built", "maker")
    }
    brought(conn, csv_file(tmp_path, shed))
    assert sites(conn)[0][0].dossier == {"sockets": 20}


def test_a_column_that_is_no_field_of_any_kind_is_refused(conn: Connection, tmp_path: Path) -> None:
    with pytest.raises(TableError, match="column 'colour' is no field"):
        brought(conn, csv_file(tmp_path, row(colour="red")))


def test_numbers_of_geojson_are_read_where_text_is_meant(conn: Connection, tmp_path: Path) -> None:
    properties = {
        "id": "l",
        "kind": "lift",
        "name_zh": "梯",
        "built": 1998,
        "maker": "A",
        "registration": 310,
    }
    outcome = brought(conn, geojson_file(tmp_path, feature(properties, [121.485, 31.23])))
    assert sites(conn)[0][0].dossier["registration"] == "310"
    assert outcome.doubtful[0].column == "registration"
