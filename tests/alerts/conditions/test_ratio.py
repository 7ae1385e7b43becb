"""A metric by a number of the dossier: how full, how dense, and nothing where nobody knows the size."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.condition import Seen, State
from alerts.conditions.ratio import EXAMPLES, EXAMPLES_START, Ratio, condition_from
from alerts.ladder import Rung, released
from alerts.rule import RULES
from model.catalogue import load_kinds
from model.definition import Definition, read_definition
from model.errors import DefinitionError
from tests.alerts.conditions.sizes import NOTHING_KNOWN, known
from tests.alerts.conditions.slow import held

RUNG = EXAMPLES[0][0]
SERIES = st.lists(st.tuples(st.integers(1, 200), st.floats(0, 1500)), max_size=30)


def ratio(*rungs: Rung) -> Ratio:
    return Ratio(metrics=("persons",), of="capacity", rungs=rungs, rest=released(rungs))


FULL = ratio(RUNG)


def stepped(state: State, seconds: float, value: float, facts: Mapping[str, float]) -> State:
    return FULL.step(state, Seen("persons", value, EXAMPLES_START + timedelta(seconds=seconds)), facts)


@pytest.mark.parametrize(("rung", "facts", "steps"), EXAMPLES)
def test_the_examples_of_the_condition_hold(
    rung: Rung, facts: Mapping[str, float], steps: Sequence[tuple[int, float, bool]]
) -> None:
    condition = ratio(rung)
    state = condition.rest
    for seconds, value, is_set in steps:
        at = EXAMPLES_START + timedelta(seconds=seconds)
        state = condition.step(state, Seen("persons", value, at), facts)
        assert (condition.severity(state) is not None) is is_set, seconds


@given(series=SERIES, capacity=st.floats(500, 1500))
def test_it_holds_when_the_quotient_has_held(series: list[tuple[int, float]], capacity: float) -> None:
    state, seconds, past = FULL.rest, 0, []
    for gap_s, value in series:
        seconds += gap_s
        state = stepped(state, seconds, value, {"capacity": capacity})
        past.append((EXAMPLES_START + timedelta(seconds=seconds), value / capacity))
        assert (FULL.severity(state) is not None) is held(RUNG, past)


@given(series=SERIES)
def test_a_state_written_and_read_back_goes_on_alike(series: list[tuple[int, float]]) -> None:
    state = rebuilt = FULL.rest
    seconds = 0
    for gap_s, value in series:
        seconds += gap_s
        state = stepped(state, seconds, value, {"capacity": 900})
        rebuilt = stepped(rebuilt, seconds, value, {"capacity": 900})
        rebuilt = FULL.load(json.loads(json.dumps(FULL.dump(rebuilt))))
    assert rebuilt == state


@given(value=st.floats(-10, 10), capacity=st.floats(-1, 20) | st.just(0.0))
def test_a_quiet_value_leaves_rest_at_rest_and_a_loud_one_does_not(value: float, capacity: float) -> None:
    loud = FULL.loud("persons", np.array([value]), known(capacity=capacity)).tolist()
    assert loud == [stepped(FULL.rest, 0, value, {"capacity": capacity}) != FULL.rest]


def test_where_nobody_knows_how_large_the_site_is_nothing_is_loud() -> None:
    assert FULL.loud("persons", np.array([0.0, 1.0, 5000.0]), NOTHING_KNOWN).tolist() == [False] * 3


def test_an_alert_ends_where_the_size_is_not_known_any_more() -> None:
    state = stepped(stepped(FULL.rest, 0, 1000, {"capacity": 900}), 180, 1000, {"capacity": 900})
    assert FULL.severity(state) is not None
    assert stepped(state, 240, 1000, {}) == FULL.rest


def test_it_tells_what_it_divides_and_when_it_sets() -> None:
    assert FULL.explain(FULL.rest, None) == [
        ("quotient", "persons by capacity of the dossier; without that nothing is computed"),
        ("red", "does not hold; sets at 1 or more for 180 s"),
    ]


def density(**changed: object) -> Ratio:
    levels = [{"severity": "red", "on": 5.0, "off": 4.0, "on_delay_s": 60, "off_delay_s": 180}]
    table = {"unit": "persons", "of": "area_m2", "levels": levels} | changed
    kind = load_kinds()["crowd"]
    return condition_from(Definition(table, file="r.toml"), kind=kind, metric=kind.metrics["persons"])


def test_persons_by_area_are_a_density() -> None:
    condition = density()
    state = condition.rest
    for seconds in (0, 60):
        at = EXAMPLES_START + timedelta(seconds=seconds)
        state = condition.step(state, Seen("persons", 26_000, at), {"area_m2": 5200, "capacity": 90_000})
    assert condition.severity(state) is condition.rungs[0].severity


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"of": "capacity_persons"}, "of: 'capacity_persons' is not one of .*capacity"),
        ({"of": "operator"}, "of: 'operator' is not one of"),
        ({"unit": "Hz"}, "unit: Hz cannot measure persons"),
        (
            {"levels": [{"severity": "red", "on": 0, "off": -1, "on_delay_s": 0, "off_delay_s": 0}]},
            "levels: must have on values above 0",
        ),
    ],
)
def test_a_ratio_that_makes_no_sense_is_refused_by_its_key(changed: dict[str, object], problem: str) -> None:
    with pytest.raises(DefinitionError, match=problem):
        density(**changed)


def test_the_shipped_rule_reckons_with_the_capacity_of_the_dossier() -> None:
    kind = load_kinds()["crowd"]
    definition = read_definition(RULES / "crowd_capacity.toml")
    condition = condition_from(definition, kind=kind, metric=kind.metrics["persons"])
    assert condition.of == "capacity"
    assert [rung.on for rung in condition.rungs] == [0.8, 0.9, 1.0]
