"""Rate: how fast a value rises or falls, as a ladder of levels with their own delays.

The rate is the slope of the line through the readings of the last ``over_s``. Where there is no such line
(too few readings, or values on the quiet side of ``from_value``) nothing is rising: that speaks against
every level.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts import ladder, slope
from alerts.condition import Facts, Seen, Sizes, State
from alerts.ladder import Rung
from alerts.ladder_words import rung_words
from alerts.slope import Window
from model.definition import Definition
from model.kind import Kind, Metric
from model.severity import Severity
from model.units import convert


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Rungs are rates in the metric's unit for every ``per_s`` seconds; ``direction`` is -1.0 for falling.

    A state is the points of the window, values turned so that rising means worse, and the latches.
    """

    metrics: tuple[str, ...]
    direction: float
    per_s: float
    window: Window
    rungs: tuple[Rung, ...]
    rest: State

    def loud(self, _metric: str, values: NDArray[np.float64], _sizes: Sizes) -> NDArray[np.bool_]:
        return values * self.direction >= self.window.from_value

    def step(self, state: State, seen: Seen, _facts: Facts) -> State:
        before, latches = state
        points = slope.extended(self.window, before, value=seen.value * self.direction, at=seen.at)
        line = slope.line_through(self.window, points)
        rate = ladder.NOTHING if line is None else line.per_s * self.per_s
        return points, ladder.climbed(self.rungs, latches, value=rate, at=seen.at)

    def severity(self, state: State) -> Severity | None:
        return ladder.level(self.rungs, state[1])

    def told(self, _state: State, seen: Seen) -> float:
        return seen.value

    def explain(self, state: State, seen: Seen | None) -> Sequence[tuple[str, str]]:
        points, latches = state
        line = slope.line_through(self.window, points)
        rate = None if line is None or seen is None else replace(seen, value=line.per_s * self.per_s)
        words = rung_words(self.rungs, latches, rate, direction=1.0)
        return [("line", slope.line_words(self.window, points)), *words]

    def dump(self, state: State) -> Any:
        return slope.dump_course((state[0], state[1]))

    def load(self, dumped: Any) -> State:
        return slope.load_course(self.rungs, dumped) or self.rest


def condition_from(definition: Definition, *, kind: Kind, metric: Metric) -> Rate:  # noqa: ARG001
    """The rate that a rule describes. Raises DefinitionError, naming the key, where it makes no sense."""
    unit = ladder.unit_from(definition, metric)
    direction = definition.choice("direction", slope.TRENDS)
    per_s = definition.take("per_s", float)
    if not per_s > 0:
        raise definition.error("per_s", "must be above 0 seconds")
    from_value = convert(definition.take("from_value", float), source=unit, target=metric.unit)
    # Of a difference, what a unit shows at zero has no part: 5 F more are 2.8 C more.
    zero = convert(0.0, source=unit, target=metric.unit)
    rungs = ladder.rungs_from(
        definition, lambda value: convert(value, source=unit, target=metric.unit) - zero
    )
    if not rungs[0].on > 0:
        raise definition.error("levels[0].on", "must be above 0; falling is said by direction")
    return Rate(
        metrics=(metric.name,),
        direction=direction,
        per_s=per_s,
        window=slope.window_from(definition, from_value=direction * from_value),
        rungs=rungs,
        rest=((), ladder.released(rungs)),
    )


_RUNG = Rung(
    severity=Severity.YELLOW,
    on=5.0,
    off=1.0,
    on_delay=timedelta(0),
    off_delay=timedelta(seconds=120),
)
_WINDOW = Window(
    from_value=2.0, over=timedelta(seconds=300), least_readings=3, least_span=timedelta(seconds=120)
)
_RISING = Rate(
    metrics=("depth_cm",),
    direction=1.0,
    per_s=60.0,
    window=_WINDOW,
    rungs=(_RUNG,),
    rest=((), ladder.released((_RUNG,))),
)
# (seconds, cm, level afterwards), for 5 cm a minute and more. Two readings are no line, nor are three within
# a second; a fall below 2 cm starts anew, and the level goes after 2 minutes of rising no more.
EXAMPLES: Sequence[tuple[Rate, Sequence[tuple[float, float, Severity | None]]]] = (
    (_RISING, ((0, 4.0, None), (60, 9.0, None), (120, 14.0, Severity.YELLOW))),
    (_RISING, ((0, 4.0, None), (0.5, 9.0, None), (1, 30.0, None))),
    (_RISING, ((0, 4.0, None), (60, 9.0, None), (90, 1.9, None), (120, 14.0, None))),
    (
        _RISING,
        (
            (0, 4.0, None),
            (60, 9.0, None),
            (120, 14.0, Severity.YELLOW),
            (180, 1.0, Severity.YELLOW),
            (300, 0.0, None),
        ),
    ),
)
