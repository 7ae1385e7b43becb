"""What several sensors of an area tell together, against a real database."""

from datetime import timedelta

import pytest

from alerts import desk
from model.alert import Pair
from store.pool import Pool
from tests.fixtures.batches import NOW, Send, depth, message
from tests.fixtures.city import sensor
from tests.yiping.tasks.watched import COMMITTEE, at, rows, tick
from yiping.city import register_sensors

pytestmark = pytest.mark.usefixtures("wet")


@pytest.fixture
def wet(small_city: str) -> None:
    """Three more gauges in the west grid: five of water depth in the committee."""
    register_sensors(small_city, [sensor(name, "water_depth", 121.487) for name in ("wd-a", "wd-b", "wd-c")])


def flood(send: Send, name: str, *, cm: float = 6, origin: str = "live", second: float = 0) -> None:
    """Above 5 cm for three minutes; 26 cm is red."""
    for after in (0, 60, 120, 180):
        when = NOW - timedelta(hours=1) + timedelta(seconds=second + after)
        send(message({"t": when.isoformat(), "v": {"depth_cm": cm}, "o": origin}, sensor=name))


def dry(send: Send, name: str, *, second: float = 600) -> None:
    send(depth(0, second, sensor=name), depth(0, second + 700, sensor=name))


CLUSTERS = (
    "select s.id, a.severity, a.area, a.watched_area, a.state"
    " from alert a join sensor s on s.num = a.sensor_num where rule_id = 'flood_cluster' order by a.num"
)


def test_three_floods_of_a_committee_are_one_alert_of_the_committee(pool: Pool, send: Send) -> None:
    flood(send, "wd-a")
    flood(send, "wd-b", cm=26)
    tick(pool, at(0))
    assert rows(pool, CLUSTERS) == []
    flood(send, "wd-east")
    tick(pool, at(1))
    tick(pool, at(2))
    assert rows(pool, CLUSTERS) == [("wd-b", 3, COMMITTEE, COMMITTEE, "unack")]
    order = "select area, severity, state from work_order where rule_id = 'flood_cluster'"
    assert rows(pool, order) == [(COMMITTEE, 3, "dispatched")]


def test_a_cluster_rises_with_its_members_and_its_order_with_it(pool: Pool, send: Send) -> None:
    for name in ("wd-a", "wd-b", "wd-c"):
        flood(send, name)
    tick(pool, at(0))
    flood(send, "wd-west")
    flood(send, "wd-east")
    tick(pool, at(1))
    assert rows(pool, CLUSTERS) == [("wd-a", 4, COMMITTEE, COMMITTEE, "unack")]
    assert rows(pool, "select severity from work_order where rule_id = 'flood_cluster'") == [(4,)]


def test_a_cluster_that_comes_again_elsewhere_in_its_area_keeps_its_order(pool: Pool, send: Send) -> None:
    for name in ("wd-a", "wd-b", "wd-c"):
        flood(send, name)
    tick(pool, at(0))
    dry(send, "wd-a")
    tick(pool, at(1))
    assert rows(pool, "select normal_since from alert where rule_id = 'flood_cluster'") == [(at(1),)]
    tick(pool, at(12))
    flood(send, "wd-west", cm=26)
    tick(pool, at(13))
    assert rows(pool, CLUSTERS) == [
        ("wd-a", 3, COMMITTEE, COMMITTEE, "norm"),
        ("wd-a", 3, COMMITTEE, COMMITTEE, "unack"),
    ]
    assert rows(pool, "select count(*) from work_order where rule_id = 'flood_cluster'") == [(1,)]


def test_a_cluster_that_holds_again_within_its_delay_never_ended(pool: Pool, send: Send) -> None:
    for name in ("wd-a", "wd-b", "wd-c"):
        flood(send, name)
    tick(pool, at(0))
    dry(send, "wd-a")
    tick(pool, at(1))
    flood(send, "wd-a", second=1400)
    tick(pool, at(5))
    assert rows(pool, "select normal_since from alert where rule_id = 'flood_cluster'") == [(None,)]
    tick(pool, at(12))
    assert [state for *_, state in rows(pool, CLUSTERS)] == ["unack"]


def test_an_exercise_makes_a_cluster_of_its_own(pool: Pool, send: Send) -> None:
    for name in ("wd-a", "wd-b"):
        flood(send, name)
    for name in ("wd-c", "wd-west", "wd-east"):
        flood(send, name, origin="exercise")
    tick(pool, at(0))
    assert rows(pool, "select origin from alert where rule_id = 'flood_cluster'") == [("exercise",)]


def test_alerts_that_somebody_put_aside_do_not_count(pool: Pool, send: Send) -> None:
    for name in ("wd-a", "wd-b", "wd-c"):
        flood(send, name)
    num = rows(pool, "select num from sensor where id = 'wd-b'")[0][0]
    with pool.connection() as conn:
        pair = Pair("road_flooding", num)  # type: ignore[arg-type]
        desk.shelve(conn, pair, actor="Li", reason="a pump is there", until=at(60), now=at(0))
    tick(pool, at(1))
    assert rows(pool, CLUSTERS) == []


def test_the_database_refuses_a_second_open_alert_of_an_area(pool: Pool, send: Send) -> None:
    for name in ("wd-a", "wd-b", "wd-c"):
        flood(send, name)
    tick(pool, at(0))
    columns = "rule_id, rule_revision, metric, state, severity, peak_severity, value, origin, opened_at"
    with pytest.raises(Exception, match="alert_open_area"):
        rows(
            pool,
            f"insert into alert ({columns}, sensor_num, watched_area) select {columns}, sensor_num + 1,"
            " watched_area from alert where watched_area is not null returning 1",
        )


def test_flood_and_rain_of_one_street_are_told_together(pool: Pool, send: Send) -> None:
    flood(send, "wd-a")
    tick(pool, at(0))
    together = "select watched_area, severity from alert where rule_id = 'flood_in_rain'"
    assert rows(pool, together) == []
    rows(pool, "update alert set rule_id = 'heavy_rain' where num = (select min(num) from alert) returning 1")
    flood(send, "wd-b")
    tick(pool, at(1))
    assert rows(pool, together) == [("310101002", 3)]
