"""Episode: what happens at one sensor from the first sign until it has been quiet for a while, as one alert.

A sensor tells an episode in codes (1 detected, 2 door held, ..), in measured values (seconds held), or in
several metrics. Every level has its own words for when it is reached, by any metric of the sensor. Within
an episode the level only climbs, and it ends as a whole: once every metric has told an ``ends`` value, and no
level is being reached, for ``cool_down_s``. What is told before that belongs to the same episode.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts import ladder
from alerts.condition import Facts, Seen, Sizes, State
from alerts.ladder import Latches, Rung
from alerts.stage import Stage, codes_from, stage_from, stage_rung
from model.definition import Definition
from model.kind import Kind, Metric
from model.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """An episode so far: the last value of each metric, which levels it has reached, since when it is quiet.

    ``peak`` is the greatest value of the rule's own metric.
    """

    heard: Mapping[str, float]
    latches: Latches
    quiet_since: datetime | None
    peak: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """Stages lowest first; ``ends`` are the values by which a metric says that nothing is going on.

    A state is () between episodes, and otherwise one Course.
    """

    metrics: tuple[str, ...]
    ends: tuple[float, ...]
    cool_down: timedelta
    stages: tuple[Stage, ...]
    rest: State = ()

    def loud(self, metric: str, values: NDArray[np.float64], _sizes: Sizes) -> NDArray[np.bool_]:
        loud = ~np.isin(values, self.ends)
        for stage in self.stages:
            if stage.metric == metric:
                loud |= (values >= stage.on) | np.isin(values, stage.codes)
        return loud

    def step(self, state: State, seen: Seen, _facts: Facts) -> State:
        course = state[0] if state else self._began()
        heard = {**course.heard, seen.metric: seen.value}
        reached = [stage.reached_by(heard.get(stage.metric)) for stage in self.stages]
        quiet = all(value in self.ends for value in heard.values()) and not any(reached)
        if quiet and not state:
            return self.rest
        since = (course.quiet_since or seen.at) if quiet else None
        if since is not None and seen.at - since >= self.cool_down:
            return self.rest
        latches = tuple(
            ladder.latched(stage.rung, latch, value=_word(stage.rung, is_reached=is_reached), at=seen.at)
            for stage, latch, is_reached in zip(self.stages, course.latches, reached, strict=True)
        )
        return (Course(heard=heard, latches=latches, quiet_since=since, peak=self._peak(course, seen)),)

    def severity(self, state: State) -> Severity | None:
        return ladder.level(self._rungs(), state[0].latches) if state else None

    def told(self, state: State, seen: Seen) -> float:
        if state and state[0].peak is not None:
            peak: float = state[0].peak
            return peak
        return seen.value if seen.metric == self.metrics[0] else self.ends[0]

    def explain(self, state: State, _seen: Seen | None) -> Sequence[tuple[str, str]]:
        if not state:
            return [("episode", "none: nothing is going on")]
        course: Course = state[0]
        told = "going on" if course.quiet_since is None else f"quiet since {course.quiet_since:%H:%M:%S} UTC"
        heard = ", ".join(f"{name} {value:g}" for name, value in course.heard.items())
        reached = [
            (stage.rung.severity.key, "reached" if latch.is_set else "not reached")
            for stage, latch in zip(self.stages, course.latches, strict=True)
        ]
        return [("episode", f"{told}; {heard}"), *reached]

    def dump(self, state: State) -> Any:
        return [_dumped(course) for course in state]

    def load(self, dumped: Any) -> State:
        try:
            return tuple(self._loaded(course) for course in dumped[:1])
        except (AttributeError, KeyError, TypeError, ValueError):
            return self.rest

    def _rungs(self) -> list[Rung]:
        return [stage.rung for stage in self.stages]

    def _began(self) -> Course:
        return Course(heard={}, latches=ladder.released(self._rungs()), quiet_since=None, peak=None)

    def _peak(self, course: Course, seen: Seen) -> float | None:
        if seen.metric != self.metrics[0]:
            return course.peak
        return seen.value if course.peak is None else max(course.peak, seen.value)

    def _loaded(self, dumped: Any) -> Course:
        latches = ladder.load_latches(self._rungs(), dumped["latches"])
        heard = {name: float(value) for name, value in dumped["heard"].items()}
        since, peak = dumped["quiet_since"], dumped["peak"]
        if latches is None or not heard.keys() <= set(self.metrics):
            raise ValueError("an episode of another rule")
        return Course(
            heard=heard,
            latches=latches,
            quiet_since=since and datetime.fromisoformat(since),
            peak=None if peak is None else float(peak),
        )


def _word(rung: Rung, *, is_reached: bool) -> float:
    # Never within off: levels of an episode go together when it ends, not one by one.
    return rung.on if is_reached else (rung.on + rung.off) / 2


def _dumped(course: Course) -> Any:
    return {
        "heard": dict(course.heard),
        "latches": ladder.dump_latches(course.latches),
        "quiet_since": course.quiet_since and course.quiet_since.isoformat(),
        "peak": course.peak,
    }


def condition_from(definition: Definition, *, kind: Kind, metric: Metric) -> Episode:
    """The episode that a rule describes. Raises DefinitionError, naming the key, where it makes no sense."""
    stages = tuple(stage_from(table, kind=kind, metric=metric) for table in definition.tables("levels"))
    if any(lower.rung.severity > upper.rung.severity for lower, upper in pairwise(stages)):
        raise definition.error("levels", "must rise from blue to red")
    others = dict.fromkeys(stage.metric for stage in stages if stage.metric != metric.name)
    return Episode(
        metrics=(metric.name, *others),
        ends=codes_from(definition, "ends"),
        cool_down=ladder.delay(definition, "cool_down_s"),
        stages=stages,
    )


_HELD = Stage(metric="phase", codes=(2.0,), on=inf, rung=stage_rung(Severity.YELLOW, timedelta(seconds=60)))
_RODE = Stage(metric="phase", codes=(5.0,), on=inf, rung=stage_rung(Severity.ORANGE, timedelta(0)))
_CODES = Episode(
    metrics=("phase",), ends=(0.0, 3.0, 4.0), cool_down=timedelta(seconds=120), stages=(_HELD, _RODE)
)
_BY_ON = Episode(
    metrics=("held_s", "rode"),
    ends=(0.0,),
    cool_down=timedelta(seconds=120),
    stages=(
        replace(_HELD, metric="held_s", codes=(), on=60.0, rung=stage_rung(Severity.YELLOW, timedelta(0))),
        replace(_RODE, metric="rode", codes=(1.0,)),
    ),
)
_HIGH = Severity.ORANGE
# (seconds, metric, value, level afterwards). Codes: 1 detected, 2 door held, 3 left, 4 overridden, 5 rode up.
EXAMPLES: Sequence[tuple[Episode, Sequence[tuple[int, str, float, Severity | None]]]] = (
    (_CODES, ((0, "phase", 1, None), (5, "phase", 2, None), (40, "phase", 3, None), (70, "phase", 2, None))),
    (
        _CODES,
        (
            (0, "phase", 2, None),
            (60, "phase", 2, Severity.YELLOW),
            (65, "phase", 3, Severity.YELLOW),
            (184, "phase", 1, Severity.YELLOW),
            (190, "phase", 5, _HIGH),
            (200, "phase", 0, _HIGH),
            (319, "phase", 0, _HIGH),
            (320, "phase", 0, None),
        ),
    ),
    (
        _BY_ON,
        (
            (0, "held_s", 59, None),
            (30, "held_s", 0, None),
            (30, "rode", 1, _HIGH),
            (90, "held_s", 0, _HIGH),
            (600, "held_s", 0, _HIGH),
            (600, "rode", 0, _HIGH),
            (720, "rode", 0, None),
        ),
    ),
)
