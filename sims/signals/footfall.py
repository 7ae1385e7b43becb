"""People in a square: a daily curve, and a surge where the scenario puts one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from model.definition import Definition
from model.sensor import Sensor
from sims.signals.series import Numbers, Scene, Series, times_every

QUANTITIES = ("density", "persons")

BUSY_HOURS = ((11.5, 2.5, 0.6), (15.5, 2.5, 0.8), (20.0, 2.0, 1.0))
"""Hour, breadth in hours and weight of each peak of a day at the Bund; certainty C."""

NIGHT_SHARE = 0.04
QUIET_DENSITY_PER_M2 = 0.75
CAMERAS_A_SQUARE = 4
DEFAULT_AREA_M2 = 4000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge:
    """Density climbs to ``density_per_m2`` around ``peak_min`` at one site, ``cameras`` of it."""

    site: str
    cameras: int
    peak_min: float
    breadth_min: float
    density_per_m2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    every_s: float
    noise: float
    surges: tuple[Surge, ...]


def read(table: Definition) -> Settings:
    return Settings(
        every_s=table.take("every_s", float),
        noise=table.take("noise", float),
        surges=tuple(_surge(one) for one in table.tables("surge")),
    )


def series(
    settings: Settings, scene: Scene, sensors: Sequence[Sensor], rng: np.random.Generator
) -> Iterator[Series]:
    """``density`` in persons/m2 and ``persons`` in the camera's part of the square."""
    known = {sensor.site for sensor in sensors}
    if strangers := [surge.site for surge in settings.surges if surge.site not in known]:
        raise ValueError(f"no camera stands at {', '.join(strangers)}")
    seen: dict[str | None, int] = {}
    for sensor in sensors:
        seen[sensor.site] = seen.get(sensor.site, 0) + 1
        offsets = times_every(settings.every_s, scene, rng)
        density = daily_density(scene.hour_of_day + offsets / 3600) * rng.uniform(0.6, 1.0)
        for surge in settings.surges:
            if surge.site == sensor.site and seen[sensor.site] <= surge.cameras:
                density = density + surge_density(surge, offsets)
        density = np.maximum(density * rng.normal(1, settings.noise, offsets.size), 0)
        persons = density * _area_m2(sensor, scene.sites)
        yield Series(
            sensor=sensor, offsets_s=offsets, values={"density": density.round(2), "persons": persons.round()}
        )


def daily_density(hours: Numbers) -> Numbers:
    """Density of an ordinary day at each hour of the day, persons/m2."""
    curve = np.full(hours.shape, NIGHT_SHARE)
    for hour, breadth, weight in BUSY_HOURS:
        away = (hours - hour + 12) % 24 - 12
        curve = np.maximum(curve, weight * np.exp(-((away / breadth) ** 2) / 2))
    return QUIET_DENSITY_PER_M2 * curve


def surge_density(surge: Surge, offsets_s: Numbers) -> Numbers:
    """What a surge adds at each offset: a steep bell, gone after three breadths."""
    away = (offsets_s / 60 - surge.peak_min) / surge.breadth_min
    bell = np.exp(-(away**4) / 2)
    return surge.density_per_m2 * np.where(bell < exp(-10), 0, bell)


def _area_m2(sensor: Sensor, sites: Mapping[str, object]) -> float:
    site = sites.get(sensor.site or "")
    area = getattr(site, "dossier", {}).get("area_m2", DEFAULT_AREA_M2)
    return float(area) / CAMERAS_A_SQUARE


def _surge(table: Definition) -> Surge:
    surge = Surge(
        site=table.take("site", str),
        cameras=table.take("cameras", int),
        peak_min=table.take("peak_min", float),
        breadth_min=table.take("breadth_min", float),
        density_per_m2=table.take("density_per_m2", float),
    )
    table.finish()
    return surge
