"""A glass panel in wind: how far it moves and how its natural frequency answers to temperature."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from model.definition import Definition
from model.sensor import Sensor
from sims.signals.series import Numbers, Scene, Series, times_every

QUANTITIES = ("displacement", "frequency")

HEAVY_RAIN_MM_H = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``mm_at_10_m_s`` is the push of a wind of 10 m/s; ``hz_per_deg`` the change with temperature."""

    every_s: float
    calm_m_s: float
    gust_m_s: float
    mm_at_10_m_s: float
    frequency_hz: float
    hz_per_deg: float
    cooling_deg: float


def read(table: Definition) -> Settings:
    return Settings(**{name: table.take(name, float) for name in Settings.__dataclass_fields__})


def series(
    settings: Settings, scene: Scene, sensors: Sequence[Sensor], rng: np.random.Generator
) -> Iterator[Series]:
    """``displacement`` in mm from rest, ``frequency`` in Hz."""
    for sensor in sensors:
        offsets = times_every(settings.every_s, scene, rng)
        storminess = np.clip(scene.rain.intensity_mm_h(0, 0, offsets) / HEAVY_RAIN_MM_H, 0, 1)
        wind = wind_m_s(settings, storminess, rng)
        moved = settings.mm_at_10_m_s * (wind / 10) ** 2 * rng.uniform(0.7, 1.1) + rng.normal(
            0, 0.1, wind.size
        )
        own = settings.frequency_hz * rng.uniform(0.85, 1.15)
        frequency = own + settings.hz_per_deg * settings.cooling_deg * storminess
        measured = frequency + rng.normal(0, 0.01, wind.size)
        values = {"displacement": moved.round(1), "frequency": measured.round(2)}
        yield Series(sensor=sensor, offsets_s=offsets, values=values)


def wind_m_s(settings: Settings, storminess: Numbers, rng: np.random.Generator) -> Numbers:
    """Wind between calm and gust as ``storminess`` goes from 0 to 1, never above the gust."""
    mean = settings.calm_m_s + (settings.gust_m_s - settings.calm_m_s) * storminess
    return np.asarray(mean * rng.uniform(0.75, 1.0, storminess.size))
