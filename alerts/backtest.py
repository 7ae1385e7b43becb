"""A rule over history: the same steps as live, taken only where the rule is not at rest."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from alerts import hearing
from alerts.condition import NO_FACTS, Facts, Seen, Standing
from alerts.evaluate import Change, Transition
from alerts.hearing import Heard, Places, Step, sizes_of
from alerts.rule import Rule
from model.severity import Severity
from store.history import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """One alert as the rule would have raised it; ``cleared`` is None where it still stands at the end.

    ``peak`` is its highest level, ``value`` what it told then, in the unit of the rule's metric.
    """

    sensor_num: int
    began: datetime
    cleared: datetime | None
    peak: Severity
    value: float


def steps(rule: Rule, series: Series, facts: Facts = NO_FACTS) -> Iterator[Step]:
    """What the rule stands at after each reading that it must hear, and what that changes.

    The metrics of ``series`` are those of the rule's condition, in its order. The rule begins
    at rest, and what it hears at rest and cannot move it is left out.
    """
    heard = _heard(series, _loud_places(rule, series, facts))
    return hearing.steps(rule, Standing(rule.condition.rest, None), heard, facts)


def firings(rule: Rule, series: Series, facts: Facts = NO_FACTS) -> list[Firing]:
    """Each alert that the rule raises over a series, in the order of time."""
    found: list[Firing] = []
    for step in steps(rule, series, facts):
        for one in step.transitions:
            if one.change is Change.FIRED:
                found.append(_fired(series.sensor_num, one))
            else:
                found[-1] = _changed(found[-1], one)
    return found


def seen_at(rule: Rule, series: Series, place: int) -> Seen:
    """The reading at a place of the series as a condition hears it."""
    return _heard(series, ()).seen(rule, place)


def _heard(series: Series, loud: Places | tuple[()]) -> Heard:
    return Heard(metric=series.metric, value=series.value, observed_us=series.observed_us, loud=loud)


def _fired(sensor_num: int, one: Transition) -> Firing:
    return Firing(sensor_num=sensor_num, began=one.at, cleared=None, peak=one.severity, value=one.value)


def _changed(firing: Firing, one: Transition) -> Firing:
    if one.change is Change.CLEARED:
        return replace(firing, cleared=one.at)
    return replace(firing, peak=one.severity, value=one.value) if one.severity > firing.peak else firing


def _loud_places(rule: Rule, series: Series, facts: Facts) -> Places:
    loud = np.zeros(len(series), np.bool_)
    for number, metric in enumerate(rule.condition.metrics):
        of_metric = np.flatnonzero(series.metric == number)
        sizes = sizes_of(np.full(len(of_metric), series.sensor_num), {series.sensor_num: facts})
        loud[of_metric] = rule.condition.loud(metric, series.value[of_metric], sizes)
    return np.flatnonzero(loud)
