"""Rain of a design storm: the Chicago hyetograph on the Shanghai intensity formula.

Formula (certainty C, recalled): q = 1600 (1 + 0.846 lg P) / (t + 7.0)^0.656 with q in
L/(s ha), t in minutes, P in years. 1 L/(s ha) is 0.36 mm/h. Method: Keifer and Chu, 1957.
"""

from dataclasses import dataclass
from math import log10

import numpy as np

from sims.signals.series import Numbers

MM_H_PER_L_S_HA = 0.36
COEFFICIENT = 1600.0
RETURN_FACTOR = 0.846
SHIFT_MIN = 7.0
EXPONENT = 0.656
MEMORY_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignStorm:
    """A storm of one return period; ``peak_share`` is the part of its length before the peak."""

    return_period_y: float
    duration_min: float
    peak_share: float

    @property
    def depth_mm(self) -> float:
        """All the rain of the storm."""
        return float(_depth_mm(np.array([self.duration_min]), self.return_period_y)[0])

    def fallen_mm(self, minutes: Numbers) -> Numbers:
        """Rain since the start at each of ``minutes``; constant before 0 and after the duration."""
        peak = self.peak_share * self.duration_min
        since = np.clip(minutes, 0.0, self.duration_min) - peak
        before = self.peak_share * _depth_mm(np.maximum(-since, 0) / self.peak_share, self.return_period_y)
        rest = 1 - self.peak_share
        after = rest * _depth_mm(np.maximum(since, 0) / rest, self.return_period_y)
        return self.peak_share * self.depth_mm - before + after

    def intensity_mm_h(self, minutes: Numbers) -> Numbers:
        """Mean intensity over the minute that ends at each of ``minutes``: what a gauge reports."""
        return (self.fallen_mm(minutes) - self.fallen_mm(minutes - MEMORY_S / 60)) * 60


def _depth_mm(minutes: Numbers, return_period_y: float) -> Numbers:
    """Rain of the heaviest ``minutes`` of a storm of that return period."""
    factor = MM_H_PER_L_S_HA * COEFFICIENT * (1 + RETURN_FACTOR * log10(return_period_y))
    return np.asarray(factor * minutes / 60 / (minutes + SHIFT_MIN) ** EXPONENT)
