"""A tipping rain gauge: what it says of the rain over it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from model.definition import Definition
from model.sensor import Sensor
from sims.district.projection import point_of
from sims.signals.series import Scene, Series, times_every

QUANTITIES = ("intensity",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``noise`` is the relative error of one reading."""

    every_s: float
    noise: float


def read(table: Definition) -> Settings:
    return Settings(every_s=table.take("every_s", float), noise=table.take("noise", float))


def series(
    settings: Settings, scene: Scene, sensors: Sequence[Sensor], rng: np.random.Generator
) -> Iterator[Series]:
    """``intensity`` in mm/h."""
    for sensor in sensors:
        place, offsets = point_of(sensor.position), times_every(settings.every_s, scene, rng)
        rain = scene.rain.intensity_mm_h(place.x, place.y, offsets)
        measured = np.maximum(rain * rng.normal(1, settings.noise, offsets.size), 0)
        yield Series(sensor=sensor, offsets_s=offsets, values={"intensity": measured.round(1)})
