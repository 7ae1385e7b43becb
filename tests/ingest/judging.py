"""One reading at a time, in plain Python: what `ingest.judge` must say of a stream however it is cut."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from math import nan
from statistics import median

import numpy as np
from numpy.typing import NDArray

from ingest.judge import Trail, judge
from ingest.limits import NEVER_US, ClockBounds, Limits
from model.reading import Quality
from store.columns import NO_TIME, QUALITIES

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
START = 1_700_000_000 * SECOND
CLOCK = ClockBounds(window_us=24 * HOUR)
LIMITS = Limits(
    low=np.array([0.0, -100.0]),
    high=np.array([300.0, 100.0]),
    rise_per_s=np.array([0.5, np.inf]),
    fall_per_s=np.array([0.25, np.inf]),
    spike=np.array([50.0, np.inf]),
    stuck_us=np.array([HOUR, NEVER_US]),
    rest=np.array([0.0, np.nan]),
    silence_us=np.array([HOUR, 2 * HOUR]),
)
"""The first measure has every limit, the second only a range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One reading to judge: seconds since START, and by how many it arrived late (None: not judged)."""

    value: float
    at_s: float
    key: int = 0
    fresh: bool = True
    measure: int = 0
    lag_s: float | None = None


def judged(stream: Sequence[Told], trail: Trail, limits: Limits = LIMITS) -> tuple[list[Quality], Trail]:
    """What the product says of a stream that comes as one batch."""
    lags = [NO_TIME if one.lag_s is None else round(one.lag_s * SECOND) for one in stream]
    found, after = judge(
        key=np.array([one.key for one in stream], np.intp),
        fresh=np.array([one.fresh for one in stream], np.bool_),
        measure=np.array([one.measure for one in stream], np.int16),
        value=np.array([one.value for one in stream], np.float64),
        observed_us=np.array([START + round(one.at_s * SECOND) for one in stream], np.int64),
        lag_us=np.array(lags, np.int64),
        limits=limits,
        trail=trail,
        clock=CLOCK,
    )
    return [QUALITIES[one] for one in found], after


def rows_of(trail: Trail) -> list[list[float]]:
    """A trail as the oracle tells it: a row a key, times in seconds since START, NaN where nothing is."""
    columns = [_told(one.name, getattr(trail, one.name)) for one in fields(trail)]
    return [list(row) for row in zip(*columns, strict=True)]


def _told(name: str, column: NDArray[np.generic]) -> list[float]:
    if name.endswith("value"):
        return [float(value) for value in column.tolist()]
    start = 0 if name == "lag_us" else START
    return [nan if us == NO_TIME else (us - start) / SECOND for us in column.tolist()]


@dataclass(slots=True)
class Oracle:
    """What one key has shown so far; times in seconds."""

    values: list[tuple[float, float]] = field(default_factory=list)
    unchanged_s: float = 0.0
    run: tuple[float, float] | None = None

    def judge(self, one: Told) -> Quality:
        low, high = LIMITS.low[one.measure], LIMITS.high[one.measure]
        doubted = one.lag_s is not None and not -10 <= one.lag_s <= 24 * 3600
        behind = one.fresh and one.lag_s is not None and self._behind(one, one.lag_s)
        if not low <= one.value <= high:
            return Quality.BAD
        if one.fresh and self._wrong(one):
            return Quality.SUSPECT
        return Quality.CLOCK_SUSPECT if doubted or behind else Quality.GOOD

    def row(self) -> list[float]:
        """What the trail must hold of this key; times in seconds since START, NaN where nothing is known."""
        (before_s, before), (last_s, last) = ([(nan, nan), (nan, nan), *self.values])[-2:]
        lag_s, lag_since_s = self.run or (nan, nan)
        unchanged_s = self.unchanged_s if self.values else nan
        return [last_s, last, before_s, before, unchanged_s, lag_s, lag_since_s]

    def _behind(self, one: Told, lag_s: float) -> bool:
        if lag_s <= 120:
            self.run = None
        elif self.run is None or abs(lag_s - self.run[0]) > 10:
            self.run = (lag_s, one.at_s)
        return self.run is not None and one.at_s - self.run[1] >= 600

    def _wrong(self, one: Told) -> bool:
        if self.values and one.at_s - self.values[-1][0] > LIMITS.silence_us[one.measure] / SECOND:
            self.values.clear()
        if not self.values or one.value != self.values[-1][1]:
            self.unchanged_s = one.at_s
        self.values.append((one.at_s, one.value))
        return self._fast(one) or self._spike(one) or self._stuck(one)

    def _fast(self, one: Told) -> bool:
        if len(self.values) < 2:
            return False
        before_s, before = self.values[-2]
        per_s = (one.value - before) / max(one.at_s - before_s, 10)
        return bool(per_s > LIMITS.rise_per_s[one.measure] or -per_s > LIMITS.fall_per_s[one.measure])

    def _spike(self, one: Told) -> bool:
        last = [value for _, value in self.values[-3:]]
        return len(last) == 3 and bool(abs(one.value - median(last)) > LIMITS.spike[one.measure])

    def _stuck(self, one: Told) -> bool:
        still_s = one.at_s - self.unchanged_s
        stuck = bool(still_s >= LIMITS.stuck_us[one.measure] / SECOND)
        return stuck and bool(one.value != LIMITS.rest[one.measure])
