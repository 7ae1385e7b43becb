"""A storm that crosses the district: later and weaker away from its track."""

from dataclasses import dataclass
from math import exp

from sims.signals.hyetograph import DesignStorm
from sims.signals.series import Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class StormCell:
    """A design storm moving east; positions in metres from the district's middle.

    ``radius_m`` is where its rain is down to about 60 %, ``track_north_m`` how far north its middle passes.
    """

    storm: DesignStorm
    begins_min: float
    speed_m_s: float
    radius_m: float
    track_north_m: float

    def intensity_mm_h(self, east_m: float, north_m: float, offsets_s: Numbers) -> Numbers:
        """Intensity at a place at each offset from the scenario's start."""
        share = exp(-(((north_m - self.track_north_m) / self.radius_m) ** 2) / 2)
        minutes = offsets_s / 60 - self.begins_min - east_m / self.speed_m_s / 60
        return share * self.storm.intensity_mm_h(minutes)
