"""Which readings of a batch a rule has to hear, and its steps over those of one sensor. Pure."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from alerts.condition import NO_FACTS, Facts, Seen, Sizes, Standing
from alerts.evaluate import Transition, evaluate
from alerts.rule import Rule
from store.columns import Columns

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a rule hears of one sensor, in the order of arrival; ``loud`` are places, ascending.

    ``metric`` is the place in the condition's metrics; times are microseconds since 1970-01-01 UTC.
    """

    metric: Sequence[int] | NDArray[np.int8]
    value: Sequence[float] | NDArray[np.float64]
    observed_us: Sequence[int] | NDArray[np.int64]
    loud: Sequence[int] | Places

    def seen(self, rule: Rule, place: int) -> Seen:
        """The value at a place, as a condition hears it."""
        at = _EPOCH + int(self.observed_us[place]) * _US
        return Seen(rule.condition.metrics[self.metric[place]], float(self.value[place]), at)


class Step(NamedTuple):
    """What the rule stands at after the value at a place, and what that changes."""

    place: int
    standing: Standing
    transitions: Sequence[Transition]


def steps(rule: Rule, standing: Standing, heard: Heard, facts: Facts = NO_FACTS) -> Iterator[Step]:
    """Each step from ``standing`` on; what a rule hears at rest and cannot move it is left out."""
    place, end = 0, len(heard.value)
    while place < end:
        if standing.at is None:
            following = bisect_left(heard.loud, place)
            if following == len(heard.loud):
                return
            place = int(heard.loud[following])
        standing, transitions = evaluate(rule, standing, heard.seen(rule, place), facts)
        yield Step(place, standing, transitions)
        place += 1


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one rule hears of a batch: places of its readings in the batch, and which of them are loud."""

    rule: Rule
    readings: Columns
    places: Places
    loud: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        rule: Rule,
        readings: Columns,
        facts: Mapping[int, Facts],
        told: Mapping[int, Places] | None = None,
    ) -> Self:
        """``facts`` are those of the sensors, by number; one of which nothing is known may be left out.

        ``told`` are the places of each measure, where they are known already.
        """
        known = by_measure(readings) if told is None else told
        parts = [
            (metric, known[measure])
            for measure, metric in _metrics(rule, readings).items()
            if measure in known
        ]
        loud = [
            rule.condition.loud(
                rule.condition.metrics[metric],
                readings.value[part],
                sizes_of(readings.sensor_num[part], facts),
            )
            for metric, part in parts
        ]
        if len(parts) == 1:
            return cls(rule, readings, parts[0][1], loud[0])
        places = np.concatenate([np.empty(0, np.intp), *(part for _, part in parts)])
        order = np.argsort(places)
        return cls(rule, readings, places[order], np.concatenate([np.empty(0, np.bool_), *loud])[order])

    def loud_sensors(self) -> set[int]:
        """The sensors that may move the rule from rest."""
        return set(self.readings.sensor_num[self.places[self.loud]].tolist())

    def by_sensor(self, sensor_nums: Collection[int]) -> Iterator[tuple[int, Places, Heard]]:
        """Each of some sensors that the rule hears: number, places of its readings, what is heard."""
        number = _metrics(self.rule, self.readings)
        numbers = np.array([number.get(place, 0) for place in range(len(self.readings.measures))], np.intp)
        mine = np.flatnonzero(np.isin(self.readings.sensor_num[self.places], list(sensor_nums)))
        for part in _runs(mine, self.readings.sensor_num[self.places[mine]]):
            places = self.places[part]
            yield (
                int(self.readings.sensor_num[places[0]]),
                places,
                Heard(
                    metric=numbers[self.readings.measure[places]].tolist(),
                    value=self.readings.value[places].tolist(),
                    observed_us=self.readings.observed_us[places].tolist(),
                    loud=np.flatnonzero(self.loud[part]).tolist(),
                ),
            )


def by_measure(readings: Columns) -> Mapping[int, Places]:
    """The places of each measure that a batch holds, in their order."""
    order = np.argsort(readings.measure, kind="stable")
    return {int(readings.measure[part[0]]): part for part in _cut(order, readings.measure[order])}


def sizes_of(sensor_nums: NDArray[np.int32], facts: Mapping[int, Facts]) -> Sizes:
    """The numbers of dossiers beside readings of some sensors."""

    def sizes(field: str) -> NDArray[np.float64]:
        known, place = np.unique(sensor_nums, return_inverse=True)
        found = [facts.get(num, NO_FACTS).get(field, np.nan) for num in known.tolist()]
        return np.array(found, np.float64)[place]

    return sizes


def _metrics(rule: Rule, readings: Columns) -> Mapping[int, int]:
    """The measures of a batch that a rule hears, by their place; each with its place in its metrics."""
    return {
        place: rule.condition.metrics.index(metric)
        for place, (kind, metric) in enumerate(readings.measures)
        if kind == rule.kind.id and metric in rule.condition.metrics
    }


def _runs(places: Places, key: NDArray[np.int32]) -> list[Places]:
    """Places of one key each, those of a key in their order."""
    order = np.argsort(key, kind="stable")
    return _cut(places[order], key[order])


def _cut(places: Places, key: NDArray[np.integer]) -> list[Places]:
    """Cuts places wherever their key changes."""
    edges = np.flatnonzero(key[1:] != key[:-1]) + 1
    return [part for part in np.split(places, edges) if len(part)]
