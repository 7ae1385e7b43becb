"""How far a value departs from what was learned of its sensor, and what is never learned."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from math import cos, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.condition import NO_FACTS, Seen, State
from alerts.conditions.baseline import (
    EXAMPLE,
    EXAMPLE_LEARNING,
    EXAMPLES,
    EXAMPLES_START,
    Baseline,
    condition_from,
)
from model.catalogue import load_kinds
from model.definition import Definition
from model.errors import DefinitionError
from model.severity import Severity
from tests.alerts.conditions.sizes import NOTHING_KNOWN
from tests.alerts.conditions.slow import held

DAY_H = 24.0
PANEL = replace(EXAMPLE, course=replace(EXAMPLE.course, lasts=timedelta(days=10), readings=20))
TELLING = st.tuples(
    st.floats(0.01, 30), st.sampled_from(EXAMPLE.metrics), st.sampled_from([0.0, 9.4, 10.0, 10.2, 20.0])
)


def told(condition: Baseline, state: State, hours: float, values: Mapping[str, float]) -> State:
    for metric, value in values.items():
        seen = Seen(metric, value, EXAMPLES_START + timedelta(hours=hours))
        state = condition.step(state, seen, NO_FACTS)
    return state


def after(condition: Baseline, steps: Iterable[tuple[float, Mapping[str, float]]]) -> State:
    state = condition.rest
    for hours, values in steps:
        state = told(condition, state, hours, values)
    return state


def temperature(hours: float) -> float:
    """A year by its day: 17 degrees on average, 12 more or less by season, 5 by the time of day."""
    return 17 - 12 * cos(2 * pi * hours / 24 / 365) + 5 * cos(2 * pi * (hours - 14) / 24)


def panel(hours: float, *, lost_pct: float = 0.0) -> Mapping[str, float]:
    """A panel that loses a quarter of a percent by degree, measured to the hundredth."""
    hz = 12 * (1 - 0.0025 * (temperature(hours) - 15)) * (1 - lost_pct / 100)
    return {"c": round(temperature(hours), 1), "hz": round(hz, 2)}


def hours(first_day: float, last_day: float, every_h: float = 3.0) -> list[float]:
    return np.arange(first_day * DAY_H, last_day * DAY_H, every_h).tolist()


@pytest.mark.parametrize("steps", EXAMPLES)
def test_the_examples_of_the_condition_hold(
    steps: Sequence[tuple[float, Mapping[str, float], Severity | None]],
) -> None:
    state = after(EXAMPLE, EXAMPLE_LEARNING)
    for at_h, values, severity in steps:
        state = told(EXAMPLE, state, at_h, values)
        assert EXAMPLE.severity(state) == severity, at_h


def test_a_sound_panel_is_silent_through_the_seasons() -> None:
    state = PANEL.rest
    for at_h in hours(0, 365):
        state = told(PANEL, state, at_h, panel(at_h))
        assert PANEL.severity(state) is None, at_h
    assert state.lesson.strays == 0


def test_without_the_temperature_the_same_year_raises_a_false_alert() -> None:
    # What makes the test above worth something: by its own mean alone the panel would be called loose.
    hasty = tuple(replace(rung, on_delay=timedelta(hours=6)) for rung in PANEL.rungs)
    blind = replace(PANEL, second=None, rungs=hasty)
    levels = set()
    state = blind.rest
    for at_h in hours(0, 365):
        state = told(blind, state, at_h, {"hz": panel(at_h)["hz"]})
        levels.add(blind.severity(state))
    assert Severity.YELLOW in levels


def test_damage_is_not_learned_however_long_it_lasts() -> None:
    state = after(PANEL, [(at_h, panel(at_h)) for at_h in hours(0, 12)])
    learned = state.lesson
    state = told(PANEL, state, 12 * DAY_H, panel(12 * DAY_H, lost_pct=8))
    for at_h in hours(12.1, 200):
        state = told(PANEL, state, at_h, panel(at_h, lost_pct=8))
    assert PANEL.severity(state) is Severity.YELLOW
    assert state.lesson == learned


def test_slow_ageing_is_not_learned_either() -> None:
    # A twentieth of a percent each day is within the band for 80 days; after 100 it is 5 %.
    levels = {}
    state = PANEL.rest
    for at_h in hours(0, 130):
        day = at_h / 24
        state = told(PANEL, state, at_h, panel(at_h, lost_pct=0.05 * max(day - 10, 0)))
        levels[day] = PANEL.severity(state)
    assert min(day for day, level in levels.items() if level is not None) == pytest.approx(111, abs=2)


def test_a_rule_that_forgets_follows_slow_ageing_and_no_sudden_damage() -> None:
    course = replace(PANEL.course, forgets=timedelta(days=20))
    forgetful = replace(PANEL, course=course)
    state = forgetful.rest
    for at_h in hours(0, 130):
        state = told(forgetful, state, at_h, panel(at_h, lost_pct=0.05 * max(at_h / 24 - 10, 0)))
        assert forgetful.severity(state) is None
    for at_h in hours(130, 190):
        state = told(forgetful, state, at_h, panel(at_h, lost_pct=6 + 8))
    assert forgetful.severity(state) is Severity.YELLOW


def test_damage_in_the_days_of_learning_shows_as_soon_as_they_are_over() -> None:
    state = after(PANEL, [(at_h, panel(at_h)) for at_h in hours(0, 7)])
    for at_h in hours(7, 10):
        state = told(PANEL, state, at_h, panel(at_h, lost_pct=25))
    assert PANEL.severity(state) is None
    end_h = 10 * DAY_H
    assert PANEL.severity(told(PANEL, state, end_h, panel(end_h, lost_pct=25))) is Severity.RED


def test_a_long_hole_breaks_a_run_and_keeps_what_is_set() -> None:
    state = after(PANEL, [(at_h, panel(at_h)) for at_h in hours(0, 12)])
    day = 12 * DAY_H
    for at_h in (day, day + 6, day + 23.5):  # the hole of 17.5 h is over the gap of 12 h
        state = told(PANEL, state, at_h, panel(at_h, lost_pct=7))
    assert PANEL.severity(told(PANEL, state, day + 30, panel(day + 30, lost_pct=7))) is None
    state = told(PANEL, state, day + 30, panel(day + 30, lost_pct=25))
    assert PANEL.severity(state) is Severity.RED
    # 19.5 % lies between the red level's off and on: it keeps what is set, and sets nothing.
    assert PANEL.severity(told(PANEL, state, day + 90, panel(day + 90, lost_pct=19.5))) is Severity.RED


@pytest.mark.parametrize(("gust", "severity"), [(17.0, Severity.RED), (17.1, None)])
def test_nothing_is_judged_or_learned_in_a_gust(gust: float, severity: Severity | None) -> None:
    before = after(EXAMPLE, EXAMPLE_LEARNING)
    state = told(EXAMPLE, before, 60, {"c": 0, "m_s": gust, "hz": 7.0})
    assert EXAMPLE.severity(state) is severity

    before = after(EXAMPLE, EXAMPLE_LEARNING[:3])
    state = told(EXAMPLE, before, 30, {"c": 0, "m_s": gust, "hz": 10.0})
    assert (state.lesson == before.lesson) is (gust > 17)


def test_an_alert_stands_while_a_gust_blows() -> None:
    state = told(EXAMPLE, after(EXAMPLE, EXAMPLE_LEARNING), 60, {"c": 0, "hz": 7.0})
    for at_h in (61, 65, 70):
        state = told(EXAMPLE, state, at_h, {"c": 0, "m_s": 25, "hz": 10.0})
    assert EXAMPLE.severity(state) is Severity.RED


def test_a_gust_of_long_ago_silences_nobody() -> None:
    state = told(EXAMPLE, after(EXAMPLE, EXAMPLE_LEARNING), 60, {"m_s": 30})
    assert EXAMPLE.severity(told(EXAMPLE, state, 61.5, {"c": 0, "hz": 7.0})) is Severity.RED


def test_a_temperature_of_long_ago_is_no_temperature() -> None:
    before = told(EXAMPLE, after(EXAMPLE, EXAMPLE_LEARNING), 60, {"c": 0})
    state = told(EXAMPLE, before, 61.5, {"hz": 7.0})
    assert EXAMPLE.severity(state) is None
    assert state == before._replace(own=(7.0, EXAMPLES_START + timedelta(hours=61.5)))


@given(at_h=st.floats(0, 100), metric=st.sampled_from(EXAMPLE.metrics), value=st.floats(0, 20))
def test_a_quiet_value_leaves_rest_at_rest_and_a_loud_one_does_not(
    at_h: float, metric: str, value: float
) -> None:
    loud = EXAMPLE.loud(metric, np.array([value]), NOTHING_KNOWN).tolist()
    assert loud == [told(EXAMPLE, EXAMPLE.rest, at_h, {metric: value}) != EXAMPLE.rest]


@given(series=st.lists(TELLING, max_size=40))
def test_a_state_written_and_read_back_goes_on_alike(series: list[tuple[float, str, float]]) -> None:
    state = rebuilt = EXAMPLE.rest
    at_h = 0.0
    for gap_h, metric, value in series:
        at_h += gap_h
        state, rebuilt = (told(EXAMPLE, one, at_h, {metric: value}) for one in (state, rebuilt))
        rebuilt = EXAMPLE.load(json.loads(json.dumps(EXAMPLE.dump(rebuilt))))
    assert rebuilt == state


@given(
    drops=st.lists(st.tuples(st.floats(0.1, 11), st.sampled_from([0.0, 3.5, 4.5, 5.5, 25.0])), max_size=20)
)
def test_levels_hold_when_the_loss_has_held(drops: list[tuple[float, float]]) -> None:
    state, at_h, past = after(EXAMPLE, EXAMPLE_LEARNING), 60.0, []
    for gap_h, lost_pct in drops:
        at_h += gap_h
        state = told(EXAMPLE, state, at_h, {"c": 0, "hz": 10 * (1 - lost_pct / 100)})
        past.append((EXAMPLES_START + timedelta(hours=at_h), lost_pct))
        rungs = [rung.severity for rung in EXAMPLE.rungs if held(rung, past)]
        assert EXAMPLE.severity(state) == (rungs[-1] if rungs else None)


SPARING = replace(EXAMPLE, every=timedelta(minutes=1))


@pytest.mark.parametrize(
    ("seconds", "metric", "value", "hears"),
    [
        (59.9, "hz", 7.0, False),
        (60.0, "hz", 7.0, True),
        (59.9, "c", 5.0, False),
        (60.0, "c", 5.0, True),
        (1.0, "m_s", 17.1, True),
        (1.0, "m_s", 17.0, False),
    ],
)
def test_of_a_quick_sensor_one_value_a_minute_is_heard_and_every_gust(
    seconds: float, metric: str, value: float, *, hears: bool
) -> None:
    state = told(SPARING, after(SPARING, EXAMPLE_LEARNING), 60, {"c": 0, "m_s": 3.0, "hz": 9.9})
    seen = Seen(metric, value, EXAMPLES_START + timedelta(hours=60, seconds=seconds))
    assert SPARING.hears(state, seen) is hears


def test_values_told_together_are_all_heard() -> None:
    state = SPARING.rest
    for minute in range(5):
        at = EXAMPLES_START + timedelta(minutes=minute)
        for metric, value in (("hz", 10.0), ("c", 1.0 * minute)):
            assert SPARING.hears(state, Seen(metric, value, at))
            state = SPARING.step(state, Seen(metric, value, at), NO_FACTS)
    assert state.lesson.readings == 4  # the first came before any temperature


def test_a_panel_that_never_tells_its_temperature_stays_at_rest() -> None:
    assert told(EXAMPLE, EXAMPLE.rest, 1, {"hz": 10.0, "m_s": 20.0}) == EXAMPLE.rest


def test_a_state_from_before_times_were_kept_loses_nothing_that_was_learned() -> None:
    state = told(EXAMPLE, after(EXAMPLE, EXAMPLE_LEARNING), 60, {"c": 0, "hz": 7.0})
    dumped = EXAMPLE.dump(state)
    del dumped["own_at"]
    assert EXAMPLE.load(json.loads(json.dumps(dumped))) == state._replace(own=None)


def test_a_revised_ladder_keeps_what_was_learned() -> None:
    state = told(EXAMPLE, after(EXAMPLE, EXAMPLE_LEARNING), 60, {"c": 0, "hz": 7.0})
    revised = replace(EXAMPLE, rungs=EXAMPLE.rungs[:1])
    loaded = revised.load(json.loads(json.dumps(EXAMPLE.dump(state))))
    assert loaded.lesson == state.lesson
    assert revised.severity(loaded) is None


def test_it_tells_what_it_has_learned_and_how_far_off_the_last_value_is() -> None:
    state = told(EXAMPLE, after(EXAMPLE, EXAMPLE_LEARNING), 60, {"c": 0, "hz": 9.4})
    seen = Seen("hz", 9.4, EXAMPLES_START + timedelta(hours=60))
    words = dict(EXAMPLE.explain(state, seen))
    assert words["learned"].startswith(
        "4 values since 2025-10-01 00:00:00 UTC, 0 refused; 9.9 at 5, -0.02 by"
    )
    assert words["departure"] == "-6"
    assert words["yellow"].endswith("there since 2025-10-03 12:00:00 UTC, 86400 s more")
    assert words["red"].endswith("for 0 s: 14 off")


def test_before_it_has_learned_it_tells_what_is_missing() -> None:
    assert dict(EXAMPLE.explain(EXAMPLE.rest, None))["learned"] == "nothing yet"
    state = after(EXAMPLE, EXAMPLE_LEARNING[:3])
    words = dict(EXAMPLE.explain(state, None))
    assert "not over until 2025-10-03 00:00:00 UTC and 4 values" in words["learned"]
    assert words["departure"].startswith("not known")


@pytest.mark.parametrize(
    "dumped", [[[True, None]], None, {"metrics": ["hz"]}, {"metrics": ["hz", "c", "m_s"]}]
)
def test_a_state_of_another_shape_becomes_rest(dumped: object) -> None:
    assert EXAMPLE.load(dumped) == EXAMPLE.rest


RULE = {
    "unit": "% of baseline",
    "direction": "below",
    "learn_s": 864_000,
    "learn_readings": 100,
    "band": 4,
    "gap_s": 3600,
    "levels": [{"severity": "orange", "on": 5, "off": 4, "on_delay_s": 0, "off_delay_s": 0}],
}
SECOND = {"metric": "temperature_c", "unit": "C", "least_spread": 2, "holds_s": 600}


def described(metric: str = "natural_frequency_hz", **changed: object) -> Baseline:
    kind = load_kinds()["curtain_wall"]
    definition = Definition(RULE | changed, file="r.toml")
    return condition_from(definition, kind=kind, metric=kind.metrics[metric])


def test_departures_may_be_told_in_any_unit_of_the_metric() -> None:
    condition = described("displacement_mm", unit="cm", direction="away", band=0.4)
    assert (condition.band, condition.rungs[0].on) == (4.0, 50.0)
    state = after(
        replace(condition, course=replace(condition.course, readings=2)),
        [(0, {"displacement_mm": 1.0}), (120, {"displacement_mm": 1.0}), (250, {"displacement_mm": -49.0})],
    )
    assert condition.severity(state) is Severity.ORANGE


@pytest.mark.parametrize(
    ("metric", "changed", "problem"),
    [
        ("displacement_mm", {}, "unit: displacement_mm can be below 0, so it has no % of baseline"),
        ("natural_frequency_hz", {"unit": "mm"}, "unit: mm cannot measure natural_frequency_hz"),
        ("natural_frequency_hz", {"band": 5.1}, "band: must lie above 0 and up to the lowest on"),
        ("natural_frequency_hz", {"band": 0}, "band: must lie above 0"),
        ("natural_frequency_hz", {"learn_s": 0}, "learn_s: must be above 0"),
        ("natural_frequency_hz", {"learn_readings": 1}, "learn_s: .* learn_readings at least 2"),
        ("natural_frequency_hz", {"forget_s": 3600}, "forget_s: must not be below learn_s"),
        ("natural_frequency_hz", {"direction": "sideways"}, "direction: 'sideways' is not one of"),
        (
            "natural_frequency_hz",
            {"second": SECOND | {"metric": "heat"}},
            r"second\.metric: 'heat' is not one",
        ),
        ("natural_frequency_hz", {"second": SECOND | {"unit": "F"}}, r"second\.unit: 'F' is not one of C"),
        (
            "natural_frequency_hz",
            {"second": SECOND | {"least_spread": 0}},
            r"second\.least_spread: 0 is not above 0",
        ),
        ("natural_frequency_hz", {"second": SECOND | {"colour": 1}}, r"second\.colour: unknown key"),
    ],
)
def test_a_baseline_that_makes_no_sense_is_refused_by_its_key(
    metric: str, changed: dict[str, object], problem: str
) -> None:
    with pytest.raises(DefinitionError, match=problem):
        described(metric, **changed)
