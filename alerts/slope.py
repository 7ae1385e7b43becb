"""The line through the latest values of a metric, fitted by least squares.

Values are turned so that rising is what a rule waits for. A value on the quiet side of ``from_value`` empties
the window: what falls back there starts anew, and a sensor that stays there costs nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from alerts import ladder
from alerts.ladder import Latches, Rung
from model.definition import Definition

TRENDS = {"rising": 1.0, "falling": -1.0}
MOST_KEPT = 32
"""A quicker sensor keeps no more points than this in a window, spread over it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)

Point = tuple[datetime, float]
Points = tuple[Point, ...]
Course = tuple[Points, Latches]
"""The points of a window, oldest first, and the latches that hear of their line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How far back a line looks, and what it needs at least to be one. ``from_value`` is turned."""

    from_value: float
    over: timedelta
    least_readings: int
    least_span: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``value`` is where the line stands at the newest reading, ``per_s`` its slope a second."""

    value: float
    per_s: float


def extended(window: Window, points: Points, *, value: float, at: datetime) -> Points:
    """The window's points after one value, oldest first; none after one on the quiet side."""
    if value < window.from_value:
        return ()
    young = tuple(point for point in points if at - point[0] <= window.over)
    crowded = len(young) > 1 and young[-1][0] - young[-2][0] < window.over / MOST_KEPT
    return (*(young[:-1] if crowded else young), (at, value))


def line_through(window: Window, points: Points) -> Line | None:
    """The line of least squares; None where there are too few points, or too close together in time."""
    if len(points) < window.least_readings or points[-1][0] - points[0][0] < window.least_span:
        return None
    # Both are told from the newest point, so that values that stand still give a slope of exactly 0.
    newest_at, newest = points[-1]
    times = [(at - newest_at).total_seconds() for at, _ in points]
    values = [value - newest for _, value in points]
    time, value = sum(times) / len(times), sum(values) / len(values)
    spread = sum((one - time) ** 2 for one in times)
    shared = sum((one - time) * (other - value) for one, other in zip(times, values, strict=True))
    per_s = shared / spread
    return Line(value=newest + value - per_s * time, per_s=per_s)


def line_words(window: Window, points: Points) -> str:
    """What a window holds, for a person who asks why; values are told as they were turned."""
    span = points[-1][0] - points[0][0] if points else timedelta(0)
    held = f"{len(points)} readings over {span.total_seconds():g} s"
    if (line := line_through(window, points)) is None:
        least = f"{window.least_readings} over {window.least_span.total_seconds():g} s"
        return f"none: {held} from {window.from_value:g} on, at least {least} are needed"
    return f"at {line.value:.6g}, rising by {line.per_s * 60:.6g} a minute ({held})"


def dump_course(state: Course) -> Any:
    """A course as JSON can hold it: points in microseconds since the epoch, and latches."""
    points, latches = state
    told = [[(at - _EPOCH) // _TICK, value] for at, value in points]
    return {"points": told, "latches": ladder.dump_latches(latches)}


def load_course(rungs: Sequence[Rung], dumped: Any) -> Course | None:
    """What ``dump_course`` wrote; None where it is something else."""
    try:
        points = tuple((_EPOCH + int(ticks) * _TICK, float(value)) for ticks, value in dumped["points"])
        latches = ladder.load_latches(rungs, dumped["latches"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return None if latches is None else (points, latches)


def window_from(definition: Definition, *, from_value: float) -> Window:
    """The window that a rule describes. Raises DefinitionError where no line could ever come of it."""
    window = Window(
        from_value=from_value,
        over=ladder.delay(definition, "over_s"),
        least_readings=definition.take("least_readings", int),
        least_span=ladder.delay(definition, "least_span_s"),
    )
    if not 2 <= window.least_readings <= MOST_KEPT // 2:
        raise definition.error("least_readings", f"must be 2 to {MOST_KEPT // 2}: a window keeps {MOST_KEPT}")
    if not timedelta(0) < window.least_span <= window.over:
        raise definition.error("least_span_s", "must be above 0 and not above over_s")
    return window
