"""An e-bike in a lift, from the camera's messages to the order, against the real database."""

from datetime import timedelta

from store.pool import Pool
from tests.fixtures.batches import NOW, Send, message

RIDE = [(0, 0, 0), (20, 20, 0), (60, 60, 0), (95, 95, 0), (100, 0, 1), (130, 0, 0), (260, 0, 0)]
"""Seconds, door held, reached a floor: the rider insists for a minute and a half and then rides up."""


def told(seconds: float, held_s: float, reached: float) -> object:
    at = NOW - timedelta(hours=1) + timedelta(seconds=seconds)
    values = {"door_held_s": held_s, "reached_floor": reached}
    return message({"t": at.isoformat(), "v": values}, sensor="lift-east", kind="ebike_lift")


def rows(pool: Pool, sql: str) -> list[tuple[object, ...]]:
    with pool.connection() as conn:
        return conn.execute(sql.encode()).fetchall()


def test_a_ride_is_one_alert_and_one_order_at_its_highest_level(pool: Pool, send: Send) -> None:
    for reading in RIDE:
        send(told(*reading))
    assert rows(pool, "select rule_id, peak_severity, cleared_at is null from alert") == [
        ("ebike_episode", 3, False)
    ]
    assert rows(pool, "select severity from work_order") == [(3,)]


def test_all_at_once_it_is_the_same(pool: Pool, send: Send) -> None:
    send(*(told(*reading) for reading in RIDE))
    assert rows(pool, "select rule_id, peak_severity, cleared_at is null from alert") == [
        ("ebike_episode", 3, False)
    ]


def test_the_third_episode_of_a_week_is_an_alert_of_its_own(pool: Pool, send: Send) -> None:
    for start in (0, 600, 1200):
        send(told(start, 40, 0), told(start + 30, 0, 0), told(start + 160, 0, 0))
    assert rows(pool, "select rule_id, value from alert") == [("ebike_repeated", 40.0)]
