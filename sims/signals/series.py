"""One sensor's measurements over a scenario."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from model.definition import Definition
from model.sensor import Sensor
from model.site import Site

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Values of one sensor; ``offsets_s`` are seconds since the scenario's start, ascending.

    ``values`` holds one row of the same length per quantity of the signal; the scenario says which
    metric a quantity becomes.
    """

    sensor: Sensor
    offsets_s: Numbers
    values: Mapping[str, Numbers]


class Rain(Protocol):
    """Rain over the district."""

    def intensity_mm_h(self, east_m: float, north_m: float, offsets_s: Numbers) -> Numbers:
        """Intensity at a place, east and north of the district's middle, at each offset."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What all signals of one scenario share; ``hour_of_day`` is the local hour at the start."""

    duration_s: float
    hour_of_day: float
    rain: Rain
    sites: Mapping[str, Site]


class Signal(Protocol):
    """One file of this folder; ``QUANTITIES`` are the rows of its Series."""

    QUANTITIES: tuple[str, ...]

    def read(self, table: Definition) -> Any:
        """The settings of this signal in a scenario. Raises DefinitionError naming the key."""
        ...

    def series(
        self, settings: Any, scene: Scene, sensors: Sequence[Sensor], rng: np.random.Generator
    ) -> Iterator[Series]:
        """One Series for each of ``sensors``."""
        ...


def times_every(step_s: float, scene: Scene, rng: np.random.Generator) -> Numbers:
    """Offsets ``step_s`` apart over the whole scene; each sensor starts at its own phase."""
    return np.arange(rng.uniform(0, step_s), scene.duration_s, step_s)
