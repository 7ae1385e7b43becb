"""What an alert was decided on is kept with each of its changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.condition import Seen, Standing
from alerts.evaluate import Basis, Transition, evaluate
from alerts.inputs import LARGEST, inputs_of, watch_inputs
from alerts.ladder import Latch
from alerts.rule import Rule, load_rules
from alerts.watch import Held
from alerts.watch_rule import load_watches
from model.reading import Origin
from model.severity import Severity
from store.alert_life import alert_events
from store.pool import Pool
from tests.fixtures.batches import NOW, Send, depth

RULES = {rule.id: rule for rule in load_rules()}
START = datetime(2026, 8, 25, 8, tzinfo=UTC)


def transitions(rule: Rule) -> list[Transition]:
    """Every change that the examples of a rule cause."""
    found: list[Transition] = []
    for example in rule.examples:
        standing = Standing(rule.condition.rest, None)
        for seconds, values in example.readings:
            for metric, value in values.items():
                seen = Seen(metric, value, START + timedelta(seconds=seconds))
                standing, turned = evaluate(rule, standing, seen, example.facts)
                found += turned
    return found


@pytest.mark.parametrize("rule", RULES.values(), ids=str)
def test_every_change_of_every_rule_tells_value_time_and_limit(rule: Rule) -> None:
    found = transitions(rule)
    assert found
    for one in found:
        told = inputs_of(one)
        assert told is not None
        assert told["heard"]["at"] == one.at.isoformat()
        assert told["heard"]["metric"] in rule.condition.metrics
        assert told["limit"]
        assert all(len(part) == 2 for part in told["parts"])
        assert len(str(told)) < LARGEST * 2


def test_a_live_alert_keeps_what_it_was_decided_on(send: Send, pool: Pool) -> None:
    send(*(depth(cm, at) for at, cm in [(0, 26), (60, 27), (120, 27)]))
    with pool.connection() as conn:
        fired = alert_events(conn, 1)[0]
    assert fired.inputs is not None
    begun = (NOW - timedelta(hours=1)).isoformat()
    at = (NOW - timedelta(minutes=59)).isoformat()
    assert fired.inputs["heard"] == {"metric": "depth_cm", "value": 27.0, "at": at}
    assert fired.inputs["known"] == [[False, begun]] * 3
    assert (fired.inputs["limit"]["on"], fired.inputs["limit"]["on_delay_s"]) == (25, 60)
    assert fired.inputs["parts"][2][0] == "red"


def test_a_long_memory_never_keeps_an_alert_from_being_written() -> None:
    one = transitions(RULES["road_flooding"])[0]
    assert isinstance(one.basis, Basis)
    long = replace(one, basis=replace(one.basis, before=(Latch(is_set=True),) * LARGEST))
    told = inputs_of(long)
    assert told is not None
    assert told["known"] == "too long to be kept"
    assert told["heard"] == (inputs_of(one) or {})["heard"]


def test_a_watch_tells_the_sensors_it_counted() -> None:
    rule = next(one for one in load_watches() if one.id == "flood_cluster")
    held = Held(
        severity=Severity.ORANGE, value=3, reason="", origin=Origin.LIVE, carriers=(7, 8, 9), area=None
    )
    assert watch_inputs(rule, held, Severity.ORANGE) == {
        "value": 3,
        "sensors": [7, 8, 9],
        "limit": {
            "rule": "road_flooding",
            "level": "committee",
            "clear_after_s": 600,
            "severity": "orange",
            "count": 3,
        },
    }
