"""Count in window: how many events a sensor has had within a time, as a ladder of levels.

An event begins where a value reaches ``event`` and the one before it had not; it counts once however long it
lasts, and again only when values have kept away from ``event`` for ``apart_s``. The ladder climbs with the
number of events that are not older than ``within_s``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts import ladder
from alerts.condition import Facts, Seen, Sizes, State
from alerts.ladder import Latches, Rung
from alerts.ladder_words import rung_words
from model.definition import Definition
from model.kind import Kind, Metric
from model.severity import Severity
from model.units import convert

MOST_COUNTED = 100
"""No level may need more events than this: each is remembered by its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """When the newest events began, oldest first; whether one is going on; the last value that was one."""

    begun: tuple[datetime, ...] = ()
    is_on: bool = False
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountInWindow:
    """Rungs are numbers of events. ``event`` is in the metric's unit, turned so that beyond means greater.

    A state is what was counted, and the latches.
    """

    metrics: tuple[str, ...]
    direction: float
    event: float
    within: timedelta
    apart: timedelta
    rungs: tuple[Rung, ...]
    rest: State

    def loud(self, _metric: str, values: NDArray[np.float64], _sizes: Sizes) -> NDArray[np.bool_]:
        return values * self.direction >= self.event

    def step(self, state: State, seen: Seen, _facts: Facts) -> State:
        before, latches = state
        counted = self._counted(before, is_on=seen.value * self.direction >= self.event, at=seen.at)
        return counted, ladder.climbed(self.rungs, latches, value=len(counted.begun), at=seen.at)

    def severity(self, state: State) -> Severity | None:
        return ladder.level(self.rungs, state[1])

    def told(self, _state: State, seen: Seen) -> float:
        return seen.value

    def explain(self, state: State, seen: Seen | None) -> Sequence[tuple[str, str]]:
        counted, latches = state
        number = len(counted.begun)
        told = f"{number} within {self.within.total_seconds():g} s" + (
            ", one going on" if counted.is_on else ""
        )
        count = seen and replace(seen, value=number)
        return [("events", told), *rung_words(self.rungs, latches, count, direction=1.0)]

    def dump(self, state: State) -> Any:
        counted, latches = state
        return {
            "begun": [at.isoformat() for at in counted.begun],
            "is_on": counted.is_on,
            "last_at": counted.last_at and counted.last_at.isoformat(),
            "latches": ladder.dump_latches(latches),
        }

    def load(self, dumped: Any) -> State:
        try:
            return self._loaded(dumped)
        except (KeyError, TypeError, ValueError):
            return self.rest

    def _counted(self, before: Counted, *, is_on: bool, at: datetime) -> Counted:
        away = before.last_at is None or at - before.last_at >= self.apart
        begun = [time for time in before.begun if at - time <= self.within]
        if is_on and not before.is_on and away:
            begun.append(at)
        # More than the highest level asks for need not be known: the newest are the last to grow too old.
        begun = begun[-int(self.rungs[-1].on) :]
        last_at = at if is_on else None if away and not begun else before.last_at
        return Counted(begun=tuple(begun), is_on=is_on, last_at=last_at)

    def _loaded(self, dumped: Any) -> State:
        latches: Latches | None = ladder.load_latches(self.rungs, dumped["latches"])
        begun = tuple(datetime.fromisoformat(at) for at in dumped["begun"])
        last_at = dumped["last_at"] and datetime.fromisoformat(dumped["last_at"])
        if latches is None:
            return self.rest
        return Counted(begun=begun, is_on=bool(dumped["is_on"]), last_at=last_at), latches


def condition_from(definition: Definition, *, kind: Kind, metric: Metric) -> CountInWindow:  # noqa: ARG001
    """The count that a rule describes. Raises DefinitionError, naming the key, where it makes no sense."""
    unit = ladder.unit_from(definition, metric)
    direction = definition.choice("direction", ladder.DIRECTIONS)
    rungs = ladder.rungs_from(definition, lambda count: count)
    for place, rung in enumerate(rungs):
        if not (rung.on.is_integer() and 1 <= rung.on <= MOST_COUNTED and rung.off >= 0):
            problem = f"on is a number of events from 1 to {MOST_COUNTED}, and off is not below 0"
            raise definition.error(f"levels[{place}]", problem)
    within = ladder.delay(definition, "within_s")
    if definition.take("forget_after_s", float) < within.total_seconds():
        raise definition.error("forget_after_s", "below within_s a silence would forget events that count")
    return CountInWindow(
        metrics=(metric.name,),
        direction=direction,
        event=direction * convert(definition.take("event", float), source=unit, target=metric.unit),
        within=within,
        apart=ladder.delay(definition, "apart_s"),
        rungs=rungs,
        rest=(Counted(), ladder.released(rungs)),
    )


_THRICE = Rung(severity=Severity.YELLOW, on=3, off=1, on_delay=timedelta(0), off_delay=timedelta(0))
_HOUR = CountInWindow(
    metrics=("door_held_s",),
    direction=1.0,
    event=20.0,
    within=timedelta(hours=1),
    apart=timedelta(seconds=120),
    rungs=(_THRICE,),
    rest=(Counted(), ladder.released((_THRICE,))),
)
# (seconds, value, level afterwards), for 3 events of 20 s and more within an hour, 2 minutes apart. A long
# event counts once, and so do two that are close; the level goes when only one event is left in the hour.
EXAMPLES: Sequence[tuple[CountInWindow, Sequence[tuple[int, float, Severity | None]]]] = (
    (
        _HOUR,
        (
            (0, 20.0, None),
            (60, 0.0, None),
            (600, 30.0, None),
            (660, 0.0, None),
            (1200, 20.0, Severity.YELLOW),
            (1260, 0.0, Severity.YELLOW),
            (4200, 0.0, Severity.YELLOW),
            (4201, 0.0, None),
        ),
    ),
    (_HOUR, ((0, 20.0, None), (600, 25.0, None), (1200, 30.0, None), (1800, 35.0, None))),
    (_HOUR, ((0, 20.0, None), (60, 0.0, None), (119, 20.0, None), (120, 0.0, None), (180, 20.0, None))),
    (_HOUR, ((0, 20.0, None), (60, 0.0, None), (600, 20.0, None), (660, 0.0, None), (3601, 20.0, None))),
)
