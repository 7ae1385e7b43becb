"""The registry in the store: numbers, order, and a version that moves when something changed."""

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from model.position import Position
from model.site import Site
from model.text import Text
from store.pool import Connection, connect
from store.sensors import hold_registry, put_sensors, put_sites, registry, registry_version, sites
from tests.fixtures.city import sensor

THREE = [sensor(name, "water_depth", 121.48) for name in ("c", "a", "b")]
SQUARE = Site(
    id="sq",
    kind="square",
    name=Text(zh="广场", en="Square"),
    position=Position(1, 2),
    dossier={"area_m2": 5.5},
)


@pytest.fixture
def conn(fresh_database: str) -> Iterator[Connection]:
    with connect(fresh_database, name="test") as conn:
        yield conn


def ids(conn: Connection) -> list[tuple[int, str]]:
    return [(one.num, one.id) for one in registry(conn)]


def test_numbers_follow_the_order_given(conn: Connection) -> None:
    assert put_sensors(conn, THREE) == 3
    assert ids(conn) == [(1, "c"), (2, "a"), (3, "b")]


def test_what_is_there_keeps_its_number_and_wastes_none(conn: Connection) -> None:
    put_sensors(conn, THREE)
    assert put_sensors(conn, [*THREE, sensor("d", "rain", 121.48)]) == 1
    assert ids(conn)[-1] == (4, "d")


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "rain"},
        {"name": Text(zh="新", en="New")},
        {"position": Position(1, 2)},
        {"district": "310104"},
        {"street": "009"},
        {"site": "sq"},
        {"area": "310101"},
        {"expected_every_s": 7},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_change_of_any_field_is_written(conn: Connection, changed: dict[str, object]) -> None:
    put_sensors(conn, THREE)
    new = replace(THREE[1], **changed)  # type: ignore[arg-type]
    assert put_sensors(conn, [THREE[0], new]) == 1
    assert registry(conn)[1] == replace(new, num=2)


def test_the_version_moves_once_and_only_on_a_change(conn: Connection) -> None:
    before = registry_version(conn)
    put_sensors(conn, THREE)
    put_sensors(conn, THREE)
    assert registry_version(conn) == before + 1
    put_sites(conn, [(SQUARE, None)])
    put_sites(conn, [(SQUARE, None)])
    assert registry_version(conn) == before + 2


def test_of_two_with_one_id_the_last_counts(conn: Connection) -> None:
    assert put_sensors(conn, [THREE[0], replace(THREE[0], street="009")]) == 1
    assert registry(conn)[0].street == "009"


def test_blocks_join_without_a_gap(conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.sensors.BLOCK", 2)
    through: list[int] = []
    assert put_sensors(conn, THREE, tell=through.append) == 3
    assert through == [2, 3]
    assert ids(conn) == [(1, "c"), (2, "a"), (3, "b")]


def test_nothing_is_no_change(conn: Connection) -> None:
    before = registry_version(conn)
    assert (put_sensors(conn, []), put_sites(conn, [])) == (0, 0)
    assert registry_version(conn) == before


def test_a_dossier_comes_back_as_it_was(conn: Connection) -> None:
    whole = replace(SQUARE, dossier={"area_m2": 5.5, "capacity": 9, "use": "移动"})
    put_sites(conn, [(SQUARE, None)])
    assert put_sites(conn, [(whole, "310101")]) == 1
    assert sites(conn) == [(whole, "310101")]


def test_who_writes_the_registry_waits_for_who_holds_it(fresh_database: str) -> None:
    with connect(fresh_database, name="first") as first, connect(fresh_database, name="second") as second:
        hold_registry(first)
        assert registry_version(second) == 0
        second.execute("set local lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            put_sensors(second, THREE)
        second.rollback()
