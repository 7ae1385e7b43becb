"""Rates: by examples, against numpy's own least squares, and by Hypothesis."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.condition import Seen
from alerts.conditions.rate import EXAMPLES, Rate
from alerts.ladder import released
from alerts.slope import MOST_KEPT
from model.errors import DefinitionError
from model.severity import Severity
from tests.alerts.conditions.sizes import NOTHING_KNOWN
from tests.alerts.conditions.walked import after, made, stepped, walked

RISING = EXAMPLES[0][0]
BLUE = replace(RISING.rungs[0], severity=Severity.BLUE, on=2.0, on_delay=timedelta(seconds=60))
LADDER = replace(RISING, rungs=(BLUE, *RISING.rungs), rest=((), released((BLUE, *RISING.rungs))))
SERIES = st.lists(st.tuples(st.integers(1, 200), st.floats(0, 40)), max_size=25)
WORDS = """
unit = "mm"
direction = "rising"
per_s = 3600
from_value = 20
over_s = 600
least_readings = 3
least_span_s = 120
[[levels]]
severity = "yellow"
on = 50
off = 10
on_delay_s = 0
off_delay_s = 60
"""


@pytest.mark.parametrize(("rate", "steps"), EXAMPLES)
def test_the_examples_of_the_condition_hold(
    rate: Rate, steps: list[tuple[float, float, Severity | None]]
) -> None:
    state = rate.rest
    for seconds, value, severity in steps:
        state = stepped(rate, state, seconds, value)
        assert rate.severity(state) is severity, seconds


def slope_by_hand(window: list[tuple[datetime, float]]) -> float | None:
    """Units a minute by numpy, over the unbroken run of values from 2 on that are at most 300 s old."""
    run: list[tuple[datetime, float]] = []
    for at, value in window:
        run = [*run, (at, value)] if value >= 2 else []
    young = [(at, value) for at, value in run if run[-1][0] - at <= timedelta(seconds=300)]
    if len(young) < 3 or young[-1][0] - young[0][0] < timedelta(seconds=120):
        return None
    seconds = [(at - young[0][0]).total_seconds() for at, _ in young]
    return float(np.polyfit(seconds, [value for _, value in young], 1)[0]) * 60


@given(series=SERIES.map(lambda series: [(max(gap, 10), value) for gap, value in series]))
def test_a_level_is_only_reached_where_the_line_rises_so_fast(series: list[tuple[int, float]]) -> None:
    told: list[tuple[datetime, float]] = []
    before, high_since = None, None
    for (at, state), (_, value) in zip(walked(LADDER, series), series, strict=True):
        told.append((at, value))
        slope, severity = slope_by_hand(told), LADDER.severity(state)
        high_since = (high_since or at) if slope is not None and slope > 2 - 1e-9 else None
        if slope is not None and slope > 5 + 1e-9:
            assert severity is Severity.YELLOW
        if severity is Severity.YELLOW and before is not Severity.YELLOW:
            assert slope is not None
            assert slope > 5 - 1e-9
        if severity is Severity.BLUE and before is None:
            assert high_since is not None
            assert at - high_since >= timedelta(seconds=60)
        before = severity


@given(series=SERIES)
def test_a_state_written_and_read_back_goes_on_alike(series: list[tuple[int, float]]) -> None:
    rebuilt = LADDER.rest
    seconds = 0
    for (_, state), (gap_s, value) in zip(walked(LADDER, series), series, strict=True):
        seconds += gap_s
        rebuilt = LADDER.load(json.loads(json.dumps(LADDER.dump(rebuilt))))
        rebuilt = stepped(LADDER, rebuilt, seconds, value)
        assert rebuilt == state


@given(value=st.floats(allow_nan=False))
def test_a_quiet_value_leaves_rest_at_rest(value: float) -> None:
    state = stepped(LADDER, LADDER.rest, 0, value)
    assert LADDER.loud("depth_cm", np.array([value]), NOTHING_KNOWN).tolist() == [state != LADDER.rest]


def test_a_rise_that_is_over_comes_back_to_rest() -> None:
    *_, (_, state) = walked(RISING, [(60, 4), (60, 9), (60, 14), (60, 0), (120, 0)])
    assert state == RISING.rest


def test_a_level_holds_between_on_and_off() -> None:
    # The line still rises by more than 1 cm a minute at 300 s, and by less at 360 s: 120 s later it is over.
    states = walked(RISING, [(60, 4), *((60, value) for value in (9, 14, 14, 14, 14, 14, 14, 14))])
    levels = [RISING.severity(state) for _, state in states]
    assert levels == [None, None, *[Severity.YELLOW] * 6, None]


def test_a_quick_sensor_keeps_a_bounded_window_over_its_whole_time() -> None:
    *_, (at, (points, _)) = walked(RISING, [(1, 5.0 + second / 100) for second in range(1000)])
    assert MOST_KEPT - 2 <= len(points) <= MOST_KEPT + 1
    assert points[-1][0] == at
    assert timedelta(seconds=285) < at - points[0][0] <= timedelta(seconds=300)


def test_a_rule_speaks_in_its_own_unit_and_time() -> None:
    rate: Rate = made("rate", WORDS, kind="water_depth", metric="depth_cm")
    assert rate.window.from_value == 2.0
    assert (rate.rungs[0].on, rate.rungs[0].off) == (5.0, 1.0)
    *_, (_, state) = walked(rate, [(0, 4.0), (60, 4.05), (60, 4.2)])  # 6 cm an hour
    assert rate.severity(state) is Severity.YELLOW


def test_a_fall_is_a_rise_of_turned_values() -> None:
    words = WORDS.replace("rising", "falling").replace("from_value = 20", "from_value = 300")
    rate: Rate = made("rate", words, kind="water_depth", metric="depth_cm")
    assert rate.loud("depth_cm", np.array([29.0, 30.0, 31.0]), NOTHING_KNOWN).tolist() == [True, True, False]
    *_, (_, falls) = walked(rate, [(0, 20.0), (60, 19.9), (60, 19.8)])  # 6 cm an hour
    *_, (_, rises) = walked(rate, [(0, 20.0), (60, 20.1), (60, 20.2)])
    assert (rate.severity(falls), rate.severity(rises)) == (Severity.YELLOW, None)


def test_a_difference_in_fahrenheit_has_no_zero() -> None:
    words = WORDS.replace('"mm"', '"F"').replace("from_value = 20", "from_value = 68")
    words = words.replace("on = 50", "on = 9").replace("off = 10", "off = 1.8")
    rate: Rate = made("rate", words, kind="charging_shed", metric="contact_c")
    assert rate.window.from_value == pytest.approx(20)
    assert (rate.rungs[0].on, rate.rungs[0].off) == (pytest.approx(5), pytest.approx(1))


def test_a_level_that_waits_for_a_fall_goes_where_there_is_no_line() -> None:
    falls = replace(RISING, rungs=(replace(RISING.rungs[0], off=-1.0),))
    *_, (_, state) = walked(falls, [(60, 4), (60, 9), (60, 14), (60, 0), (120, 0)])
    assert state == falls.rest


def test_it_says_why() -> None:
    *_, (_, state) = walked(RISING, [(0, 4.0), (60, 5.0), (60, 6.0)])
    line, rung = RISING.explain(state, Seen("depth_cm", 6.0, after(120)))
    assert line == ("line", "at 6, rising by 1 a minute (3 readings over 120 s)")
    assert rung == ("yellow", "does not hold; sets at 5 or more for 0 s: 4 off")
    assert (
        "0 readings over 0 s from 2 on, at least 3 over 120 s are needed"
        in RISING.explain(RISING.rest, None)[0][1]
    )


WRONG = {
    "a rate for no time": ("per_s = 3600", "per_s = 0", "per_s: must be above 0"),
    "one reading": ("least_readings = 3", "least_readings = 1", "least_readings: must be 2 to 16"),
    "more than a window keeps": (
        "least_readings = 3",
        "least_readings = 17",
        "least_readings: must be 2 to 16",
    ),
    "a span that no window holds": (
        "least_span_s = 120",
        "least_span_s = 601",
        "least_span_s: must be above",
    ),
    "no span at all": ("least_span_s = 120", "least_span_s = 0", "least_span_s: must be above"),
    "a rate that is none": ("on = 50\noff = 10", "on = 0\noff = -10", r"levels\[0\].on: must be above 0"),
    "a wrong unit": ('unit = "mm"', 'unit = "s"', "unit: s cannot measure depth_cm"),
    "a wrong direction": ('"rising"', '"above"', "direction: 'above' is not one of rising, falling"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_rate_that_makes_no_sense_is_refused(case: str) -> None:
    old, new, problem = WRONG[case]
    assert old in WORDS
    with pytest.raises(DefinitionError, match=problem):
        made("rate", WORDS.replace(old, new), kind="water_depth", metric="depth_cm")


@pytest.mark.parametrize(
    "dumped",
    [None, [[True, None]], {}, {"points": [], "latches": []}, {"points": [["x"]], "latches": [[True, None]]}],
)
def test_a_state_of_another_shape_becomes_rest(dumped: object) -> None:
    assert RISING.load(dumped) == RISING.rest
