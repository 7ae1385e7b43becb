"""Readings that change nothing: values that leave every rule at rest, told again and again. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

import numpy as np

from alerts.condition import Seen, Standing
from alerts.evaluate import evaluate
from alerts.rule import Rule
from model.kind import Metric
from model.reading import Origin, Quality
from model.sensor import Sensor
from sims.message import Message
from store.columns import ORIGINS, QUALITIES, Columns

SEED = 7
TRIED = 41
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)
_GOOD, _LIVE = QUALITIES.index(Quality.GOOD), ORIGINS.index(Origin.LIVE)


class Told(NamedTuple):
    """A value that a sensor tells again and again."""

    sensor: Sensor
    metric: str
    value: float


def quiet_values(rules: Sequence[Rule], sensors: Iterable[Sensor]) -> Iterator[Told]:
    """Of each sensor a value of every metric that a rule of its kind hears, which leaves all of them at rest.

    Where a metric has no such value, because a rule learns from every one, it is one that some example tells.
    """

    @cache
    def by_kind(kind: str) -> Sequence[tuple[str, float]]:
        of_kind = [rule for rule in rules if rule.kind.id == kind]
        metrics = dict.fromkeys(metric for rule in of_kind for metric in rule.condition.metrics)
        return [(metric, quiet_value(of_kind, of_kind[0].kind.metrics[metric])) for metric in metrics]

    for sensor in sensors:
        for metric, value in by_kind(sensor.kind):
            yield Told(sensor, metric, value)


def quiet_value(rules: Sequence[Rule], metric: Metric) -> float:
    """A value of the metric that leaves rules at rest; those that their own examples tell are tried first."""
    examples = [example for rule in rules for example in rule.examples]
    told = [
        values[metric.name]
        for example in sorted(examples, key=lambda example: bool(example.changes))
        for _, values in example.readings
        if metric.name in values
    ]
    tried: list[float] = [*told, *np.linspace(metric.low, metric.high, TRIED).tolist()]
    return next(
        (value for value in tried if all(_rests(rule, metric.name, value) for rule in rules)), tried[0]
    )


def shuffled(told: Iterable[Told]) -> list[Told]:
    """The same in an order of chance, always the same one: devices do not speak kind by kind."""
    found = list(told)
    return [found[place] for place in np.random.default_rng(SEED).permutation(len(found))]


def columns(told: Sequence[Told], at: datetime) -> Columns:
    """A batch of these values, all live, good and of one time."""
    return _columns([(one.sensor, one.metric, one.value, at) for one in told])


def columns_of(messages: Iterable[Message]) -> Columns:
    """What ingest would make of messages, all live and good."""
    return _columns(
        [
            (message.sensor, sample.metric, sample.value, sample.observed_at)
            for message in messages
            for sample in message.samples
        ]
    )


def _columns(rows: Sequence[tuple[Sensor, str, float, datetime]]) -> Columns:
    measures = sorted({(sensor.kind, metric) for sensor, metric, _, _ in rows})
    place = {measure: number for number, measure in enumerate(measures)}
    observed = np.array([(at - _EPOCH) // _US for _, _, _, at in rows], np.int64)
    return Columns(
        measures=measures,
        sensor_num=np.array([sensor.num for sensor, _, _, _ in rows], np.int32),
        measure=np.array([place[sensor.kind, metric] for sensor, metric, _, _ in rows], np.int16),
        value=np.array([value for _, _, value, _ in rows], np.float64),
        observed_us=observed,
        received_us=observed,
        quality=np.full(len(rows), _GOOD, np.int8),
        origin=np.full(len(rows), _LIVE, np.int8),
        clockless=np.zeros(len(rows), np.bool_),
    )


def _rests(rule: Rule, metric: str, value: float) -> bool:
    if metric not in rule.condition.metrics:
        return True
    standing = Standing(rule.condition.rest, None)
    after, _ = evaluate(rule, standing, Seen(metric, value, _EPOCH))
    return after.state == rule.condition.rest
