"""Baseline: a ladder over how far a value departs from what was learned of the same sensor.

Learned are the mean and, where asked for, how the value goes with a second metric: glass rings lower when it
is warm. What was learned in the course stays for good, so that slow ageing shows as what it is; only a rule
that ``forgets`` follows slow changes, by its own will. What departs by more than ``band`` is never learned: a
baseline must not follow the damage. While gusts blow, or while the second metric is not known, nothing is
computed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts import ladder, learning
from alerts.beside import Beside, Told, beside_from
from alerts.condition import Facts, Seen, Sizes, State
from alerts.known import Known, dump_known, load_known
from alerts.ladder import Latch, Rung
from alerts.ladder_words import rung_words
from model.definition import Definition
from model.kind import Kind, Metric
from model.severity import Severity

DIRECTIONS = {"above": 1.0, "below": -1.0, "away": 0.0}
RELATIVE = "% of baseline"
"""The unit of departures that are shares of the expected value; else they are in the metric's quantity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """Rungs and ``band`` are departures from the expected value, in the metric's unit or in % of it.

    ``direction`` is 1.0 for above, -1.0 for below, 0.0 for either. A ``gap`` in which nothing could be judged
    breaks every run. Of each metric a value ``every`` so often is heard.
    """

    metrics: tuple[str, ...]
    relative: bool
    direction: float
    rungs: tuple[Rung, ...]
    course: learning.Course
    band: float
    gap: timedelta
    every: timedelta
    second: Beside | None
    gust: Beside | None
    rest: State

    def loud(self, metric: str, values: NDArray[np.float64], _sizes: Sizes) -> NDArray[np.bool_]:
        # Without its second metric a value says nothing, so a sensor that never tells it stays at rest.
        first = self.metrics[0] if self.second is None else self.second.metric
        return np.full(values.shape, metric == first)

    def hears(self, state: State, seen: Seen) -> bool:
        if self.gust and seen.metric == self.gust.metric and seen.value > self.gust.limit:
            return True  # one gust is enough to make the values around it worthless
        told = self._last(_known(state), seen.metric)
        return told is None or not timedelta() <= seen.at - told[1] < self.every

    def step(self, state: State, seen: Seen, _facts: Facts) -> State:
        known = _known(state)
        if seen.metric == self.metrics[0]:
            return self._heard(known, seen)
        if self.second and seen.metric == self.second.metric:
            known = known._replace(second=(seen.value, seen.at))
        if self.gust and seen.metric == self.gust.metric and known != self.rest:
            known = known._replace(gust=(seen.value, seen.at))
        return known

    def severity(self, state: State) -> Severity | None:
        return ladder.level(self.rungs, _known(state).latches)

    def told(self, state: State, seen: Seen) -> float:
        own = _known(state).own
        return seen.value if own is None else own[0]

    def explain(self, state: State, seen: Seen | None) -> Sequence[tuple[str, str]]:
        known = _known(state)
        off = None if seen is None else self._off(known, seen.at)
        far = None if seen is None or off is None else replace(seen, value=self._turned(off))
        return [
            ("learned", learning.lesson_words(known.lesson, self.course)),
            ("departure", "not known: nothing to judge by" if off is None else f"{off:+.6g}"),
            *rung_words(self.rungs, known.latches, far, direction=1.0),
        ]

    def dump(self, state: State) -> Any:
        return dump_known(_known(state)) | {"metrics": list(self.metrics)}

    def load(self, dumped: Any) -> State:
        try:
            same = dumped["metrics"] == list(self.metrics)
            return load_known(dumped, self.rungs) if same else self.rest
        except (KeyError, TypeError, ValueError):
            return self.rest

    def _heard(self, known: Known, seen: Seen) -> Known:
        """After a value of the rule's own metric."""
        if self.second and known == self.rest:
            return known
        known = known._replace(own=(seen.value, seen.at))
        x = self._second(known, seen.at)
        if x is None or self._gusty(known, seen.at):
            return known
        known = known._replace(lesson=learning.settled(known.lesson, self.course, at=seen.at))
        off = self._off(known, seen.at)
        if known.lesson.done and off is not None:
            known = self._judged(known, off, seen.at)
        is_stray = known.lesson.readings >= self.course.readings and off is not None and abs(off) > self.band
        learn = learning.strayed if is_stray else learning.taught
        return known._replace(lesson=learn(known.lesson, self.course, x, seen.value, at=seen.at))

    def _last(self, known: Known, metric: str) -> Told:
        """What was heard last of a metric."""
        if metric == self.metrics[0]:
            return known.own
        return known.second if self.second and metric == self.second.metric else known.gust

    def _second(self, known: Known, at: datetime) -> float | None:
        """The second metric's value at a time, 0 where none is asked for."""
        return 0.0 if self.second is None else self.second.at(known.second, at)

    def _gusty(self, known: Known, at: datetime) -> bool:
        # Where nobody tells the wind the rule judges: a broken anemometer must not silence it.
        gust = None if self.gust is None else self.gust.at(known.gust, at)
        return self.gust is not None and gust is not None and gust > self.gust.limit

    def _off(self, known: Known, at: datetime) -> float | None:
        """How far the last value departs from what is expected, None where that cannot be told."""
        x = self._second(known, at)
        if x is None or known.own is None:
            return None
        expected = known.lesson.expected(x)
        if not self.relative:
            return known.own[0] - expected
        return 100 * (known.own[0] - expected) / expected if expected > 0 else None

    def _turned(self, off: float) -> float:
        return off * self.direction if self.direction else abs(off)

    def _judged(self, known: Known, off: float, at: datetime) -> Known:
        latches = known.latches
        if known.judged_at is None or at - known.judged_at > self.gap:
            latches = tuple(Latch(latch.is_set) for latch in latches)
        climbed = ladder.climbed(self.rungs, latches, value=self._turned(off), at=at)
        return known._replace(judged_at=at, latches=climbed)


