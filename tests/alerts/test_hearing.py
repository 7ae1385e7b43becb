"""What a rule hears of a batch, against a slow and plain telling of the same."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.condition import Facts, Seen, Standing
from alerts.evaluate import evaluate
from alerts.hearing import Hearing, steps
from alerts.rule import RULES, Rule, load_rule
from model.catalogue import load_kinds
from model.reading import Origin, Quality, Reading
from store.columns import Columns, columns_of

KINDS = load_kinds()
EPISODE, INFLOW = (
    load_rule(RULES / f"{name}.toml", kinds=KINDS) for name in ("ebike_episode", "crowd_inflow")
)
KIND_OF = {1: "ebike_lift", 2: "ebike_lift", 3: "crowd", 4: "crowd", 5: "water_depth"}
FACTS: Mapping[int, Facts] = {3: {"capacity": 1000.0}, 4: {}}
START = datetime(2026, 1, 1, tzinfo=UTC)
TOLD = st.tuples(
    st.sampled_from(list(KIND_OF)), st.integers(0, 9), st.sampled_from([0.0, 1.0, 60.0, 900.0, 3000.0])
)


def batch(told: Sequence[tuple[int, int, float]]) -> Columns:
    """One reading a minute: sensor, number of its metric, value."""
    rows = []
    for minute, (sensor_num, number, value) in enumerate(told):
        metrics = list(KINDS[KIND_OF[sensor_num]].metrics)
        at = START + timedelta(minutes=minute)
        rows.append(
            Reading(
                sensor_num=sensor_num,
                metric=metrics[number % len(metrics)],
                value=value,
                observed_at=at,
                received_at=at,
                quality=Quality.GOOD,
                origin=Origin.LIVE,
            )
        )
    return columns_of(rows, [KIND_OF[row.sensor_num] for row in rows])


@given(told=st.lists(TOLD, min_size=1, max_size=60))
def test_each_sensor_is_heard_as_if_it_were_alone(told: list[tuple[int, int, float]]) -> None:
    readings = batch(told)
    for rule in (EPISODE, INFLOW):
        hearing = Hearing.of(rule, readings, FACTS)
        found = {}
        for num, places, heard in hearing.by_sensor(hearing.loud_sensors()):
            taken = steps(rule, at_rest(rule), heard, FACTS.get(num, {}))
            found[num] = [(int(places[step.place]), step.standing) for step in taken]
        assert found == slowly(rule, readings)


def at_rest(rule: Rule) -> Standing:
    return Standing(rule.condition.rest, None)


def slowly(rule: Rule, readings: Columns) -> Mapping[int, Sequence[tuple[int, Standing]]]:
    """Every reading in its turn; what leaves a rule at rest at rest is not told."""
    standing: dict[int, Standing] = {}
    found: dict[int, list[tuple[int, Standing]]] = {}
    for place, one in enumerate(readings.readings()):
        if KIND_OF[one.sensor_num] != rule.kind.id or one.metric not in rule.condition.metrics:
            continue
        before = standing.get(one.sensor_num, at_rest(rule))
        seen = Seen(one.metric, one.value, one.observed_at)
        after, _ = evaluate(rule, before, seen, FACTS.get(one.sensor_num, {}))
        standing[one.sensor_num] = after
        if not (before.at is None and after.at is None):
            found.setdefault(one.sensor_num, []).append((place, after))
    return found
