"""Inflow by outflow in a place that is already rather full, judged when all three were told."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.condition import Facts, Seen, State
from alerts.conditions.balance import EXAMPLES, EXAMPLES_START, Balance, condition_from
from alerts.ladder import NOTHING, Rung, released
from model.catalogue import load_kinds
from model.definition import Definition
from model.errors import DefinitionError
from tests.alerts.conditions.sizes import NOTHING_KNOWN, known
from tests.alerts.conditions.slow import held

RUNG = EXAMPLES[0][0]
FACTS: Facts = {"capacity": 1000.0}
SURGE = Balance(
    metrics=("in", "out", "present"),
    of="capacity",
    above_share=0.7,
    least=600.0,
    together=timedelta(seconds=30),
    rungs=(RUNG,),
    rest=((None, None, None), 0.0, released((RUNG,))),
)
FLOWS = st.sampled_from([0.0, 500.0, 600.0, 1000.0, 1400.0, 1500.0, 3000.0])
ROUND = st.tuples(st.integers(1, 4), FLOWS, FLOWS, st.sampled_from([699.0, 700.0, 900.0]))
TELLING = st.tuples(st.integers(0, 40), st.sampled_from(SURGE.metrics), FLOWS)


def told(state: State, seconds: float, metric: str, value: float, facts: Facts = FACTS) -> State:
    return SURGE.step(state, Seen(metric, value, EXAMPLES_START + timedelta(seconds=seconds)), facts)


def together(
    state: State, minute: float, values: Sequence[float], *, order: Sequence[int] = (0, 1, 2)
) -> State:
    for place in order:
        state = told(state, 60 * minute, SURGE.metrics[place], values[place])
    return state


def is_set(state: State) -> bool:
    return SURGE.severity(state) is not None


@pytest.mark.parametrize(("rung", "steps"), EXAMPLES)
def test_the_examples_of_the_condition_hold(
    rung: Rung, steps: Sequence[tuple[int, float, float, float, bool]]
) -> None:
    condition = replace(SURGE, rungs=(rung,))
    state = condition.rest
    for minute, inflow, outflow, present, holds in steps:
        at = EXAMPLES_START + timedelta(minutes=minute)
        for metric, value in zip(condition.metrics, (inflow, outflow, present), strict=True):
            state = condition.step(state, Seen(metric, value, at), FACTS)
        assert (condition.severity(state) is not None) is holds, minute


@given(series=st.lists(ROUND, max_size=25))
def test_it_holds_when_the_quotient_of_each_minute_has_held(
    series: list[tuple[int, float, float, float]],
) -> None:
    state, minute, past = SURGE.rest, 0, []
    for gap_min, inflow, outflow, present in series:
        minute += gap_min
        state = together(state, minute, (inflow, outflow, present))
        counts = inflow >= 600 and present >= 700
        quotient = (inflow / outflow if outflow else float("inf")) if counts else NOTHING
        past.append((EXAMPLES_START + timedelta(minutes=minute), quotient))
        assert is_set(state) is held(RUNG, past)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_both_flows_may_fall_at_once_in_whatever_order_they_are_told(order: tuple[int, ...]) -> None:
    # 3000 by 1000, then 1400 by 400: the new inflow by the old outflow would be below 1.5 and break the run.
    state = together(SURGE.rest, 0, (3000, 1000, 800), order=order)
    for minute, inflow, outflow in ((1, 3000, 1000), (3, 1400, 400), (6, 1400, 400)):
        state = together(state, minute, (inflow, outflow, 800), order=order)
        assert is_set(state) is (minute == 6)


def test_a_value_is_judged_once_however_quickly_the_next_ones_follow() -> None:
    state = SURGE.rest
    for turn in range(20):  # every 20 s, within what belongs together
        inflow, outflow = ((3000, 1000), (1400, 400))[turn % 2]
        state = together(state, turn / 3, (inflow, outflow, 800))
    assert is_set(state)


def test_values_that_do_not_belong_together_are_not_paired() -> None:
    state = SURGE.rest
    for minute in range(20):  # each minute another one of the three
        metric = SURGE.metrics[minute % 3]
        state = told(state, 60 * minute, metric, {"in": 3000, "out": 100, "present": 900}[metric])
    assert not is_set(state)
    assert state[2] == SURGE.rest[2]


def test_without_a_capacity_nothing_is_computed() -> None:
    state = SURGE.rest
    for minute in range(10):
        for metric, value in (("in", 9000), ("out", 0), ("present", 99_999)):
            state = told(state, 60 * minute, metric, value, {"area_m2": 50})
            assert state == SURGE.rest


@given(series=st.lists(TELLING, max_size=40))
def test_a_state_written_and_read_back_goes_on_alike(series: list[tuple[int, str, float]]) -> None:
    state = rebuilt = SURGE.rest
    seconds = 0
    for gap_s, metric, value in series:
        seconds += gap_s
        state, rebuilt = (told(one, seconds, metric, value) for one in (state, rebuilt))
        rebuilt = SURGE.load(json.loads(json.dumps(SURGE.dump(rebuilt))))
    assert rebuilt == state


@given(metric=st.sampled_from(SURGE.metrics), value=st.just(600.0) | st.floats(0, 2000))
def test_a_quiet_value_leaves_rest_at_rest_and_a_loud_one_does_not(metric: str, value: float) -> None:
    assert not SURGE.loud(metric, np.array([value]), NOTHING_KNOWN).any()
    loud = SURGE.loud(metric, np.array([value]), known(capacity=1000)).tolist()
    assert loud == [told(SURGE.rest, 0, metric, value) != SURGE.rest]


def test_a_small_inflow_brings_it_back_to_rest() -> None:
    state = together(SURGE.rest, 0, (3000, 1000, 800))
    assert state != SURGE.rest
    assert told(state, 60, "in", 599) == SURGE.rest


def test_an_alert_tells_the_inflow_whichever_of_the_three_completes_it() -> None:
    state = together(SURGE.rest, 0, (3000, 1000, 800))
    assert SURGE.told(state, Seen("present", 800, EXAMPLES_START)) == 3000


def test_it_tells_what_it_waits_for() -> None:
    state = told(together(SURGE.rest, 0, (3000, 1000, 800)), 60, "in", 2000)
    words = dict(SURGE.explain(state, None))
    assert words["inflow"] == "2000, counts from 600 and 0.7 of capacity"
    assert words["round"] == "in 2000 told; waits for out, present"
    assert words["yellow"] == "does not hold; sets at 1.5 or more for 300 s"


@pytest.mark.parametrize(
    "dumped", [[[True, None]], {"told": []}, None, {**SURGE.dump(SURGE.rest), "told": []}]
)
def test_a_state_of_another_shape_becomes_rest(dumped: object) -> None:
    assert SURGE.load(dumped) == SURGE.rest


RULE = {
    "unit": "persons/h",
    "outflow": "leaving_per_h",
    "present": "persons",
    "of": "capacity",
    "above_share": 0.7,
    "least": 600,
    "together_s": 30,
    "levels": [{"severity": "yellow", "on": 1.5, "off": 1.2, "on_delay_s": 300, "off_delay_s": 600}],
}


def described(**changed: object) -> Balance:
    kind = load_kinds()["crowd"]
    definition = Definition(RULE | changed, file="r.toml")
    return condition_from(definition, kind=kind, metric=kind.metrics["entering_per_h"])


def test_the_least_inflow_is_told_in_the_units_of_the_rule() -> None:
    assert described(unit="persons/min", least=10).least == 600


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"outflow": "persons"}, "outflow: persons is not told in persons/h"),
        ({"outflow": "entering_per_h"}, "outflow: inflow, outflow and present must be three metrics"),
        ({"of": "area"}, "of: 'area' is not one of"),
        ({"least": 0}, "least: 0 is not above 0"),
        ({"above_share": -1}, "above_share: -1 is not above 0"),
        ({"unit": "persons"}, "unit: persons cannot measure entering_per_h"),
        ({"together_s": -1}, "together_s: cannot be below 0 seconds"),
    ],
)
def test_a_balance_that_makes_no_sense_is_refused_by_its_key(
    changed: dict[str, object], problem: str
) -> None:
    with pytest.raises(DefinitionError, match=problem):
        described(**changed)
