"""Projection: the slope of the last readings leads to a value within a time.

The line through the readings of the last ``over_s`` is drawn on for ``within_s``. The level sets while the
line rises and its end lies at or beyond ``reach``; it stays as long as that end does, so water that stands
still where it has got to does not clear it, and it goes once the end has fallen short of ``reach``, or there
has been no line, for ``off_delay_s``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts import ladder, slope
from alerts.condition import Facts, Seen, Sizes, State
from alerts.ladder import Rung
from alerts.slope import Line, Points, Window
from model.definition import Definition
from model.kind import Kind, Metric
from model.severity import SEVERITIES, Severity
from model.units import convert

LEADS_THERE, STAYS_THERE = 1.0, 0.5
"""What the one rung of a projection hears; it lets go of a line that leads elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """``reach`` is in the metric's unit, turned by ``direction`` so that beyond means greater.

    A state is the points of the window, values turned alike, and the one latch.
    """

    metrics: tuple[str, ...]
    direction: float
    reach: float
    within: timedelta
    window: Window
    rung: Rung
    rest: State

    def loud(self, _metric: str, values: NDArray[np.float64], _sizes: Sizes) -> NDArray[np.bool_]:
        return values * self.direction >= self.window.from_value

    def step(self, state: State, seen: Seen, _facts: Facts) -> State:
        before, latches = state
        points = slope.extended(self.window, before, value=seen.value * self.direction, at=seen.at)
        return points, ladder.climbed((self.rung,), latches, value=self._course(points), at=seen.at)

    def severity(self, state: State) -> Severity | None:
        return ladder.level((self.rung,), state[1])

    def told(self, _state: State, seen: Seen) -> float:
        return seen.value

    def explain(self, state: State, _seen: Seen | None) -> Sequence[tuple[str, str]]:
        points, latches = state
        line = slope.line_through(self.window, points)
        held = "holds" if latches[0].is_set else "does not hold"
        told = held if line is None else f"{held}; {self._leads(line)}"
        return [("line", slope.line_words(self.window, points)), (self.rung.severity.key, told)]

    def dump(self, state: State) -> Any:
        return slope.dump_course((state[0], state[1]))

    def load(self, dumped: Any) -> State:
        return slope.load_course((self.rung,), dumped) or self.rest

    def _leads(self, line: Line) -> str:
        end, reach = projected(line, self.within) * self.direction, self.reach * self.direction
        return f"leads to {end:.6g} within {self.within.total_seconds():g} s, {reach:g} is asked for"

    def _course(self, points: Points) -> float:
        line = slope.line_through(self.window, points)
        if line is None or projected(line, self.within) < self.reach:
            return ladder.NOTHING
        return LEADS_THERE if line.per_s > 0 else STAYS_THERE


def projected(line: Line, within: timedelta) -> float:
    """Where the line leads within a time, in the unit of its values."""
    return line.value + line.per_s * within.total_seconds()


def condition_from(definition: Definition, *, kind: Kind, metric: Metric) -> Projection:  # noqa: ARG001
    """The projection that a rule describes. Raises DefinitionError, naming the key, where it is none."""
    unit = ladder.unit_from(definition, metric)
    direction = definition.choice("direction", slope.TRENDS)

    def turned(name: str) -> float:
        return direction * convert(definition.take(name, float), source=unit, target=metric.unit)

    window = slope.window_from(definition, from_value=turned("from_value"))
    reach, within = turned("reach"), ladder.delay(definition, "within_s")
    if not window.from_value < reach:
        raise definition.error("from_value", "must lie on the normal side of reach")
    if not within > timedelta(0):
        raise definition.error("within_s", "must be above 0 seconds")
    rung = _rung(definition.choice("severity", SEVERITIES), ladder.delay(definition, "off_delay_s"))
    return Projection(
        metrics=(metric.name,),
        direction=direction,
        reach=reach,
        within=within,
        window=window,
        rung=rung,
        rest=((), ladder.released((rung,))),
    )


def _rung(severity: Severity, off_delay: timedelta) -> Rung:
    return Rung(severity=severity, on=LEADS_THERE, off=0.0, on_delay=timedelta(0), off_delay=off_delay)


_ORANGE = _rung(Severity.ORANGE, timedelta(seconds=120))
_FLOODING = Projection(
    metrics=("depth_cm",),
    direction=1.0,
    reach=25.0,
    within=timedelta(seconds=600),
    window=Window(
        from_value=3.0, over=timedelta(seconds=300), least_readings=3, least_span=timedelta(seconds=120)
    ),
    rung=_ORANGE,
    rest=((), ladder.released((_ORANGE,))),
)
# (seconds, cm, level afterwards), for 25 cm within 10 minutes: 1.9 cm a minute lead there from 6.8 cm, 1.8
# from 6.6 cm do not. Water that never rose is not announced; what rose to 30 cm stays while it stands there.
EXAMPLES: Sequence[tuple[Projection, Sequence[tuple[float, float, Severity | None]]]] = (
    (_FLOODING, ((0, 3.0, None), (60, 4.9, None), (120, 6.8, Severity.ORANGE))),
    (_FLOODING, ((0, 3.0, None), (60, 4.8, None), (120, 6.6, None))),
    (_FLOODING, ((0, 30.0, None), (60, 30.0, None), (120, 30.0, None))),
    (
        _FLOODING,
        (
            (0, 20.0, None),
            (60, 25.0, None),
            (120, 30.0, Severity.ORANGE),
            *((second, 30.0, Severity.ORANGE) for second in range(180, 900, 60)),
            (900, 1.0, Severity.ORANGE),
            (1019, 0.0, Severity.ORANGE),
            (1020, 0.0, None),
        ),
    ),
)
