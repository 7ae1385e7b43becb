"""What a sensor that says nothing would tell by now: its last value, carried on by its last slope. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf

from alerts.slope import MOST_KEPT, Window, line_through
from model.kind import Metric

WINDOW = Window(
    from_value=-inf, over=timedelta(minutes=30), least_readings=3, least_span=timedelta(minutes=1)
)
MOST = MOST_KEPT
HORIZON = timedelta(minutes=30)
"""No slope is carried on for longer: a street that floods has its peak within 20 minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """A value in the metric's unit, and how it came about."""

    value: float
    words: str


def reckoned(
    metric: Metric, points: Sequence[tuple[datetime, float]], *, heard_at: datetime, now: datetime
) -> Reckoned | None:
    """What the metric is by now, from its last values (oldest first); None where it never told one.

    The time since the last value is counted from its arrival: the clock of a device may be wrong. What comes
    out is never beyond the metric's range.
    """
    if not points:
        return None
    _, last = points[-1]
    told = f"last {_told(metric, last)} at {heard_at:%H:%M} UTC"
    young = tuple(point for point in points if points[-1][0] - point[0] <= WINDOW.over)
    if (line := line_through(WINDOW, young)) is None:
        return Reckoned(value=last, words=f"{told}; too few readings to tell how it goes on")
    carried = min(max(now - heard_at, timedelta(0)), HORIZON)
    value = last + line.per_s * carried.total_seconds()
    held = min(max(value, metric.low), metric.high)
    words = [told, _trend(metric, line.per_s), f"about {_told(metric, held)} {_when(metric, value, carried)}"]
    return Reckoned(value=held, words=", ".join(words))


def _trend(metric: Metric, per_s: float) -> str:
    if round(abs(per_s) * HORIZON.total_seconds(), metric.decimals) == 0:
        return "steady"
    word = "rising" if per_s > 0 else "falling"
    return f"{word} {abs(per_s) * 60:.2g} {metric.unit.name}/min"


def _when(metric: Metric, value: float, carried: timedelta) -> str:
    bound = "" if metric.low <= value <= metric.high else ", the end of its range,"
    if carried < HORIZON:
        return f"by now{bound}".rstrip(",")
    return f"after {HORIZON.total_seconds() / 60:g} min{bound} and not reckoned further".replace(
        ", and", " and"
    )


def _told(metric: Metric, value: float) -> str:
    return f"{value:.{metric.decimals}f} {metric.unit.name}"
