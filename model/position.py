"""Where something is."""

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class Position:
    """A place on earth, degrees, WGS-84. Raises ValueError outside the globe."""

    lon: float
    lat: float

    def __post_init__(self) -> None:
        if not (isfinite(self.lon) and -180 <= self.lon <= 180):
            raise ValueError(f"longitude {self.lon} is outside -180..180")
        if not (isfinite(self.lat) and -90 <= self.lat <= 90):
            raise ValueError(f"latitude {self.lat} is outside -90..90")
