"""Alerts and orders inside the transaction of their readings, against the real database."""

from datetime import timedelta

import pytest

from ingest.batch import Stored
from store.errors import RefusedDataError
from store.pool import Pool
from tests.fixtures.batches import NOW, Send, depth, message
from tests.fixtures.city import EAST, WEST

FLOOD = [(0, 30), (60, 30), (120, 30), (180, 30)]
DRY = [(3000, 0), (3600, 0)]


def rows(pool: Pool, sql: str) -> list[tuple[object, ...]]:
    with pool.connection() as conn:
        return conn.execute(sql.encode()).fetchall()


def test_a_flood_is_one_alert_and_one_order_in_the_sensors_grid(pool: Pool, send: Send) -> None:
    send(*(depth(cm, at) for at, cm in FLOOD))
    alerts = rows(pool, "select rule_id, state, severity, area, opened_at from alert")
    # red after 60 s beyond 25 cm, the quickest rung; the ladder starts there, at the reading of second 60
    assert alerts == [("road_flooding", "unack", 4, WEST, NOW - timedelta(minutes=59))]
    assert rows(pool, "select state, severity, area from work_order") == [("dispatched", 4, WEST)]
    commands = rows(pool, "select command from work_order_event order by num")
    assert commands == [("file",), ("dispatch",)]


def test_readings_one_by_one_give_the_same_as_all_at_once(pool: Pool, send: Send) -> None:
    for at, cm in [*FLOOD, *DRY]:
        send(depth(cm, at))
    send(*(depth(cm, at, sensor="wd-east") for at, cm in [*FLOOD, *DRY]))
    events = "select change, reason, e.value, at from alert_event e join alert a on a.num = e.alert_num"
    west = rows(pool, f"{events} where area = '{WEST}' order by e.num")
    east = rows(pool, f"{events} where area = '{EAST}' order by e.num")
    assert west == east
    assert [change for change, *_ in west] == ["fired", "cleared"]


def test_a_ladder_climbs_and_its_order_climbs_with_it(pool: Pool, send: Send) -> None:
    send(*(depth(cm, at) for at, cm in [(0, 6), (180, 6), (240, 16), (360, 16), (420, 26), (480, 26)]))
    events = "select change, e.severity from alert_event e join alert a on a.num = e.alert_num"
    assert rows(pool, f"{events} where rule_id = 'road_flooding' order by e.num") == [
        ("fired", 1),
        ("escalated", 2),
        ("escalated", 4),
    ]
    mine = "where rule_id = 'road_flooding'"
    assert rows(pool, f"select severity from work_order {mine}") == [(4,)]
    lines = "select command from work_order_event e join work_order o on o.num = e.order_num"
    assert rows(pool, f"{lines} {mine} order by e.num") == [
        ("file",),
        ("dispatch",),
        ("escalate",),
        ("escalate",),
    ]


def test_a_cleared_alert_leaves_its_order_open(pool: Pool, send: Send) -> None:
    send(*(depth(cm, at) for at, cm in [*FLOOD, *DRY]))
    assert rows(pool, "select state, cleared_at from alert") == [("rtnun", NOW)]
    assert rows(pool, "select state from work_order") == [("dispatched",)]


def test_a_second_flood_joins_the_unclosed_order(pool: Pool, send: Send) -> None:
    send(*(depth(cm, at) for at, cm in [*FLOOD, *DRY]))
    send(depth(30, 3660), depth(30, 3720))
    assert rows(pool, "select count(*), count(distinct order_num) from alert") == [(2, 1)]
    assert rows(pool, "select command from work_order_event order by num desc limit 1") == [("recur",)]


def test_a_second_flood_after_closure_files_a_new_order(pool: Pool, send: Send) -> None:
    send(*(depth(cm, at) for at, cm in [*FLOOD, *DRY]))
    with pool.connection() as conn:
        conn.execute("update work_order set state = 'closed'")
    send(depth(30, 3660), depth(30, 3720))
    assert rows(pool, "select count(distinct order_num) from alert") == [(2,)]


def test_a_sensor_outside_of_all_areas_files_an_order_that_waits_for_a_person(pool: Pool, send: Send) -> None:
    send(*(depth(cm, at, sensor="wd-outside") for at, cm in FLOOD))
    assert rows(pool, "select state, area from work_order") == [("filed", None)]


def test_after_a_long_silence_a_reading_begins_anew(pool: Pool, send: Send) -> None:
    send(*(depth(cm, at) for at, cm in FLOOD))
    send(depth(3, 180 + 43_201))
    assert rows(pool, "select change, reason from alert_event order by num desc limit 1") == [
        ("cleared", "began anew after a long silence")
    ]
    assert rows(pool, "select * from standing") == []


def test_a_silence_counts_from_the_last_reading_not_from_the_last_change(pool: Pool, send: Send) -> None:
    send(*(depth(cm, at) for at, cm in FLOOD))
    send(depth(30, 40_000))
    send(depth(3, 50_000))
    assert rows(pool, "select count(*) from alert where cleared_at is null") == [(1,)]


def test_at_rest_a_rule_has_no_row(pool: Pool, send: Send) -> None:
    send(*(depth(cm, at) for at, cm in FLOOD))
    assert ("road_flooding",) in rows(pool, "select rule_id from standing")
    send(*(depth(cm, at) for at, cm in DRY))
    assert rows(pool, "select rule_id from standing") == []


def test_late_readings_raise_nothing(pool: Pool, send: Send) -> None:
    send(depth(0, 3000))
    assert send(*(depth(cm, at) for at, cm in FLOOD)) == Stored(late=4)
    assert rows(pool, "select count(*) from alert") == [(0,)]


def test_the_database_itself_refuses_a_second_open_alert(pool: Pool, send: Send) -> None:
    send(*(depth(cm, at) for at, cm in FLOOD))
    columns = "rule_id, rule_revision, sensor_num, metric, state, severity, peak_severity, value, origin"
    columns += ", opened_at"
    with pytest.raises(RefusedDataError, match="alert_open"):
        rows(pool, f"insert into alert ({columns}) select {columns} from alert")


@pytest.mark.parametrize("table", ["alert_event", "work_order_event"])
def test_history_cannot_be_rewritten(table: str, pool: Pool, send: Send) -> None:
    send(*(depth(cm, at) for at, cm in FLOOD))
    with pytest.raises(RefusedDataError, match="append-only"):
        rows(pool, f"delete from {table} returning 1")


def test_a_revised_rule_ends_the_alert_it_no_longer_understands(pool: Pool, send: Send) -> None:
    send(*(depth(cm, at) for at, cm in FLOOD))
    with pool.connection() as conn:  # as another ladder, of one rung, would have left it
        conn.execute("update standing set latches = '[[true, null]]'")
    send(depth(30, 240), depth(30, 300))
    changes = rows(pool, "select change, reason from alert_event order by num")
    assert changes[1:] == [
        ("cleared", "rule revised"),
        ("superseded", "fired again before it was acknowledged"),
        ("fired", "held beyond on value for its delay"),
    ]
    assert rows(pool, "select count(*) from work_order") == [(1,)]


def test_origin_goes_all_the_way(pool: Pool, send: Send) -> None:
    start = NOW - timedelta(minutes=10)
    drill = [
        {"t": (start + timedelta(seconds=at)).isoformat(), "v": {"depth_cm": cm}, "o": "exercise"}
        for at, cm in FLOOD
    ]
    send(message(drill))
    assert rows(pool, "select a.origin, o.origin from alert a, work_order o") == [("exercise", "exercise")]
