"""Episodes: by examples, against a walk that remembers everything, and by Hypothesis."""

import json
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.condition import Seen
from alerts.conditions.episode import EXAMPLES, Episode
from model.errors import DefinitionError
from model.severity import Severity
from tests.alerts.conditions.sizes import NOTHING_KNOWN
from tests.alerts.conditions.walked import after, made, stepped

CODES, BY_ON = EXAMPLES[0][0], EXAMPLES[2][0]
TOLD = st.lists(
    st.tuples(
        st.integers(1, 150),
        st.one_of(
            st.tuples(st.just("held_s"), st.sampled_from([0.0, 0.0, 10.0, 60.0, 90.0])),
            st.tuples(st.just("rode"), st.sampled_from([0.0, 0.0, 1.0])),
        ),
    ),
    max_size=25,
)
PHASES = st.lists(st.tuples(st.integers(1, 90), st.sampled_from([0.0, 1.0, 2.0, 2.0, 3.0, 5.0])), max_size=25)
WORDS = """
ends = [0]
cool_down_s = 120
[[levels]]
severity = "yellow"
on = 1
unit = "min"
on_delay_s = 0
[[levels]]
severity = "orange"
metric = "reached_floor"
codes = [1]
on_delay_s = 0
"""


@pytest.mark.parametrize(("episode", "steps"), EXAMPLES)
def test_the_examples_of_the_condition_hold(
    episode: Episode, steps: list[tuple[int, str, float, Severity | None]]
) -> None:
    state = episode.rest
    for seconds, metric, value, severity in steps:
        state = stepped(episode, state, seconds, value, metric)
        assert episode.severity(state) is severity, seconds


def levels_by_hand(told: list[tuple[int, tuple[str, float]]]) -> list[Severity | None]:
    """The level after each value, by looking at the whole episode again each time."""
    levels: list[Severity | None] = []
    episode: list[tuple[int, str, float]] = []
    seconds = 0
    for gap_s, (metric, value) in told:
        seconds += gap_s
        episode.append((seconds, metric, value))
        last = {"held_s": 0.0, "rode": 0.0}
        quiet_since: int | None = None
        for at, name, one in episode:
            last[name] = one
            quiet_since = None if any(last.values()) else at if quiet_since is None else quiet_since
        if quiet_since is not None and seconds - quiet_since >= 120:
            episode = []
        rode = any(name == "rode" and one for _, name, one in episode)
        held = any(name == "held_s" and one >= 60 for _, name, one in episode)
        levels.append(Severity.ORANGE if rode else Severity.YELLOW if held else None)
        if not any(one for *_, one in episode):
            episode = []
    return levels


@given(told=TOLD)
def test_an_episode_stands_at_the_highest_level_it_has_reached(
    told: list[tuple[int, tuple[str, float]]],
) -> None:
    state, seconds = BY_ON.rest, 0
    found = []
    for gap_s, (metric, value) in told:
        seconds += gap_s
        state = stepped(BY_ON, state, seconds, value, metric)
        found.append(BY_ON.severity(state))
    assert found == levels_by_hand(told)


@given(phases=PHASES)
def test_a_level_with_a_delay_is_reached_by_a_phase_that_lasts(phases: list[tuple[int, float]]) -> None:
    state, seconds, held_since, before = CODES.rest, 0, None, None
    for gap_s, phase in phases:
        seconds += gap_s
        state = stepped(CODES, state, seconds, phase)
        held_since = (seconds if held_since is None else held_since) if phase == 2 else None
        severity = CODES.severity(state)
        if held_since is not None and seconds - held_since >= 60:
            assert severity is not None
        if severity is Severity.YELLOW and before is None:
            assert held_since is not None
            assert seconds - held_since >= 60
        before = severity


@given(told=TOLD)
def test_a_state_written_and_read_back_goes_on_alike(told: list[tuple[int, tuple[str, float]]]) -> None:
    state = rebuilt = BY_ON.rest
    seconds = 0
    for gap_s, (metric, value) in told:
        seconds += gap_s
        state = stepped(BY_ON, state, seconds, value, metric)
        rebuilt = BY_ON.load(json.loads(json.dumps(BY_ON.dump(rebuilt))))
        rebuilt = stepped(BY_ON, rebuilt, seconds, value, metric)
        assert rebuilt == state


