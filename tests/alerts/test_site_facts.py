"""Rules that reckon with a site's dossier, or hear several metrics, against the real database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.rule import RULES, load_rule
from ingest.message import Message
from model.catalogue import load_kinds
from model.site import Site
from model.text import Text
from store.pool import Pool
from store.sensors import put_sensors, put_sites
from tests.fixtures.batches import NOW, Send, message
from tests.fixtures.city import WEST, sensor

START = NOW - timedelta(hours=1)
CROWD = sensor("crowd-square", "crowd", 121.486)
SQUARE = Site(
    id="square",
    kind="square",
    name=Text(zh="广场", en="Square"),
    position=CROWD.position,
    dossier={"area_m2": 5200, "capacity": 9000},
)


@pytest.fixture(params=["a square for 9000", "no square at all"])
def capacity(request: pytest.FixtureRequest, pool: Pool) -> float | None:
    """Whether the sensor stands in a square; either way it is registered."""
    known = request.param == "a square for 9000"
    with pool.connection() as conn:
        put_sites(conn, [(SQUARE, WEST)])
        put_sensors(conn, [replace(CROWD, site="square" if known else None)])
    return 9000 if known else None


def crowd(minute: float, **values: float) -> Message:
    at = (START + timedelta(minutes=minute)).isoformat()
    return message({"t": at, "v": values}, sensor=CROWD.id, kind=CROWD.kind)


def alerts(pool: Pool) -> list[tuple[object, ...]]:
    with pool.connection() as conn:
        return conn.execute("select rule_id, severity, value, opened_at from alert order by 1").fetchall()


def test_a_full_square_is_an_alert_and_a_place_of_unknown_size_is_none(
    pool: Pool, capacity: float | None, send: Send
) -> None:
    send(*(crowd(minute, persons=8200) for minute in range(5)))
    expected = [("crowd_capacity", 3, 8200, START + timedelta(minutes=3))]
    assert alerts(pool) == (expected if capacity else [])


def test_a_rule_of_three_metrics_goes_on_from_batch_to_batch(
    pool: Pool, capacity: float | None, send: Send
) -> None:
    for minute in range(7):
        send(crowd(minute, entering_per_h=3000, leaving_per_h=1000 + minute, persons=6500))
    expected = [("crowd_inflow", 2, 3000, START + timedelta(minutes=5))]
    assert alerts(pool) == (expected if capacity else [])


def test_what_a_panel_has_learned_outlives_every_batch(pool: Pool, send: Send) -> None:
    rule = load_rule(RULES / "panel_frequency.toml", kinds=load_kinds())
    panel = sensor("panel", rule.kind.id, 121.486, rule.kind.expected_every_s)
    with pool.connection() as conn:
        put_sensors(conn, [panel])
    example = next(one for one in rule.examples if one.changes)
    start = NOW - timedelta(days=40)
    for seconds, values in example.readings:
        at = start + timedelta(seconds=seconds)
        payload = {"t": at.isoformat(), "v": dict(values)}
        send(message(payload, sensor=panel.id, kind=panel.kind, received_at=at))
    (first, _), (_, worst) = example.changes
    found = [(rule_id, severity, opened_at) for rule_id, severity, _, opened_at in alerts(pool)]
    assert found == [(rule.id, worst, start + timedelta(seconds=first))]
