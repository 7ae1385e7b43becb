"""Threshold: a ladder of levels over the values themselves, each with its own on and off value and delays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts import ladder
from alerts.condition import Facts, Seen, Sizes, State
from alerts.ladder import Rung
from alerts.ladder_words import rung_words
from model.definition import Definition
from model.kind import Kind, Metric
from model.severity import Severity
from model.units import convert


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A ladder of rungs, lowest first; ``direction`` is 1.0 for above and -1.0 for below."""

    metrics: tuple[str, ...]
    rungs: tuple[Rung, ...]
    direction: float
    rest: State

    def loud(self, _metric: str, values: NDArray[np.float64], _sizes: Sizes) -> NDArray[np.bool_]:
        return values * self.direction >= self.rungs[0].on

    def step(self, state: State, seen: Seen, _facts: Facts) -> State:
        return ladder.climbed(self.rungs, state, value=seen.value * self.direction, at=seen.at)

    def severity(self, state: State) -> Severity | None:
        return ladder.level(self.rungs, state)

    def told(self, _state: State, seen: Seen) -> float:
        return seen.value

    def explain(self, state: State, seen: Seen | None) -> Sequence[tuple[str, str]]:
        return rung_words(self.rungs, state, seen, direction=self.direction)

    def dump(self, state: State) -> Any:
        return ladder.dump_latches(state)

    def load(self, dumped: Any) -> State:
        return ladder.load_latches(self.rungs, dumped) or self.rest


def condition_from(definition: Definition, *, kind: Kind, metric: Metric) -> Threshold:  # noqa: ARG001
    """The ladder that a rule describes. Raises DefinitionError where it is no ladder."""
    unit = ladder.unit_from(definition, metric)
    direction = definition.choice("direction", ladder.DIRECTIONS)
    rungs = ladder.rungs_from(
        definition, lambda value: direction * convert(value, source=unit, target=metric.unit)
    )
    return Threshold(metrics=(metric.name,), rungs=rungs, direction=direction, rest=ladder.released(rungs))


EXAMPLES_START = datetime(2025, 8, 25, tzinfo=UTC)
_RED = Rung(
    severity=Severity.RED,
    on=25.0,
    off=22.0,
    on_delay=timedelta(seconds=60),
    off_delay=timedelta(seconds=600),
)
# (seconds, value, set afterwards): a run that is broken starts anew, and between off and on nothing changes.
EXAMPLES: Sequence[tuple[Rung, Sequence[tuple[int, float, bool]]]] = (
    (_RED, ((0, 25.0, False), (59, 30.0, False), (60, 30.0, True))),
    (_RED, ((0, 25.0, False), (30, 24.9, False), (60, 26.0, False), (119, 26.0, False), (120, 26.0, True))),
    (_RED, ((0, 30.0, False), (60, 30.0, True), (61, 23.0, True), (900, 23.0, True))),
    (_RED, ((0, 30.0, False), (60, 30.0, True), (90, 22.0, True), (689, 0.0, True), (690, 0.0, False))),
)
