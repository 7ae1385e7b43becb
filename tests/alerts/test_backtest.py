"""A back-test says what the live rules said: on the same feed, and on any small series."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.backtest import Firing, firings, seen_at, steps
from alerts.condition import Facts, Standing
from alerts.evaluate import evaluate
from alerts.rule import Rule, load_rules
from model.reading import Origin
from model.severity import Severity
from store.history import Series
from store.pool import Pool, connect
from tests.fixtures.batches import NOW, Send, depth
from yiping.rules.running import Wish, run

RULES = {rule.id: rule for rule in load_rules()}
FLOODING = RULES["road_flooding"]
START = datetime(2025, 8, 25, tzinfo=UTC)
US_OF_START = int(START.timestamp()) * 1_000_000
Points = Sequence[tuple[float, int, float]]
"""(seconds, place of the metric, value)"""


def series(points: Points, sensor_num: int = 7) -> Series:
    seconds, metric, value = zip(*points, strict=True) if points else ((), (), ())
    return Series(
        sensor_num=sensor_num,
        metric=np.array(metric, np.int8),
        observed_us=np.array([US_OF_START + round(at * 1e6) for at in seconds], np.int64),
        value=np.array(value, np.float64),
    )


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_flood_is_one_firing_with_its_peak() -> None:
    cm = [(0, 6.0), (180, 6.0), (240, 26.0), (300, 27.0), (360, 1.0), (960, 1.0), (1020, 0.0)]
    found = firings(FLOODING, series([(second, 0, value) for second, value in cm]))
    # blue after 180 s, red 60 s after 240, clear 600 s after 360
    assert found == [
        Firing(sensor_num=7, began=at(180), cleared=at(960), peak=Severity.RED, value=27.0),
    ]


def test_what_stands_at_the_end_has_not_cleared() -> None:
    found = firings(FLOODING, series([(0, 0, 30.0), (60, 0, 30.0)]))
    assert [one.cleared for one in found] == [None]


def test_between_two_floods_nothing_is_stepped() -> None:
    quiet = [(second, 0, 1.0) for second in range(1000, 9000, 10)]
    flood = [(0, 0, 6.0), (180, 0, 6.0), (200, 0, 0.0), (800, 0, 0.0)]
    stepped = list(steps(FLOODING, series([*flood, *quiet, (9000, 0, 6.0), (9010, 0, 1.0)])))
    assert len(stepped) == len(flood) + 2


def every_step(rule: Rule, told: Series, facts: Facts) -> list[tuple[object, ...]]:
    """What evaluating each and every reading gives, without looking for loud ones."""
    standing, found = Standing(rule.condition.rest, None), []
    for place in range(len(told)):
        standing, transitions = evaluate(rule, standing, seen_at(rule, told, place), facts)
        found += [(one.change, one.at, one.severity) for one in transitions]
    return found


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
@given(chance=st.data())
def test_leaving_quiet_readings_out_changes_nothing(rule: Rule, chance: st.DataObject) -> None:
    metrics = rule.condition.metrics
    values = sorted({value for one in rule.examples for _, told in one.readings for value in told.values()})
    pace = rule.forget_after.total_seconds() / 40
    point = st.tuples(
        st.sampled_from([0.0, 0.1 * pace, pace, 3 * pace, 50 * pace]),
        st.integers(0, len(metrics) - 1),
        st.sampled_from([0.0, *values]),
    )
    points, second = [], 0.0
    for pause, metric, value in chance.draw(st.lists(point, max_size=40)):
        # Two metrics may be of one time, two values of one metric are not.
        second += pause or (pace if any(then == second and of == metric for then, of, _ in points) else 0.0)
        points.append((second, metric, value))
    told = series(points)
    facts = {name: value for one in rule.examples for name, value in one.facts.items()}
    skipping = [
        (one.change, one.at, one.severity)
        for _, _, transitions in steps(rule, told, facts)
        for one in transitions
    ]
    assert skipping == every_step(rule, told, facts)


FEED = [
    *[
        ("wd-west", second, cm)
        for second, cm in [(0, 6), (180, 6), (240, 26), (300, 26), (900, 1), (1500, 1)]
    ],
    *[("wd-east", second, cm) for second, cm in [(30, 30), (90, 30), (150, 3), (1800, 16), (1920, 16)]],
    ("wd-west", 2000, 5.0),
    ("wd-west", 2180, 5.0),
    ("wd-outside", 2200, 4.9),
]


def test_a_back_test_raises_what_the_live_engine_raised(small_city: str, pool: Pool, send: Send) -> None:
    for sensor, second, cm in sorted(FEED, key=lambda one: one[1]):
        send(depth(cm, second, sensor=sensor))
    columns = "rule_id, sensor_num, opened_at, cleared_at, peak_severity"
    with pool.connection() as conn:
        live = set(conn.execute(f"select {columns} from alert".encode()).fetchall())
    tried = set()
    with connect(small_city, name="test", autocommit=True) as conn:
        for rule in RULES.values():
            if rule.kind.id == "water_depth":
                found = run(conn, wish(rule, since=NOW - timedelta(hours=1))).firings
                tried |= {(rule.id, one.sensor_num, one.began, one.cleared, one.peak) for one in found}
    assert sum(rule_id == FLOODING.id for rule_id, *_ in live) == 4  # twice each; the puddle outside none
    assert tried == live


def wish(rule: Rule, *, since: datetime) -> Wish:
    until = NOW + timedelta(hours=1)
    return Wish(rule=rule, in_force=None, since=since, until=until, area=None, origin=Origin.LIVE)


def test_an_alert_that_began_earlier_is_known_and_nothing_can_be_written(small_city: str, send: Send) -> None:
    send(depth(6, 0), depth(6, 180), depth(26, 1000), depth(26, 1060), depth(0, 2000), depth(0, 2600))
    with connect(small_city, name="test", autocommit=True) as conn:
        outcome = run(conn, wish(FLOODING, since=NOW - timedelta(seconds=3100)))
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            conn.execute("delete from reading")
    assert [one.peak for one in outcome.firings] == [Severity.RED]
    assert outcome.begun(outcome.firings) == []
