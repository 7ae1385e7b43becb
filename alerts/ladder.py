"""A ladder of levels, each a latch with hysteresis and its own delays.

A latch sets when values have stayed at or beyond ``on`` for ``on_delay``, and releases when they have stayed
at or within ``off`` for ``off_delay``; between the two values it keeps what it is. A delay counts from the
first value of an unbroken run to the value that completes it: time alone changes nothing, so a replay at any
speed decides alike. The level is that of the highest latch that is set.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from model.definition import Definition
from model.kind import Metric
from model.severity import SEVERITIES, Severity
from model.units import UNITS, Unit

DIRECTIONS = {"above": 1.0, "below": -1.0}
NOTHING = float("-inf")
"""The value to climb with where nothing speaks for any level: it lies within every ``off``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level of the ladder. ``on`` and ``off`` are turned so that beyond means greater."""

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


Latches = tuple[Latch, ...]


def released(rungs: Sequence[Rung]) -> Latches:
    """The latches of a ladder at rest."""
    return tuple(Latch() for _ in rungs)


def climbed(rungs: Sequence[Rung], latches: Latches, *, value: float, at: datetime) -> Latches:
    """The latches after one value, already turned so that beyond means greater."""
    return tuple(latched(rung, latch, value=value, at=at) for rung, latch in zip(rungs, latches, strict=True))


def latched(rung: Rung, latch: Latch, *, value: float, at: datetime) -> Latch:
    """The latch after one value, already turned so that beyond means greater."""
    opposite = value <= rung.off if latch.is_set else value >= rung.on
    if not opposite:
        return latch if latch.since is None else Latch(latch.is_set)
    since = latch.since or at
    if at - since >= (rung.off_delay if latch.is_set else rung.on_delay):
        return Latch(not latch.is_set)
    return latch if latch.since is not None else Latch(latch.is_set, since)


def level(rungs: Sequence[Rung], latches: Latches) -> Severity | None:
    """The level of the highest latch that is set, None where none is."""
    for rung, latch in zip(reversed(rungs), reversed(latches), strict=True):
        if latch.is_set:
            return rung.severity
    return None


def dump_latches(latches: Latches) -> Any:
    """Latches as JSON can hold them."""
    return [[latch.is_set, latch.since and latch.since.isoformat()] for latch in latches]


def load_latches(rungs: Sequence[Rung], dumped: Any) -> Latches | None:
    """What ``dump_latches`` wrote; None where it does not fit this ladder, for the rule has changed."""
    try:
        latches = tuple(_latch(is_set, since) for is_set, since in dumped)
    except (TypeError, ValueError):
        return None
    return latches if len(latches) == len(rungs) else None


def rungs_from(definition: Definition, turned: Callable[[float], float]) -> tuple[Rung, ...]:
    """The ``levels`` of a rule, ``turned`` into the unit of the values that climb.

    Raises DefinitionError where they are no ladder.
    """
    rungs = tuple(_rung(table, turned) for table in definition.tables("levels"))
    for lower, upper in pairwise(rungs):
        if not (lower.severity < upper.severity and lower.on < upper.on):
            raise definition.error("levels", "must rise from blue to red, and so must their on values")
    return rungs


def unit_from(definition: Definition, metric: Metric) -> Unit:
    """The unit that a rule's numbers are in. Raises DefinitionError where it cannot measure ``metric``."""
    unit = definition.choice("unit", UNITS)
    if unit.quantity != metric.unit.quantity:
        raise definition.error("unit", f"{unit.name} cannot measure {metric.name} ({metric.unit.name})")
    return unit


def delay(table: Definition, name: str) -> timedelta:
    """The seconds under ``name``. Raises DefinitionError below 0."""
    seconds = table.take(name, float)
    if seconds < 0:
        raise table.error(name, "cannot be below 0 seconds")
    return timedelta(seconds=seconds)


def _rung(table: Definition, turned: Callable[[float], float]) -> Rung:
    rung = Rung(
        severity=table.choice("severity", SEVERITIES),
        on=turned(table.take("on", float)),
        off=turned(table.take("off", float)),
        on_delay=delay(table, "on_delay_s"),
        off_delay=delay(table, "off_delay_s"),
    )
    if not rung.off < rung.on:
        raise table.error("off", "must lie on the normal side of on, or the alert would chatter")
    table.finish()
    return rung


def _latch(is_set: object, since: object) -> Latch:
    if not isinstance(is_set, bool) or not isinstance(since, str | None):
        raise TypeError("a latch is written as [true or false, a time or null]")
    return Latch(is_set, None if since is None else datetime.fromisoformat(since))
