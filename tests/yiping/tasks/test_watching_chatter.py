"""An alert that comes and goes all the time calls for a repair of its sensor."""

from datetime import timedelta

from alerts import desk
from model.alert import Pair
from store.pool import Pool
from tests.fixtures.batches import NOW
from tests.yiping.tasks.watched import at, rows, tick


def rattle(pool: Pool, *seconds: float) -> None:
    """An alert of a gauge comes at these times and goes again, the last one excepted."""
    columns = (
        "rule_id, rule_revision, sensor_num, metric, state, severity, peak_severity, value, origin, opened_at"
    )
    for second in seconds:
        when = NOW + timedelta(seconds=second)
        rows(
            pool,
            "update alert set state = 'norm', cleared_at = opened_at where cleared_at is null returning 1",
        )
        rows(
            pool,
            f"with fired as (insert into alert ({columns})"
            " select 'road_flooding', 1, num, 'depth_cm', 'unack', 1, 1, 6, 'live',"
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


def test_when_the_chatter_is_over_an_alert_that_still_stands_asks_again(pool: Pool) -> None:
    rattle(pool, -50, -30, -10)
    tick(pool, at(0))
    tick(pool, at(11))
    assert rows(pool, CHATTER) == [("road_flooding", "dsupr"), ("sensor_chatter", "unack")]
    tick(pool, at(42))
    assert rows(pool, CHATTER) == [("road_flooding", "unack"), ("sensor_chatter", "rtnun")]


def test_what_a_person_has_suppressed_stays_so_when_the_chatter_is_over(pool: Pool) -> None:
    num = rows(pool, "select num from sensor where id = 'wd-west'")[0][0]
    with pool.connection() as conn:
        pair = Pair("road_flooding", num)  # type: ignore[arg-type]
        desk.suppress(conn, pair, actor="Li", reason="the road is rebuilt", now=at(-5))
    rattle(pool, -50, -30, -10)
    for minute in (0, 11, 42):
        tick(pool, at(minute))
    assert rows(pool, "select begun_by from shelving where ended_at is null") == [("Li",)]