def _known(state: State) -> Known:
    # Nearly always it is one already, and the question is asked several times a value.
    return state if isinstance(state, Known) else Known._make(state)


def condition_from(definition: Definition, *, kind: Kind, metric: Metric) -> Baseline:
    """The baseline that a rule describes. Raises DefinitionError where it is none."""
    scale = _scale(definition, metric)
    rungs = ladder.rungs_from(definition, lambda value: value * (scale or 1.0))
    band = definition.take("band", float) * (scale or 1.0)
    if not 0 < band <= rungs[0].on:
        raise definition.error("band", "must lie above 0 and up to the lowest on, or damage would be learned")
    second = beside_from(definition, "second", kind, limit="least_spread")
    gust = beside_from(definition, "gust", kind, limit="most")
    return Baseline(
        metrics=(metric.name, *(beside.metric for beside in (second, gust) if beside)),
        relative=scale is None,
        direction=definition.choice("direction", DIRECTIONS),
        rungs=rungs,
        course=learning.course_from(definition, least_spread=second.limit if second else inf),
        band=band,
        gap=ladder.delay(definition, "gap_s"),
        every=_every(definition),
        second=second,
        gust=gust,
        rest=Known(learning.NOTHING_LEARNED, None, None, None, None, ladder.released(rungs)),
    )


def _every(definition: Definition) -> timedelta:
    every_s = definition.take("every_s", float, 0.0)
    if every_s < 0:
        raise definition.error("every_s", f"{every_s:g} is below 0")
    return timedelta(seconds=every_s)


def _scale(definition: Definition, metric: Metric) -> float | None:
    """What departures are multiplied by to be in the metric's unit, None where they are relative."""
    name = definition.take("unit", str)
    if name == RELATIVE and metric.low >= 0:
        return None
    if name == RELATIVE:
        raise definition.error("unit", f"{metric.name} can be below 0, so it has no {RELATIVE}")
    return ladder.unit_from(definition, metric).scale / metric.unit.scale


_DROPS = tuple(
    Rung(severity=severity, on=on, off=on - 1, on_delay=timedelta(hours=hours), off_delay=timedelta(hours=6))
    for severity, on, hours in ((Severity.YELLOW, 5.0, 24), (Severity.RED, 20.0, 0))
)
EXAMPLES_START = datetime(2025, 10, 1, tzinfo=UTC)
EXAMPLE = Baseline(
    metrics=("hz", "c", "m_s"),
    relative=True,
    direction=-1.0,
    rungs=_DROPS,
    course=learning.Course(lasts=timedelta(hours=48), readings=4, least_spread=2.0),
    band=4.0,
    gap=timedelta(hours=12),
    every=timedelta(),
    second=Beside(metric="c", limit=2.0, holds=timedelta(hours=1)),
    gust=Beside(metric="m_s", limit=17.0, holds=timedelta(hours=1)),
    rest=Known(learning.NOTHING_LEARNED, None, None, None, None, ladder.released(_DROPS)),
)
EXAMPLE_LEARNING: Sequence[tuple[float, Mapping[str, float]]] = tuple(
    (12 * hour, {"c": 10.0 * (hour % 2), "hz": 10.0 - 0.2 * (hour % 2)}) for hour in range(5)
)
# (hours, values, level afterwards): 10 Hz at 0 C and 9.8 Hz at 10 C are learned in two days; then 9.4 Hz are
# a loss of 6 % at 0 C and of 4.1 % at 10 C. What is told in a gust, or without a temperature, does not count.
EXAMPLES: Sequence[Sequence[tuple[float, Mapping[str, float], Severity | None]]] = (
    (
        (60, {"c": 0, "hz": 9.4}, None),
        (72, {"c": 0, "hz": 9.4}, None),
        (84, {"c": 0, "hz": 9.4}, Severity.YELLOW),
    ),
    ((60, {"c": 10, "hz": 9.4}, None), (72, {"c": 10, "hz": 9.4}, None), (84, {"c": 10, "hz": 9.4}, None)),
    ((60, {"c": 30, "hz": 9.4}, None), (72, {"c": -10, "hz": 10.2}, None)),
    ((60, {"c": 0, "m_s": 18, "hz": 7.0}, None), (62, {"c": 0, "hz": 7.0}, Severity.RED)),
    ((60, {"hz": 7.0}, None), (60.5, {"c": 0, "hz": 7.0}, Severity.RED)),
    ((60, {"c": 0, "hz": 9.4}, None), (73, {"c": 0, "hz": 9.4}, None), (84, {"c": 0, "hz": 9.4}, None)),
)
"""Each after the two days of EXAMPLE_LEARNING."""