@given(
    metric=st.sampled_from(["held_s", "rode"]),
    value=st.one_of(st.just(0.0), st.floats(allow_nan=False, allow_infinity=False)),
)
def test_a_quiet_value_leaves_rest_at_rest(metric: str, value: float) -> None:
    state = stepped(BY_ON, BY_ON.rest, 0, value, metric)
    assert BY_ON.loud(metric, np.array([value]), NOTHING_KNOWN).tolist() == [state != BY_ON.rest]


def test_an_end_that_is_a_level_too_begins_an_episode() -> None:
    once = Episode(metrics=("phase",), ends=(0.0, 5.0), cool_down=timedelta(0), stages=CODES.stages)
    assert once.loud("phase", np.array([0.0, 5.0]), NOTHING_KNOWN).tolist() == [False, True]
    state = stepped(once, once.rest, 0, 5.0)
    assert once.severity(state) is Severity.ORANGE
    assert stepped(once, state, 10, 0.0) == once.rest


def test_an_alert_tells_the_longest_that_the_door_was_held() -> None:
    state = BY_ON.rest
    for seconds, metric, value in ((0, "held_s", 70.0), (10, "held_s", 0.0), (10, "rode", 1.0)):
        state = stepped(BY_ON, state, seconds, value, metric)
    assert BY_ON.told(state, Seen("rode", 1.0, after(10))) == 70.0
    rode_at_once = stepped(BY_ON, BY_ON.rest, 0, 1.0, "rode")
    assert BY_ON.told(rode_at_once, Seen("rode", 1.0, after(0))) == 0.0


def test_a_rule_names_metrics_of_its_kind_and_units() -> None:
    episode: Episode = made("episode", WORDS, kind="ebike_lift", metric="door_held_s")
    assert episode.metrics == ("door_held_s", "reached_floor")
    assert episode.stages[0].on == 60.0
    assert episode.stages[1].codes == (1.0,)


def test_it_says_why() -> None:
    state = stepped(BY_ON, stepped(BY_ON, BY_ON.rest, 0, 70.0, "held_s"), 30, 0.0, "held_s")
    told = ("episode", "quiet since 00:00:30 UTC; held_s 0")
    assert BY_ON.explain(state, None) == [told, ("yellow", "reached"), ("orange", "not reached")]
    assert BY_ON.explain(BY_ON.rest, None) == [("episode", "none: nothing is going on")]


WRONG = {
    "neither codes nor on": ("codes = [1]", "", r"levels\[1\]: needs either codes or on"),
    "codes and on": ("codes = [1]", "codes = [1]\non = 1", r"levels\[1\]: needs either codes or on"),
    "a metric of another kind": (
        '"reached_floor"',
        '"depth_cm"',
        r"levels\[1\].metric: 'depth_cm' is not one",
    ),
    "no ends": ("ends = [0]", "ends = []", "ends: must be one or more numbers"),
    "an end in words": ("ends = [0]", 'ends = ["left"]', "ends: must be one or more numbers"),
    "levels that fall": ('"orange"', '"blue"', "levels: must rise"),
    "a wrong unit": ('"min"', '"cm"', r"levels\[0\].unit: cm cannot measure door_held_s"),
    "an unknown key": ("codes = [1]", "codes = [1]\noff = 0", r"levels\[1\].off: unknown key"),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_episode_that_makes_no_sense_is_refused(case: str) -> None:
    old, new, problem = WRONG[case]
    assert old in WORDS
    with pytest.raises(DefinitionError, match=problem):
        made("episode", WORDS.replace(old, new), kind="ebike_lift", metric="door_held_s")


STRANGE = {"heard": {"depth_cm": 1.0}, "latches": [[True, None]] * 2, "quiet_since": None, "peak": None}


@pytest.mark.parametrize("dumped", [None, 3, [[True, None]], {}, [{}], [STRANGE]])
def test_a_state_of_another_shape_becomes_rest(dumped: object) -> None:
    assert BY_ON.load(dumped) == BY_ON.rest
