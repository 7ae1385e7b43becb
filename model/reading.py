"""A reading: one value of one metric of one sensor at one time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Quality(StrEnum):
    """How far a value can be trusted. Only readings with a plausible value change live alert state."""

    GOOD = "good"
    CLOCK_SUSPECT = "clock_suspect"
    SUSPECT = "suspect"
    BAD = "bad"

    @property
    def is_plausible(self) -> bool:
        """Whether the value can be believed, whatever the clock says."""
        return self in {Quality.GOOD, Quality.CLOCK_SUSPECT}


class Origin(StrEnum):
    """Where a reading comes from, and part of every key: what is not live is never a real figure."""

    LIVE = "live"
    EXERCISE = "exercise"
    REPLAY = "replay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One value as the device tells it, in the device's own unit; ``observed_at`` is aware."""

    metric: str
    value: float
    observed_at: datetime
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value in the catalogue's unit. Both times are aware: the device's, and that of arrival."""

    sensor_num: int
    metric: str
    value: float
    observed_at: datetime
    received_at: datetime
    quality: Quality
    origin: Origin
