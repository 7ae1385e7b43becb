"""Every query answers for an area and all below it."""

from datetime import timedelta

import pytest

from model.order import OrderState
from model.severity import Severity
from store.alerts import recent_alerts, standing_severities
from store.latest import newest_received, silent_sensors
from store.orders import count_by_state, open_orders
from store.pool import Connection, Pool
from store.sensors import registry
from tests.fixtures.batches import NOW, Send, depth
from tests.fixtures.city import EAST, WEST

DISTRICT, STREET, COMMITTEE = "310101", "310101002", "310101002001"
WHOLE = (DISTRICT, STREET, COMMITTEE)
LATER = NOW + timedelta(minutes=1)
DRILL = (
    "insert into sensor_latest (sensor_num, metric, value, quality, origin, observed_at, received_at)"
    " select num, 'depth_cm', 1, 'good', 'exercise', %s, %s from sensor"
)


@pytest.fixture
def storm(send: Send, pool: Pool) -> Pool:
    """West is under water, and so is the place outside of all areas; east spoke a minute later.

    A drill on every sensor, two minutes later, is nothing of all that.
    """
    for second in (0, 60, 120):
        send(depth(40, second), depth(40, second, **of("wd-outside")))
    send(depth(1, 180, received_at=LATER, **of("wd-east")))
    with pool.connection() as conn:
        conn.execute(DRILL, (LATER + timedelta(minutes=1),) * 2)
    return pool


def of(sensor: str) -> dict[str, object]:
    return {"topic": f"yiping/v1/310101/002/water_depth/{sensor}/up"}


def named(conn: Connection, nums: set[int]) -> set[str]:
    return {sensor.id for sensor in registry(conn) if sensor.num in nums}


@pytest.mark.parametrize("area", [*WHOLE, WEST])
def test_an_area_and_all_above_it_know_its_open_alerts(storm: Pool, area: str) -> None:
    with storm.connection() as conn:
        standing = standing_severities(conn, under=area)
        assert named(conn, {num for num, _ in standing}) == {"wd-west"}
        assert len(recent_alerts(conn, limit=9, under=area)) == 1


def test_the_whole_city_knows_the_alerts_outside_of_all_areas_too(storm: Pool) -> None:
    with storm.connection() as conn:
        standing = dict(standing_severities(conn))
        assert named(conn, set(standing)) == {"wd-west", "wd-outside"}
        assert set(standing.values()) <= set(Severity)


@pytest.mark.parametrize("area", [*WHOLE, WEST])
def test_an_area_and_all_above_it_count_its_orders(storm: Pool, area: str) -> None:
    with storm.connection() as conn:
        assert count_by_state(conn, now=NOW, under=area) == {OrderState.DISPATCHED: 1}
        assert len(open_orders(conn, under=area)) == 1


def test_the_whole_city_counts_the_orders_without_an_area_too(storm: Pool) -> None:
    with storm.connection() as conn:
        assert count_by_state(conn, now=NOW) == {OrderState.DISPATCHED: 1, OrderState.FILED: 1}


@pytest.mark.parametrize("area", [EAST, "310101002001009", ""])
def test_a_neighbour_and_an_unknown_area_have_no_alert_and_no_order(storm: Pool, area: str) -> None:
    with storm.connection() as conn:
        assert standing_severities(conn, under=area) == []
        assert count_by_state(conn, now=NOW, under=area) == {}


@pytest.mark.parametrize(
    ("area", "silent"),
    [
        (None, {"crowd-west", "lift-east"}),
        (DISTRICT, {"crowd-west", "lift-east"}),
        (STREET, {"crowd-west", "lift-east"}),
        (WEST, {"crowd-west"}),
        (EAST, {"lift-east"}),
        ("310101002001009", set()),
    ],
)
def test_silence_is_told_for_an_area_and_all_below(storm: Pool, area: str | None, silent: set[str]) -> None:
    with storm.connection() as conn:
        assert named(conn, silent_sensors(conn, now=LATER, under=area)) == silent


def test_the_silent_outside_of_all_areas_are_the_citys_only(storm: Pool) -> None:
    with storm.connection() as conn:
        later = NOW + timedelta(hours=1)
        assert "wd-outside" in named(conn, silent_sensors(conn, now=later))
        assert "wd-outside" not in named(conn, silent_sensors(conn, now=later, under=DISTRICT))


def test_the_age_of_the_readings_is_that_of_the_area(storm: Pool) -> None:
    with storm.connection() as conn:
        assert newest_received(conn, under=WEST) == NOW
        assert newest_received(conn, under=EAST) == newest_received(conn, under=STREET) == LATER
        assert newest_received(conn) == LATER
        assert newest_received(conn, under="310101002001009") is None
