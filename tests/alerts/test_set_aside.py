"""Rules that fire on what is shelved, suppressed or out of service, and what comes back by itself."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from alerts import desk
from alerts.returning import mend_one_alert
from model.alert import Pair
from store.alerts import recent_alerts, standing_severities
from store.pool import Connection, Pool, connect
from tests.fixtures.batches import NOW, Send, depth
from yiping.settings import Settings
from yiping.tasks import unshelving

FLOOD = [(0, 30), (60, 30), (120, 30), (180, 30)]
DRY = [(3000, 0), (3600, 0)]
HOUR = timedelta(hours=1)
RULE = "road_flooding"
SETTINGS = Settings(home=Path(), cache=Path(), zone="Asia/Shanghai")
SetAside = Callable[[Connection, Pair], None]


def shelved(conn: Connection, pair: Pair) -> None:
    desk.shelve(conn, pair, actor="zhang", reason="pump test", until=NOW + HOUR, now=NOW)


def suppressed(conn: Connection, pair: Pair) -> None:
    desk.suppress(conn, pair, actor="yiping", reason="street is being washed", now=NOW)


def out_of_service(conn: Connection, pair: Pair) -> None:
    desk.take_out_of_service(conn, pair, actor="zhang", reason="gauge removed", now=NOW)


WAYS = pytest.mark.parametrize(
    ("way", "state"), [(shelved, "shlvd"), (suppressed, "dsupr"), (out_of_service, "oosrv")]
)


def rows(pool: Pool, sql: str) -> list[tuple[object, ...]]:
    with pool.connection() as conn:
        return conn.execute(sql.encode()).fetchall()


def states(pool: Pool) -> list[object]:
    return [
        state for (state,) in rows(pool, f"select state from alert where rule_id = '{RULE}' order by num")
    ]


def orders(pool: Pool) -> list[object]:
    return [state for (state,) in rows(pool, f"select state from work_order where rule_id = '{RULE}'")]


def changes(pool: Pool) -> list[object]:
    sql = "select change from alert_event e join alert a on a.num = e.alert_num"
    return [change for (change,) in rows(pool, f"{sql} where rule_id = '{RULE}' order by e.num")]


def set_aside(pool: Pool, way: SetAside) -> Pair:
    with pool.connection() as conn:
        pair = desk.pair_of(conn, rule_id=RULE, sensor_id="wd-west")
        way(conn, pair)
    return pair


def tick(database_url: str, *, hours: float = 0) -> bool:
    with connect(database_url, name="test") as conn:
        return unshelving.run(conn, NOW + timedelta(hours=hours), SETTINGS)


def flood(send: Send, *, after_s: float = 0) -> None:
    send(*(depth(cm, after_s + at) for at, cm in FLOOD))


@WAYS
def test_what_is_set_aside_fires_quietly_without_an_order(
    pool: Pool, send: Send, way: SetAside, state: str
) -> None:
    set_aside(pool, way)
    flood(send)
    assert states(pool) == [state]
    assert orders(pool) == []
    with pool.connection() as conn:
        assert state in {view.alert.state for view in recent_alerts(conn, limit=9)}


def test_what_is_set_aside_raises_nothing_on_the_wall_and_an_acknowledged_alert_does(
    pool: Pool, send: Send
) -> None:
    flood(send)
    with pool.connection() as conn:
        assert len(standing_severities(conn)) == 1
        for view in recent_alerts(conn, limit=9):
            desk.acknowledge(conn, num=view.alert.num, actor="zhang", now=NOW)
        assert len(standing_severities(conn)) == 1
        for view in recent_alerts(conn, limit=9):
            shelved(conn, view.alert.pair)
        assert standing_severities(conn) == []


def test_a_shelf_hides_its_own_rule_and_sensor_and_no_other(pool: Pool, send: Send) -> None:
    set_aside(pool, shelved)
    send(*(depth(cm, at, sensor="wd-east") for at, cm in FLOOD))
    assert states(pool) == ["unack"]
    assert orders(pool) == ["dispatched"]


@WAYS
def test_an_open_alert_goes_aside_and_its_order_stays_with_the_crew(
    pool: Pool, send: Send, way: SetAside, state: str
) -> None:
    flood(send)
    set_aside(pool, way)
    assert states(pool) == [state]
    assert orders(pool) == ["dispatched"]


def test_a_shelved_alert_that_clears_and_fires_again_stays_shelved(pool: Pool, send: Send) -> None:
    set_aside(pool, shelved)
    flood(send)
    send(*(depth(cm, at) for at, cm in DRY))
    flood(send, after_s=3660)
    assert states(pool) == ["norm", "shlvd"]
    assert orders(pool) == []


def test_a_shelved_alert_that_rises_leaves_its_order_until_it_returns(
    small_city: str, pool: Pool, send: Send
) -> None:
    send(depth(6, 0), depth(6, 180))  # blue
    set_aside(pool, shelved)
    send(depth(30, 240), depth(30, 300))  # red
    level = f"select severity from work_order where rule_id = '{RULE}'"
    assert rows(pool, level) == [(1,)]
    tick(small_city, hours=1)
    assert rows(pool, level) == [(4,)]


def test_before_its_time_a_shelf_stays_and_afterwards_the_alert_asks_with_an_order(
    small_city: str, pool: Pool, send: Send
) -> None:
    set_aside(pool, shelved)
    flood(send)
    tick(small_city, hours=0.99)
    assert (states(pool), orders(pool)) == (["shlvd"], [])
    tick(small_city, hours=1)
    assert (states(pool), orders(pool)) == (["unack"], ["dispatched"])
    assert changes(pool) == ["fired", "shelf_expired"]
    assert rows(pool, "select ended_by, ended_at from shelving") == [("yiping", NOW + HOUR)]
    tick(small_city, hours=2)
    assert changes(pool) == ["fired", "shelf_expired"]


def test_a_shelf_without_an_alert_runs_out_and_the_next_flood_asks(
    small_city: str, pool: Pool, send: Send
) -> None:
    set_aside(pool, shelved)
    tick(small_city, hours=1)
    flood(send)
    assert (states(pool), orders(pool)) == (["unack"], ["dispatched"])


def test_out_of_service_has_no_end_of_its_own(small_city: str, pool: Pool, send: Send) -> None:
    set_aside(pool, out_of_service)
    flood(send)
    tick(small_city, hours=10_000)
    assert states(pool) == ["oosrv"]


def test_a_shelf_that_has_run_out_hides_nothing_even_before_it_is_ended(pool: Pool, send: Send) -> None:
    with pool.connection() as conn:
        pair = desk.pair_of(conn, rule_id=RULE, sensor_id="wd-west")
        desk.shelve(conn, pair, actor="li", reason="pump test", until=NOW, now=NOW - HOUR)
    flood(send)
    assert states(pool) == ["unack"]


def test_an_alert_that_fired_while_its_pair_was_set_aside_is_put_in_step(
    small_city: str, pool: Pool, send: Send
) -> None:
    flood(send)
    with pool.connection() as conn:  # as ingest leaves it that asked a moment before the shelf began
        conn.execute(
            "insert into shelving (rule_id, sensor_num, origin, kind, begun_by, reason, since, until)"
            " select rule_id, sensor_num, origin, 'shelved', 'li', 'pump', %s, %s from alert",
            (NOW, NOW + HOUR),
        )
    tick(small_city)
    assert states(pool) == ["shlvd"]


def test_an_alert_hidden_by_nothing_any_more_never_stays_hidden(
    small_city: str, pool: Pool, send: Send
) -> None:
    set_aside(pool, out_of_service)
    flood(send)
    with pool.connection() as conn:  # as ingest leaves it that asked a moment before the return to service
        conn.execute("update shelving set ended_at = since, ended_by = 'li', ended_comment = ''")
    tick(small_city)
    assert (states(pool), orders(pool)) == (["unack"], ["dispatched"])
    with pool.connection() as conn:
        assert mend_one_alert(conn, now=NOW) is False


def test_a_task_with_more_than_its_share_goes_on_at_the_next_tick(
    small_city: str, pool: Pool, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unshelving, "MOST", 1)
    set_aside(pool, shelved)
    assert tick(small_city, hours=1) is True
    assert tick(small_city, hours=1) is False


def test_a_flood_that_comes_again_unacknowledged_asks_once(pool: Pool, send: Send) -> None:
    flood(send)
    send(*(depth(cm, at) for at, cm in DRY))
    assert states(pool) == ["rtnun"]
    flood(send, after_s=3660)
    assert states(pool) == ["norm", "unack"]
    assert changes(pool) == ["fired", "cleared", "superseded", "fired"]


def test_a_higher_level_of_an_acknowledged_alert_asks_anew(pool: Pool, send: Send) -> None:
    send(depth(6, 0), depth(6, 180))
    with pool.connection() as conn:
        for view in recent_alerts(conn, limit=9):
            desk.acknowledge(conn, num=view.alert.num, actor="zhang", now=NOW)
    send(depth(30, 240), depth(30, 300))
    asked = f"select state, acknowledged_by from alert where rule_id = '{RULE}'"
    assert rows(pool, asked) == [("unack", None)]


def test_an_acknowledged_alert_that_clears_is_over_and_remembers_who(pool: Pool, send: Send) -> None:
    flood(send)
    with pool.connection() as conn:
        for view in recent_alerts(conn, limit=9):
            desk.acknowledge(conn, num=view.alert.num, actor="zhang", now=NOW, comment="crew sent")
    send(*(depth(cm, at) for at, cm in DRY))
    assert states(pool) == ["norm"]
    assert rows(pool, f"select acknowledged_by from alert where rule_id = '{RULE}'") == [("zhang",)]
