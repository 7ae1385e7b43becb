"""Ratio: a ladder over a metric divided by a number of the site's dossier: how full a place is, how dense.

Without that number nothing is computed: a rule does not guess how large a place is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts import ladder
from alerts.condition import Facts, Seen, Sizes, State
from alerts.dossier import dossier_number
from alerts.ladder import Rung
from alerts.ladder_words import rung_words
from model.definition import Definition
from model.kind import Kind, Metric
from model.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """Rungs in the metric's unit by the unit of the dossier's field ``of``, lowest first, all above 0."""

    metrics: tuple[str, ...]
    of: str
    rungs: tuple[Rung, ...]
    rest: State

    def loud(self, _metric: str, values: NDArray[np.float64], sizes: Sizes) -> NDArray[np.bool_]:
        size = sizes(self.of)
        full = np.divide(values, size, out=np.zeros(values.shape), where=size > 0)
        loud: NDArray[np.bool_] = full >= self.rungs[0].on
        return loud

    def step(self, state: State, seen: Seen, facts: Facts) -> State:
        size = facts.get(self.of, 0.0)
        if not size > 0:
            return self.rest
        return ladder.climbed(self.rungs, state, value=seen.value / size, at=seen.at)

    def severity(self, state: State) -> Severity | None:
        return ladder.level(self.rungs, state)

    def told(self, _state: State, seen: Seen) -> float:
        return seen.value

    def explain(self, state: State, _seen: Seen | None) -> Sequence[tuple[str, str]]:
        what = f"{self.metrics[0]} by {self.of} of the dossier; without that nothing is computed"
        return [("quotient", what), *rung_words(self.rungs, state, None, direction=1.0)]

    def dump(self, state: State) -> Any:
        return ladder.dump_latches(state)

    def load(self, dumped: Any) -> State:
        return ladder.load_latches(self.rungs, dumped) or self.rest


def condition_from(definition: Definition, *, kind: Kind, metric: Metric) -> Ratio:  # noqa: ARG001
    """The ratio that a rule describes. Raises DefinitionError where it is none."""
    unit = ladder.unit_from(definition, metric)
    of = dossier_number(definition, "of")
    rungs = ladder.rungs_from(definition, lambda value: value * unit.scale / metric.unit.scale)
    if not rungs[0].on > 0:
        raise definition.error("levels", "must have on values above 0, or an empty place would be too full")
    return Ratio(metrics=(metric.name,), of=of, rungs=rungs, rest=ladder.released(rungs))


EXAMPLES_START = datetime(2025, 10, 1, tzinfo=UTC)
_FULL = Rung(
    severity=Severity.RED,
    on=1.0,
    off=0.95,
    on_delay=timedelta(minutes=3),
    off_delay=timedelta(minutes=10),
)
# (rung, facts, (seconds, persons, set afterwards)): 1000 are too many for 1000 and not for 1200; where nobody
# knows for how many the place is, they are never too many.
EXAMPLES: Sequence[tuple[Rung, Mapping[str, float], Sequence[tuple[int, float, bool]]]] = (
    (_FULL, {"capacity": 1000}, ((0, 1000, False), (179, 1100, False), (180, 1100, True))),
    (_FULL, {"capacity": 1000}, ((0, 1000, False), (180, 1000, True), (240, 951, True), (900, 951, True))),
    (_FULL, {"capacity": 1000}, ((0, 1000, False), (180, 1000, True), (240, 950, True), (840, 900, False))),
    (_FULL, {"capacity": 1200}, ((0, 1000, False), (180, 1100, False), (3600, 1199, False))),
    (_FULL, {"area_m2": 100}, ((0, 1000, False), (180, 1100, False), (3600, 9999, False))),
    (_FULL, {"capacity": 0}, ((0, 1000, False), (3600, 9999, False))),
)
