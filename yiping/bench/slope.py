"""Whether a level moves over time, told with how far chance alone would tilt it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yiping.bench.stage import BenchError

SEGMENTS = 20
T_95 = 2.101
"""Student's t, two-sided 95 %, SEGMENTS - 2 degrees of freedom."""

MOST_CORRELATED = 0.9
TOLERATED = 1.0
"""MB per 10 minutes: an interval with a larger half holds 0 whatever happens, so it tells nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """A change in MB per 10 minutes, and half of its 95 % interval."""

    value: float
    within: float

    @property
    def verdict(self) -> str:
        """What the slope says in words."""
        if abs(self.value) > self.within:
            return "grows" if self.value > 0 else "shrinks"
        return "flat within noise" if self.within <= TOLERATED else "too noisy to tell, measure for longer"


def slope_of(levels: Sequence[tuple[float, float]]) -> Slope:
    """The slope of (s, MB): a line through the means of SEGMENTS segments.

    Memory stays for minutes where it went, so even such means depend on their neighbours and a plain interval
    is too narrow. It is widened by sqrt((1 + r) / (1 - r)), r being the correlation of neighbours; that comes
    out too low from so few means, by about (2 + 4 r) / n, which is given back.
    Raises BenchError when the samples are too few.
    """
    parts = [part for part in np.array_split(np.array(levels, float), SEGMENTS) if len(part)]
    if len(parts) < SEGMENTS:
        raise BenchError(f"{len(levels)} samples of memory are too few: measure for longer")
    times, sizes = np.array([part.mean(axis=0) for part in parts]).T
    spread = times - times.mean()
    slope = float(spread @ sizes / (spread @ spread))
    rest = sizes - sizes.mean() - slope * spread
    error = math.sqrt(float(rest @ rest) / (SEGMENTS - 2) / float(spread @ spread))
    r = _correlation(rest)
    return Slope(value=slope * 600, within=T_95 * error * math.sqrt((1 + r) / (1 - r)) * 600)


def _correlation(rest: NDArray[np.float64]) -> float:
    """Of neighbours, between 0 and MOST_CORRELATED."""
    power = float(rest @ rest)
    if not power:
        return 0.0
    seen = float(rest[1:] @ rest[:-1]) / power
    return min(max((seen + 2 / SEGMENTS) / (1 - 4 / SEGMENTS), 0.0), MOST_CORRELATED)
