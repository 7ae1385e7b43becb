"""When rules change over a tape, by a back-test: batches end there, and alerts are checked by it. Pure."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from alerts.backtest import steps
from alerts.evaluate import Change
from alerts.rule import Rule
from model.kind import Metric
from model.sensor import Sensor
from sims.replay.tape import Tape, ms_of
from store.history import Series

US_A_MS = 1000
Fired = tuple[str, str, datetime]
"""A rule, a sensor's id, and when the rule fired for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """All changes of alerts: their times, ascending, also by sensor, and which of them are new alerts."""

    times_ms: npt.NDArray[np.int64]
    by_sensor: Mapping[str, Sequence[datetime]]
    fired: frozenset[Fired]

    def next_at(self, sensor_id: str, now: datetime) -> datetime | None:
        """When the next change comes at a sensor, None where none does."""
        turns = self.by_sensor.get(sensor_id, ())
        place = bisect_right(turns, now)
        return turns[place] if place < len(turns) else None


def turning(rules: Sequence[Rule], metric: Metric, sensors: Sequence[Sensor], tape: Tape) -> Turning:
    """What ``rules`` do with a tape of one metric of one kind, which all its sensors are of."""
    kind = sensors[0].kind
    hearing = [one for one in rules if one.kind.id == kind and metric.name in one.condition.metrics]
    found = [one for rule in hearing for one in _changes(rule, metric, sensors, tape)]
    times = np.unique(np.array([ms_of(at) for _, _, at, _ in found], np.int64))
    fired = frozenset((rule, sensor, at) for rule, sensor, at, change in found if change is Change.FIRED)
    by_sensor: dict[str, list[datetime]] = {}
    for _, sensor, at, _ in sorted(found, key=lambda one: one[2]):
        by_sensor.setdefault(sensor, []).append(at)
    return Turning(times_ms=times, by_sensor=by_sensor, fired=fired)


def _changes(
    rule: Rule, metric: Metric, sensors: Sequence[Sensor], tape: Tape
) -> Iterator[tuple[str, str, datetime, Change]]:
    number = rule.condition.metrics.index(metric.name)
    for place, sensor in enumerate(sensors):
        for step in steps(rule, _series(tape, place, number)):
            yield from ((rule.id, sensor.id, one.at, one.change) for one in step.transitions)


def _series(tape: Tape, sensor: int, metric: int) -> Series:
    of_sensor = tape.sensors == sensor
    times, first = np.unique(tape.times_ms[of_sensor], return_index=True)  # what comes twice counts once
    return Series(
        sensor_num=sensor,
        metric=np.full(len(times), metric, np.int8),
        observed_us=times * US_A_MS,
        value=tape.values[of_sensor][first],
    )
