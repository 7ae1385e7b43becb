"""Projections: by examples, against numpy's own least squares, and by Hypothesis."""

import json
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.conditions.projection import EXAMPLES, Projection
from model.errors import DefinitionError
from model.severity import Severity
from tests.alerts.conditions.sizes import NOTHING_KNOWN
from tests.alerts.conditions.walked import made, stepped, walked

FLOODING = EXAMPLES[0][0]
SERIES = st.lists(st.tuples(st.integers(10, 200), st.floats(0, 40)), max_size=25)
WORDS = """
unit = "mm"
direction = "rising"
severity = "orange"
reach = 250
within_s = 600
from_value = 30
over_s = 300
least_readings = 3
least_span_s = 120
off_delay_s = 120
"""


@pytest.mark.parametrize(("projection", "steps"), EXAMPLES)
def test_the_examples_of_the_condition_hold(
    projection: Projection, steps: list[tuple[float, float, Severity | None]]
) -> None:
    state = projection.rest
    for seconds, value, severity in steps:
        state = stepped(projection, state, seconds, value)
        assert projection.severity(state) is severity, seconds


def end_by_hand(told: list[tuple[datetime, float]]) -> tuple[float, float] | None:
    """Slope, and where numpy's line leads in 10 minutes, of the run of values from 3 on in the last 300 s."""
    run: list[tuple[datetime, float]] = []
    for at, value in told:
        run = [*run, (at, value)] if value >= 3 else []
    young = [(at, value) for at, value in run if run[-1][0] - at <= timedelta(seconds=300)]
    if len(young) < 3 or young[-1][0] - young[0][0] < timedelta(seconds=120):
        return None
    seconds = [(at - young[-1][0]).total_seconds() for at, _ in young]
    slope, now = np.polyfit(seconds, [value for _, value in young], 1)
    return float(slope), float(now + slope * 600)


@given(series=SERIES)
def test_it_sets_and_goes_as_the_line_says(series: list[tuple[int, float]]) -> None:
    told: list[tuple[datetime, float]] = []
    was_set, short_since = False, None
    for (at, state), (_, value) in zip(walked(FLOODING, series), series, strict=True):
        told.append((at, value))
        slope, end = end_by_hand(told) or (0.0, -1.0)
        is_set = FLOODING.severity(state) is Severity.ORANGE
        if abs(end - 25) < 1e-6 or abs(slope) < 1e-9:
            return  # on the edge the two ways of counting may differ by the last digit
        short_since = (short_since or at) if was_set and end < 25 else None
        if not was_set:
            assert is_set is (end > 25 and slope > 0)
        else:
            gone = short_since is not None and at - short_since >= timedelta(seconds=120)
            assert is_set is not gone
        short_since = short_since if is_set else None
        was_set = is_set


@given(series=SERIES)
def test_a_state_written_and_read_back_goes_on_alike(series: list[tuple[int, float]]) -> None:
    rebuilt = FLOODING.rest
    seconds = 0
    for (_, state), (gap_s, value) in zip(walked(FLOODING, series), series, strict=True):
        seconds += gap_s
        rebuilt = FLOODING.load(json.loads(json.dumps(FLOODING.dump(rebuilt))))
        rebuilt = stepped(FLOODING, rebuilt, seconds, value)
        assert rebuilt == state


@given(value=st.floats(allow_nan=False))
def test_a_quiet_value_leaves_rest_at_rest(value: float) -> None:
    state = stepped(FLOODING, FLOODING.rest, 0, value)
    assert FLOODING.loud("depth_cm", np.array([value]), NOTHING_KNOWN).tolist() == [state != FLOODING.rest]


def test_a_flood_that_is_over_comes_back_to_rest() -> None:
    *_, (_, state) = walked(FLOODING, [(60, 5), (60, 10), (60, 15), (60, 0), (120, 0)])
    assert state == FLOODING.rest


def test_one_spike_is_no_course() -> None:
    states = walked(FLOODING, [(60, 4), (60, 4), (60, 0), (60, 40), (60, 4), (60, 4)])
    assert [FLOODING.severity(state) for _, state in states] == [None] * 6


def test_water_that_stands_still_has_no_slope_at_all() -> None:
    # Told from 0 and not from the newest value, these rise by rounding errors of the sums.
    states = walked(FLOODING, [(63.2, 27.4)] * 20)
    assert {FLOODING.severity(state) for _, state in states} == {None}


def test_a_rule_speaks_in_its_own_unit() -> None:
    projection: Projection = made("projection", WORDS, kind="water_depth", metric="depth_cm")
    assert (projection.reach, projection.window.from_value) == (25.0, 3.0)
    assert projection.within == timedelta(seconds=600)


def test_a_falling_value_leads_below() -> None:
    words = WORDS.replace("rising", "falling").replace("reach = 250", "reach = 30")
    words = words.replace("from_value = 30", "from_value = 200")
    projection: Projection = made("projection", words, kind="water_depth", metric="depth_cm")
    *_, (_, falls) = walked(projection, [(0, 14.0), (60, 13.0), (60, 12.0)])  # 2 cm in 10 min
    *_, (_, rises) = walked(projection, [(0, 12.0), (60, 13.0), (60, 14.0)])
    assert (projection.severity(falls), projection.severity(rises)) == (Severity.ORANGE, None)


def test_it_says_why() -> None:
    *_, (_, state) = walked(FLOODING, [(0, 3.0), (60, 4.5), (60, 6.0)])
    assert FLOODING.explain(state, None) == [
        ("line", "at 6, rising by 1.5 a minute (3 readings over 120 s)"),
        ("orange", "does not hold; leads to 21 within 600 s, 25 is asked for"),
    ]


WRONG = {
    "from beyond reach": ("from_value = 30", "from_value = 250", "from_value: must lie on the normal side"),
    "within no time": ("within_s = 600", "within_s = 0", "within_s: must be above 0"),
    "a wrong unit": ('unit = "mm"', 'unit = "mm/h"', "unit: mm/h cannot measure depth_cm"),
    "no severity": ('severity = "orange"', "", "severity: is missing"),
    "a delay of the past": ("off_delay_s = 120", "off_delay_s = -1", "off_delay_s: cannot be below 0"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_projection_that_makes_no_sense_is_refused(case: str) -> None:
    old, new, problem = WRONG[case]
    assert old in WORDS
    with pytest.raises(DefinitionError, match=problem):
        made("projection", WORDS.replace(old, new), kind="water_depth", metric="depth_cm")


@pytest.mark.parametrize("dumped", [None, [[True, None]], {}, {"points": 3, "latches": [[False, None]]}])
def test_a_state_of_another_shape_becomes_rest(dumped: object) -> None:
    assert FLOODING.load(dumped) == FLOODING.rest
