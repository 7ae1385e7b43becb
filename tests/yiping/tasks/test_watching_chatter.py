"""An alert that comes and goes all the time calls for a repair of its sensor."""

from datetime import timedelta

from alerts import desk
from alerts.watching import look
from model.alert import Pair
from store.pool import Pool, connect
from tests.fixtures.batches import NOW, Send, message
from tests.fixtures.city import sensor
from tests.yiping.tasks.watched import SETTINGS, at, rows, tick
from yiping.city import register_sensors
from yiping.tasks import watching as task


def rattle(pool: Pool, *seconds: float, rule: str = "road_flooding", origin: str = "live") -> None:
    """An alert of a gauge comes at these times and goes again, the last one excepted."""
    columns = (
        "rule_id, rule_revision, sensor_num, metric, state, severity, peak_severity, value, origin, opened_at"
    )
    for second in seconds:
        when = NOW + timedelta(seconds=second)
        rows(
            pool,
            "update alert set state = 'norm', cleared_at = opened_at where cleared_at is null"
            f" and rule_id = '{rule}' and origin = '{origin}' returning 1",
        )
        rows(
            pool,
            f"with fired as (insert into alert ({columns})"
            f" select '{rule}', 1, num, 'depth_cm', 'unack', 1, 1, 6, '{origin}',"
            f" '{when}' from sensor where id = 'wd-west' returning num)"
            " insert into alert_event (alert_num, at, recorded_at, change, reason, severity, value)"
            f" select num, '{when}', '{when}', 'fired', 'so', 1, 6 from fired returning 1",
        )


CHATTER = "select rule_id, state from alert where state <> 'norm' order by num"


def test_an_alert_that_chatters_is_suppressed_and_files_a_maintenance_order(pool: Pool) -> None:
    rattle(pool, -50, -30)
    tick(pool, at(0))
    assert rows(pool, CHATTER) == [("road_flooding", "unack")]
    rattle(pool, -10)
    tick(pool, at(0))
    assert rows(pool, CHATTER) == [("road_flooding", "dsupr"), ("sensor_chatter", "unack")]
    assert rows(pool, "select rule_id, severity from work_order") == [("sensor_chatter", 1)]


def test_a_drill_that_chatters_leaves_the_live_alert_alone(pool: Pool) -> None:
    rattle(pool, -50)
    rattle(pool, -40, -30, -20, origin="exercise")
    tick(pool, at(0))
    assert rows(pool, "select rule_id, origin, state from alert where state <> 'norm' order by num") == [
        ("road_flooding", "live", "unack"),
        ("road_flooding", "exercise", "dsupr"),
        ("sensor_chatter", "exercise", "unack"),
    ]


def test_when_the_chatter_is_over_an_alert_that_still_stands_asks_again(pool: Pool) -> None:
    rattle(pool, -50, -30, -10)
    tick(pool, at(0))
    tick(pool, at(4))
    assert rows(pool, CHATTER) == [("road_flooding", "dsupr"), ("sensor_chatter", "unack")]
    tick(pool, at(6))  # nothing fired for five minutes: what stands still now is no rattle
    assert rows(pool, CHATTER) == [("road_flooding", "unack"), ("sensor_chatter", "unack")]
    tick(pool, at(37))
    assert rows(pool, CHATTER) == [("road_flooding", "unack"), ("sensor_chatter", "rtnun")]


def test_of_two_rules_that_chattered_the_one_that_is_quiet_is_released_first(pool: Pool) -> None:
    rattle(pool, -20, -10, -5)
    tick(pool, at(0))
    rattle(pool, *range(200, 270, 10), rule="road_flooding_projected")
    tick(pool, at(4.5))
    suppressed = "select rule_id from shelving where ended_at is null order by rule_id"
    assert rows(pool, suppressed) == [("road_flooding",), ("road_flooding_projected",)]
    tick(pool, at(6))
    assert rows(pool, suppressed) == [("road_flooding_projected",)]
    assert rows(pool, "select count(*) from work_order where rule_id = 'sensor_chatter'") == [(1,)]


def motion(pool: Pool, send: Send, *told: float) -> None:
    """Readings of a lone elder's sensor, ten seconds apart up to NOW; nothing moves at 0."""
    known = rows(pool, "select count(*) from reading")[0][0]
    for place, value in enumerate(told, start=int(str(known))):
        time = NOW + timedelta(seconds=10 * place - 60)
        payload = {"t": time.isoformat(), "v": {"motion_24h_times": value}}
        send(message(payload, "elder-west", "lone_elder"))


ORDERS = (
    "select o.rule_id, o.purpose, array_agg(e.command || ' ' || e.note order by e.num) from work_order o"
    " join work_order_event e on e.order_num = o.num group by o.num order by o.num"
)


def test_from_readings_to_one_maintenance_order_whatever_crashes_between(
    small_city: str, pool: Pool, send: Send
) -> None:
    register_sensors(small_city, [sensor("elder-west", "lone_elder", 121.485)])
    motion(pool, send, 0, 5, 0, 5, 0)
    with connect(small_city, name="killed") as conn:
        conn.execute("select")  # opens the transaction that the look is part of
        task.run(conn, at(0), SETTINGS)
        conn.pgconn.finish()  # the line is gone before the commit
    field = ["file ", "dispatch ", "recur ", "recur "]
    assert rows(pool, ORDERS) == [("elder_no_motion", "field", field)]
    for _ in range(2):  # the second look finds nothing left to do
        tick(pool, at(0))
        held = [*field, "suppress sensor_chatter"]
        assert rows(pool, ORDERS) == [
            ("elder_no_motion", "field", held),
            ("sensor_chatter", "maintenance", ["file ", "dispatch "]),
        ]
    motion(pool, send, 5, 0)
    assert rows(pool, "select state from alert where cleared_at is null order by num") == [
        ("unack",),
        ("dsupr",),
    ]
    tick(pool, at(6))
    back = [*held, "recur ", "release sensor_chatter"]
    assert [orders[2] for orders in rows(pool, ORDERS)] == [back, ["file ", "dispatch "]]


def test_what_a_person_has_suppressed_stays_so_when_the_chatter_is_over(pool: Pool) -> None:
    num = rows(pool, "select num from sensor where id = 'wd-west'")[0][0]
    with pool.connection() as conn:
        pair = Pair("road_flooding", num)  # type: ignore[arg-type]
        desk.suppress(conn, pair, actor="Li", reason="the road is rebuilt", now=at(-5))
    rattle(pool, -50, -30, -10)
    for minute in (0, 6, 37):
        tick(pool, at(minute))
    assert rows(pool, "select begun_by from shelving where ended_at is null") == [("Li",)]


def test_what_was_suppressed_for_a_watch_that_is_in_force_no_more_is_released(pool: Pool) -> None:
    rattle(pool, -50, -30, -10)
    tick(pool, at(0))
    with pool.connection() as conn:
        looked = look(conn, [], now=at(1))
    assert (looked.changes, rows(pool, "select ended_by from shelving")) == (1, [("yiping",)])
    assert rows(pool, "select state from alert where cleared_at is null order by num") == [
        ("unack",),
        ("unack",),
    ]
