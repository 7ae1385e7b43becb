"""A rule over history: the same steps as live, taken only where the rule is not at rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from alerts.condition import NO_FACTS, Facts, Seen, Standing
from alerts.evaluate import Change, Transition, evaluate
from alerts.rule import Rule
from model.severity import Severity
from store.history import Series

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)
Step = tuple[Standing, Sequence[Transition]]


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
    standing = Standing(rule.condition.rest, None)
    loud = _loud_places(rule, series)
    place = 0
    while place < len(series):
        if standing.at is None:
            following = int(np.searchsorted(loud, place))
            if following == len(loud):
                return
            place = int(loud[following])
        standing, transitions = evaluate(rule, standing, seen_at(rule, series, place), facts)
        yield standing, transitions
        place += 1


def firings(rule: Rule, series: Series, facts: Facts = NO_FACTS) -> list[Firing]:
    """Each alert that the rule raises over a series, in the order of time."""
    found: list[Firing] = []
    for _, transitions in steps(rule, series, facts):
        for one in transitions:
            if one.change is Change.FIRED:
                found.append(_fired(series.sensor_num, one))
            else:
                found[-1] = _changed(found[-1], one)
    return found


def seen_at(rule: Rule, series: Series, place: int) -> Seen:
    """The reading at a place of the series as a condition hears it."""
    return Seen(
        rule.condition.metrics[series.metric[place]],
        float(series.value[place]),
        _EPOCH + int(series.observed_us[place]) * _US,
    )


def _fired(sensor_num: int, one: Transition) -> Firing:
    return Firing(sensor_num=sensor_num, began=one.at, cleared=None, peak=one.severity, value=one.value)


def _changed(firing: Firing, one: Transition) -> Firing:
    if one.change is Change.CLEARED:
        return replace(firing, cleared=one.at)
    return replace(firing, peak=one.severity, value=one.value) if one.severity > firing.peak else firing


def _loud_places(rule: Rule, series: Series) -> NDArray[np.intp]:
    metrics = rule.condition.metrics
    if len(metrics) == 1:
        return np.flatnonzero(rule.condition.loud(metrics[0], series.value))
    loud = np.zeros(len(series), np.bool_)
    for number, metric in enumerate(metrics):
        of_metric = np.flatnonzero(series.metric == number)
        loud[of_metric] = rule.condition.loud(metric, series.value[of_metric])
    return np.flatnonzero(loud)
