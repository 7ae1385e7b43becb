"""The ladder of latches, by tables of times and by Hypothesis."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.condition import NO_FACTS, Seen, State
from alerts.conditions.threshold import EXAMPLES, EXAMPLES_START, Threshold
from alerts.ladder import Latch, Rung, latched
from model.severity import Severity
from tests.alerts.conditions.sizes import NOTHING_KNOWN

RUNGS = tuple(
    Rung(
        severity=severity,
        on=on,
        off=on - 3,
        on_delay=timedelta(seconds=on_delay_s),
        off_delay=timedelta(seconds=600),
    )
    for severity, on, on_delay_s in (
        (Severity.BLUE, 5, 180),
        (Severity.YELLOW, 15, 120),
        (Severity.RED, 25, 60),
    )
)
LADDER = Threshold(metrics=("depth_cm",), rungs=RUNGS, direction=1.0, rest=tuple(Latch() for _ in RUNGS))
SERIES = st.lists(st.tuples(st.integers(1, 400), st.floats(0, 40)), max_size=30)


def stepped(state: State, value: float, at: datetime) -> State:
    return LADDER.step(state, Seen("depth_cm", value, at), NO_FACTS)


@pytest.mark.parametrize(("rung", "steps"), EXAMPLES)
def test_the_examples_of_the_condition_hold(rung: Rung, steps: list[tuple[int, float, bool]]) -> None:
    latch = Latch()
    for seconds, value, is_set in steps:
        latch = latched(rung, latch, value=value, at=EXAMPLES_START + timedelta(seconds=seconds))
        assert latch.is_set is is_set, seconds


@given(series=SERIES)
def test_a_state_written_and_read_back_goes_on_alike(series: list[tuple[int, float]]) -> None:
    state = rebuilt = LADDER.rest
    at = EXAMPLES_START
    for gap_s, value in series:
        at += timedelta(seconds=gap_s)
        state = stepped(state, value, at)
        rebuilt = LADDER.load(LADDER.dump(stepped(rebuilt, value, at)))
    assert rebuilt == state


@given(series=SERIES)
def test_a_level_is_only_reached_by_values_that_stayed_beyond_it(series: list[tuple[int, float]]) -> None:
    state, at, held_since = LADDER.rest, EXAMPLES_START, None
    for gap_s, value in series:
        at += timedelta(seconds=gap_s)
        held_since = (held_since or at) if value >= 25 else None
        before, state = LADDER.severity(state), stepped(state, value, at)
        if LADDER.severity(state) is Severity.RED and before is not Severity.RED:
            assert held_since is not None
            assert at - held_since >= timedelta(seconds=60)


@given(value=st.floats(allow_nan=False))
def test_a_quiet_value_leaves_rest_at_rest(value: float) -> None:
    after = stepped(LADDER.rest, value, EXAMPLES_START)
    assert LADDER.loud("depth_cm", np.array([value]), NOTHING_KNOWN).tolist() == [after != LADDER.rest]


def test_a_state_of_another_shape_becomes_rest() -> None:
    assert LADDER.load([[True, None]]) == LADDER.rest
