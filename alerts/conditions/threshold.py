"""Threshold: a ladder of levels, each with its own on and off value and its own delays.

Each rung is a latch with hysteresis. It sets when values have stayed at or beyond ``on`` for ``on_delay_s``,
and releases when they have stayed at or within ``off`` for ``off_delay_s``; between the two values it keeps
what it is. A delay counts from the first value of an unbroken run to the value that completes it: time alone
changes nothing, so a replay at any speed decides alike. The level is that of the highest latch that is set.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts.condition import Facts, Seen, State
from model.definition import Definition
from model.kind import Kind, Metric
from model.severity import SEVERITIES, Severity
from model.units import UNITS, convert

DIRECTIONS = {"above": 1.0, "below": -1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level of the ladder. Values are in the metric's unit, turned so that beyond means greater."""

    severity: Severity
    on: float
    off: float
    on_delay: timedelta
    off_delay: timedelta


@dataclass(frozen=True, slots=True)
class Latch:
    """Whether a rung is set, and since when values have spoken for the opposite."""

    is_set: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A ladder of rungs, lowest first; ``direction`` is 1.0 for above and -1.0 for below."""

    metrics: tuple[str, ...]
    rungs: tuple[Rung, ...]
    direction: float
    rest: State

    def loud(self, _metric: str, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        return values * self.direction >= self.rungs[0].on

    def step(self, state: State, seen: Seen, _facts: Facts) -> State:
        turned = seen.value * self.direction
        return tuple(
            latched(rung, latch, value=turned, at=seen.at)
            for rung, latch in zip(self.rungs, state, strict=True)
        )

    def severity(self, state: State) -> Severity | None:
        held = [rung.severity for rung, latch in zip(self.rungs, state, strict=True) if latch.is_set]
        return held[-1] if held else None

    def told(self, _state: State, seen: Seen) -> float:
        return seen.value

    def dump(self, state: State) -> Any:
        return [[latch.is_set, latch.since and latch.since.isoformat()] for latch in state]

    def load(self, dumped: Any) -> State:
        if not isinstance(dumped, list) or len(dumped) != len(self.rungs):
            return self.rest
        return tuple(Latch(is_set, since and datetime.fromisoformat(since)) for is_set, since in dumped)


def latched(rung: Rung, latch: Latch, *, value: float, at: datetime) -> Latch:
    """The latch after one value, already turned so that beyond means greater."""
    opposite = value <= rung.off if latch.is_set else value >= rung.on
    if not opposite:
        return latch if latch.since is None else Latch(latch.is_set)
    since = latch.since or at
    if at - since >= (rung.off_delay if latch.is_set else rung.on_delay):
        return Latch(not latch.is_set)
    return latch if latch.since is not None else Latch(latch.is_set, since)


def condition_from(definition: Definition, *, kind: Kind, metric: Metric) -> Threshold:  # noqa: ARG001
    """The ladder that a rule describes. Raises DefinitionError where it is no ladder."""
    unit = definition.choice("unit", UNITS)
    if unit.quantity != metric.unit.quantity:
        raise definition.error("unit", f"{unit.name} cannot measure {metric.name} ({metric.unit.name})")
    direction = definition.choice("direction", DIRECTIONS)

    def turned(value: float) -> float:
        return direction * convert(value, source=unit, target=metric.unit)

    rungs = tuple(_rung(table, turned) for table in definition.tables("levels"))
    for lower, upper in pairwise(rungs):
        if not (lower.severity < upper.severity and lower.on < upper.on):
            raise definition.error("levels", "must rise from blue to red, and so must their on values")
    return Threshold(
        metrics=(metric.name,), rungs=rungs, direction=direction, rest=tuple(Latch() for _ in rungs)
    )


def _rung(table: Definition, turned: Callable[[float], float]) -> Rung:
    rung = Rung(
        severity=table.choice("severity", SEVERITIES),
        on=turned(table.take("on", float)),
        off=turned(table.take("off", float)),
        on_delay=_delay(table, "on_delay_s"),
        off_delay=_delay(table, "off_delay_s"),
    )
    if not rung.off < rung.on:
        raise table.error("off", "must lie on the normal side of on, or the alert would chatter")
    table.finish()
    return rung


def _delay(table: Definition, name: str) -> timedelta:
    seconds = table.take(name, float)
    if seconds < 0:
        raise table.error(name, "cannot be below 0 seconds")
    return timedelta(seconds=seconds)


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
