"""New boundaries on the real database: sensors and open orders follow, history stays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from shapely.geometry import box

from geo.shape import AreaShape
from model.area import Level
from store.areas import BackdatedError, UnknownParentError, WrittenAreas, area_shapes
from store.orders import order_view
from store.pool import Pool, connect
from tests.fixtures.batches import NOW, Send, depth
from tests.fixtures.city import AREAS, EAST, WEST, area
from yiping.boundaries import import_areas

# The border between the two grids moves west of both sensors at 121.485 and 121.486.
MOVED = (
    replace(AREAS[3], polygon=box(121.48, 31.22, 121.484, 31.24)),
    replace(AREAS[4], polygon=box(121.484, 31.22, 121.50, 31.24)),
)
LATER = NOW + timedelta(days=1)


def rows(database_url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database_url) as conn:
        return conn.execute(sql.encode()).fetchall()


def flood(send: Send) -> None:
    send(*(depth(30, at) for at in (0, 60)))


def test_areas_that_are_as_they_were_stay_untouched(small_city: str) -> None:
    exchange = import_areas(small_city, AREAS, now=LATER)
    assert exchange.areas == WrittenAreas(new=0, changed=0, unchanged=5)
    assert (exchange.sensors, exchange.orders) == ([], 0)
    assert rows(small_city, "select count(*) from area") == [(5,)]


def test_a_new_boundary_ends_the_old_one(small_city: str) -> None:
    import_areas(small_city, MOVED, now=LATER)
    history = f"select valid_from, valid_to from area where code = '{WEST}' order by valid_from"
    (before, after) = rows(small_city, history)
    assert before[1] == after[0] == LATER
    assert after[1] is None


def test_sensors_and_open_orders_follow_the_boundary(small_city: str, pool: Pool, send: Send) -> None:
    flood(send)
    exchange = import_areas(small_city, MOVED, now=LATER)
    assert exchange.between == [(WEST, EAST, 2)]
    assert exchange.orders == 1
    assert rows(small_city, "select area from work_order") == [(EAST,)]
    last = "select actor, command, note from work_order_event order by num desc limit 1"
    assert rows(small_city, last) == [("yiping", "move", f"{WEST} -> {EAST}")]


def test_open_alerts_follow_and_cleared_ones_keep_their_area(small_city: str, pool: Pool, send: Send) -> None:
    flood(send)
    send(depth(0, 600), depth(0, 1200))
    send(depth(30, 1260), depth(30, 1320))
    import_areas(small_city, MOVED, now=LATER)
    assert rows(small_city, "select cleared_at is null, area from alert order by num") == [
        (False, WEST),
        (True, EAST),
    ]


def test_an_order_of_an_area_that_is_no_more_is_still_told_with_its_name(
    small_city: str, pool: Pool, send: Send
) -> None:
    flood(send)
    with pool.connection() as conn:
        conn.execute("update work_order set state = 'closed'")
    import_areas(small_city, [AREAS[4]], now=LATER, retire=Level.GRID)
    with pool.connection() as conn:
        view = order_view(conn, "WO-000001")
    assert view is not None
    assert view.area_name is not None
    assert (view.order.area, view.area_name.en) == (WEST, "West")


def test_a_closed_order_keeps_its_area(small_city: str, pool: Pool, send: Send) -> None:
    flood(send)
    with pool.connection() as conn:
        conn.execute("update work_order set state = 'closed'")
    assert import_areas(small_city, MOVED, now=LATER).orders == 0
    assert rows(small_city, "select area from work_order") == [(WEST,)]


def test_a_dry_run_tells_what_would_happen_and_does_nothing(small_city: str, pool: Pool, send: Send) -> None:
    flood(send)
    tables = ("area", "sensor", "work_order", "work_order_event")
    before = [rows(small_city, f"select * from {table} order by 1, 2") for table in tables]
    exchange = import_areas(small_city, MOVED, now=LATER, dry_run=True)
    assert (len(exchange.sensors), exchange.orders) == (2, 1)
    assert [rows(small_city, f"select * from {table} order by 1, 2") for table in tables] == before


def test_an_area_that_is_no_more_is_retired_only_when_asked(small_city: str) -> None:
    only_west = [replace(AREAS[3], polygon=box(121.48, 31.22, 121.50, 31.24))]
    assert import_areas(small_city, only_west, now=LATER, dry_run=True).retired == 0
    exchange = import_areas(small_city, only_west, now=LATER, retire=Level.GRID)
    assert exchange.retired == 1
    assert (EAST, WEST, 2) in exchange.between


def test_a_parent_that_is_not_in_force_is_named_and_nothing_is_written(small_city: str) -> None:
    lost = area("310101009001001", "310101009001", Level.GRID, "Lost", 0, 0, 1, 1)
    with pytest.raises(UnknownParentError, match="310101009001001 names the parent 310101009001"):
        import_areas(small_city, [*MOVED, lost], now=LATER)
    assert rows(small_city, "select count(*) from area") == [(5,)]


def test_a_boundary_cannot_begin_before_the_one_it_replaces(small_city: str) -> None:
    with pytest.raises(BackdatedError, match=f"area {WEST} has a boundary in force since 2026-01-01"):
        import_areas(small_city, MOVED, now=datetime(2025, 12, 31, tzinfo=UTC))


def test_children_keep_their_way_when_a_level_is_put_between(small_city: str) -> None:
    zone = area("310101002Z1", "310101002", Level.ZONE, "Zone", 121.48, 31.22, 121.50, 31.24)
    committee: AreaShape = AREAS[2]
    below = replace(committee, area=replace(committee.area, parent="310101002Z1"))
    import_areas(small_city, [zone, below], now=LATER)
    way = f"select path from area where code = '{WEST}' and valid_to is null"
    assert rows(small_city, way) == [(["310101", "310101002", "310101002Z1", "310101002001", WEST],)]


def test_what_is_read_back_is_what_was_written(small_city: str) -> None:
    with connect(small_city, name="test") as conn:
        assert sorted(area_shapes(conn), key=lambda one: one.area.code) == sorted(
            AREAS, key=lambda one: one.area.code
        )
