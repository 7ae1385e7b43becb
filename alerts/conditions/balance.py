"""Balance: a ladder over inflow divided by outflow, for a place that is already rather full.

Inflow, outflow and the number present are judged together, once each of the three was told: pairing a new
inflow with an old outflow would break runs, or start them, that nothing real has. Without the site's capacity
nothing is computed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts import ladder
from alerts.beside import Told, dump_told, load_told
from alerts.condition import Facts, Seen, Sizes, State
from alerts.dossier import dossier_number
from alerts.ladder import NOTHING, Latches, Rung
from alerts.ladder_words import rung_words
from model.definition import Definition
from model.kind import Kind, Metric
from model.severity import Severity
from model.units import convert


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Rungs are inflow by outflow; ``metrics`` are inflow, outflow, present.

    They count only from ``above_share`` of the capacity, the dossier's field ``of``, and from an inflow of
    ``least``; values of the three belong together within ``together``. A state is what was told of each
    since the last judgement, the last inflow, and the latches.
    """

    metrics: tuple[str, ...]
    of: str
    above_share: float
    least: float
    together: timedelta
    rungs: tuple[Rung, ...]
    rest: State

    def loud(self, metric: str, values: NDArray[np.float64], sizes: Sizes) -> NDArray[np.bool_]:
        return (values >= self.least) & (sizes(self.of) > 0) & (metric == self.metrics[0])

    def step(self, state: State, seen: Seen, facts: Facts) -> State:
        capacity = facts.get(self.of, 0.0)
        is_inflow = seen.metric == self.metrics[0]
        if not capacity > 0 or (state == self.rest and not is_inflow):
            return self.rest
        told, inflow, latches = state
        if is_inflow and seen.value < self.least:
            return self._quiet(latches, seen)
        told = self._together(told, seen)
        inflow = seen.value if is_inflow else inflow
        if (values := _all(told)) is None:
            return told, inflow, latches
        value = self._imbalance(values, capacity)
        return self.rest[0], inflow, ladder.climbed(self.rungs, latches, value=value, at=seen.at)

    def severity(self, state: State) -> Severity | None:
        return ladder.level(self.rungs, state[2])

    def told(self, state: State, seen: Seen) -> float:
        return seen.value if seen.metric == self.metrics[0] else float(state[1])

    def explain(self, state: State, _seen: Seen | None) -> Sequence[tuple[str, str]]:
        told, inflow, latches = state
        heard = [f"{name} {one[0]:g}" for name, one in zip(self.metrics, told, strict=True) if one]
        waits = [name for name, one in zip(self.metrics, told, strict=True) if not one]
        return [
            ("inflow", f"{inflow:g}, counts from {self.least:g} and {self.above_share:g} of {self.of}"),
            ("round", f"{', '.join(heard) or 'nothing'} told; waits for {', '.join(waits)}"),
            *rung_words(self.rungs, latches, None, direction=1.0),
        ]

    def dump(self, state: State) -> Any:
        told, inflow, latches = state
        return {
            "told": [dump_told(one) for one in told],
            "inflow": inflow,
            "latches": ladder.dump_latches(latches),
        }

    def load(self, dumped: Any) -> State:
        try:
            latches = ladder.load_latches(self.rungs, dumped["latches"])
            told = tuple(load_told(one) for one in dumped["told"])
            same = latches is not None and len(told) == len(self.metrics)
            return (told, float(dumped["inflow"]), latches) if same else self.rest
        except (KeyError, TypeError, ValueError):
            return self.rest

    def _quiet(self, latches: Latches, seen: Seen) -> State:
        """The state after an inflow too small to fill anything, whatever the outflow."""
        eased = ladder.climbed(self.rungs, latches, value=NOTHING, at=seen.at)
        return self.rest if eased == self.rest[2] else (self.rest[0], seen.value, eased)

    def _together(self, told: tuple[Told, ...], seen: Seen) -> tuple[Told, ...]:
        """What was told with ``seen`` in it, without what is too old to belong to the newest."""
        fresh: list[Told] = list(told)
        fresh[self.metrics.index(seen.metric)] = (seen.value, seen.at)
        newest = max(one[1] for one in fresh if one is not None)
        return tuple(one if one and newest - one[1] <= self.together else None for one in fresh)

    def _imbalance(self, values: Sequence[float], capacity: float) -> float:
        inflow, outflow, present = values
        if present < self.above_share * capacity:
            return NOTHING
        return inflow / outflow if outflow > 0 else float("inf")


def _all(told: Sequence[Told]) -> Sequence[float] | None:
    """The values where every one was told."""
    values = [one[0] for one in told if one is not None]
    return values if len(values) == len(told) else None


def condition_from(definition: Definition, *, kind: Kind, metric: Metric) -> Balance:
    """The balance that a rule describes. Raises DefinitionError where it is none."""
    unit = ladder.unit_from(definition, metric)
    outflow = definition.choice("outflow", dict(kind.metrics))
    present = definition.choice("present", dict(kind.metrics))
    if outflow.unit != metric.unit:
        raise definition.error(
            "outflow", f"{outflow.name} is not told in {metric.unit.name} as {metric.name} is"
        )
    if len({metric.name, outflow.name, present.name}) < 3:
        raise definition.error("outflow", "inflow, outflow and present must be three metrics")
    rungs = ladder.rungs_from(definition, float)
    return Balance(
        metrics=(metric.name, outflow.name, present.name),
        of=dossier_number(definition, "of"),
        above_share=_above_zero(definition, "above_share"),
        least=convert(_above_zero(definition, "least"), source=unit, target=metric.unit),
        together=ladder.delay(definition, "together_s"),
        rungs=rungs,
        rest=((None, None, None), 0.0, ladder.released(rungs)),
    )


def _above_zero(definition: Definition, name: str) -> float:
    value = definition.take(name, float)
    if not value > 0:
        raise definition.error(name, f"{value:g} is not above 0")
    return value


EXAMPLES_START = datetime(2025, 10, 1, tzinfo=UTC)
_SURGE = Rung(
    severity=Severity.YELLOW,
    on=1.5,
    off=1.2,
    on_delay=timedelta(minutes=5),
    off_delay=timedelta(minutes=10),
)
# (rung, above_share x capacity and capacity, (minutes, inflow, outflow, present, set afterwards))
EXAMPLES: Sequence[tuple[Rung, Sequence[tuple[int, float, float, float, bool]]]] = (
    (_SURGE, ((0, 3000, 1000, 800, False), (4, 3000, 2000, 800, False), (5, 3000, 2000, 800, True))),
    (_SURGE, ((0, 3000, 1000, 600, False), (5, 3000, 1000, 690, False), (10, 9000, 0, 699, False))),
    (_SURGE, ((0, 3000, 1000, 800, False), (3, 3000, 2500, 800, False), (5, 3000, 1000, 800, False))),
    (
        _SURGE,
        (
            (0, 599, 10, 900, False),
            (5, 599, 10, 900, False),
            (6, 600, 0, 900, False),
            (11, 600, 0, 900, True),
        ),
    ),
    (
        _SURGE,
        ((0, 900, 0, 700, False), (5, 900, 0, 700, True), (6, 10, 0, 700, True), (16, 10, 0, 700, False)),
    ),
)
"""In a place for 1000 that counts from 0.7 of it and from an inflow of 600/h; the three are told together."""
