"""Counts of events: by examples, against counting the whole history again, and by Hypothesis."""

import json
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.condition import Seen
from alerts.conditions.count_in_window import EXAMPLES, CountInWindow
from model.errors import DefinitionError
from model.severity import Severity
from tests.alerts.conditions.sizes import NOTHING_KNOWN
from tests.alerts.conditions.walked import after, made, stepped, walked

HOUR = EXAMPLES[0][0]
VALUES = st.sampled_from([0.0, 19.9, 20.0, 60.0])
SERIES = st.lists(st.tuples(st.integers(1, 900), VALUES), max_size=40)
WORDS = """
unit = "min"
direction = "above"
event = 1
within_s = 3600
apart_s = 120
forget_after_s = 3600
[[levels]]
severity = "yellow"
on = 3
off = 0
on_delay_s = 0
off_delay_s = 0
"""


@pytest.mark.parametrize(("count", "steps"), EXAMPLES)
def test_the_examples_of_the_condition_hold(
    count: CountInWindow, steps: list[tuple[int, float, Severity | None]]
) -> None:
    state = count.rest
    for seconds, value, severity in steps:
        state = stepped(count, state, seconds, value)
        assert count.severity(state) is severity, seconds


def begun_by_hand(series: list[tuple[int, float]]) -> list[int]:
    """How many events of the last hour there are after each value, counted anew over the whole history."""
    counts, times = [], np.cumsum([gap for gap, _ in series]).tolist()
    for now in range(1, len(series) + 1):
        begun, last_beyond = [], -(10**9)
        for place in range(now):
            if series[place][1] >= 20:
                rises = place == 0 or series[place - 1][1] < 20
                if rises and times[place] - last_beyond >= 120:
                    begun.append(times[place])
                last_beyond = times[place]
        counts.append(sum(times[now - 1] - at <= 3600 for at in begun))
    return counts


@given(series=SERIES)
def test_a_level_holds_from_three_events_until_one_is_left(series: list[tuple[int, float]]) -> None:
    holds = False
    for (_, state), count in zip(walked(HOUR, series), begun_by_hand(series), strict=True):
        holds = count >= 3 or (holds and count > 1)
        assert (HOUR.severity(state) is Severity.YELLOW) is holds


@given(series=SERIES)
def test_a_state_written_and_read_back_goes_on_alike(series: list[tuple[int, float]]) -> None:
    rebuilt = HOUR.rest
    seconds = 0
    for (_, state), (gap_s, value) in zip(walked(HOUR, series), series, strict=True):
        seconds += gap_s
        rebuilt = HOUR.load(json.loads(json.dumps(HOUR.dump(rebuilt))))
        rebuilt = stepped(HOUR, rebuilt, seconds, value)
        assert rebuilt == state


@given(value=st.floats(allow_nan=False))
def test_a_quiet_value_leaves_rest_at_rest(value: float) -> None:
    state = stepped(HOUR, HOUR.rest, 0, value)
    assert HOUR.loud("door_held_s", np.array([value]), NOTHING_KNOWN).tolist() == [state != HOUR.rest]


def test_it_comes_back_to_rest_when_its_events_are_too_old() -> None:
    *_, (_, state) = walked(HOUR, [(60, 20), (60, 0), (3540, 0)])
    assert state != HOUR.rest
    *_, (_, state) = walked(HOUR, [(60, 20), (60, 0), (3541, 0)])
    assert state == HOUR.rest


def test_the_end_of_an_event_longer_than_the_window_is_remembered_until_the_next_may_count() -> None:
    # It began 2 hours ago and is forgotten; a rise within 2 minutes of its end is still the same event.
    *_, (_, state) = walked(HOUR, [(0, 20), (3600, 20), (3600, 20), (60, 0), (59, 20)])
    assert state[0].begun == ()
    *_, (_, state) = walked(HOUR, [(0, 20), (3600, 20), (3600, 20), (60, 0), (60, 20)])
    assert len(state[0].begun) == 1


def test_no_more_events_are_kept_than_the_highest_level_needs() -> None:
    red = replace(HOUR.rungs[0], severity=Severity.RED, on=5.0)
    two = replace(HOUR, rungs=(HOUR.rungs[0], red))
    *_, (_, (counted, _)) = walked(
        replace(two, rest=(HOUR.rest[0], HOUR.rest[1] * 2)), [(200, 20), (1, 0)] * 9
    )
    assert len(counted.begun) == 5


def test_a_rule_speaks_in_its_own_unit() -> None:
    count: CountInWindow = made("count_in_window", WORDS, kind="ebike_lift", metric="door_held_s")
    assert count.event == 60.0
    assert count.within == timedelta(hours=1)


def test_it_says_why() -> None:
    *_, (_, state) = walked(HOUR, [(60, 20), (60, 0), (600, 20)])
    events, rung = HOUR.explain(state, Seen("door_held_s", 20.0, after(720)))
    assert events == ("events", "2 within 3600 s, one going on")
    assert rung == ("yellow", "does not hold; sets at 3 or more for 0 s: 1 off")


WRONG = {
    "half an event": ("on = 3", "on = 2.5", r"levels\[0\]: on is a number of events"),
    "no event": ("on = 3\noff = 0", "on = 0\noff = -1", r"levels\[0\]: on is a number of events"),
    "too many": ("on = 3", "on = 101", r"levels\[0\]: on is a number of events from 1 to 100"),
    "never off": ("off = 0", "off = -1", r"levels\[0\]: on is a number of events"),
    "a memory too short": (
        "forget_after_s = 3600",
        "forget_after_s = 3599",
        "forget_after_s: below within_s",
    ),
    "a wrong unit": ('unit = "min"', 'unit = "cm"', "unit: cm cannot measure door_held_s"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_count_that_makes_no_sense_is_refused(case: str) -> None:
    old, new, problem = WRONG[case]
    assert old in WORDS
    with pytest.raises(DefinitionError, match=problem):
        made("count_in_window", WORDS.replace(old, new), kind="ebike_lift", metric="door_held_s")


@pytest.mark.parametrize(
    "dumped", [None, [[True, None]], {}, {"begun": ["x"], "is_on": False, "last_at": None, "latches": []}]
)
def test_a_state_of_another_shape_becomes_rest(dumped: object) -> None:
    assert HOUR.load(dumped) == HOUR.rest
