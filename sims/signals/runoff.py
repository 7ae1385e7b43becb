"""Water at a low point of a road: a reservoir that rain fills and a drain empties.

Inflow is runoff coefficient x rain x catchment; the drain takes up to its capacity (about 36 mm/h over the
catchment in older areas). What stays ponds in a shallow bowl whose surface grows with its depth.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from model.definition import Definition
from model.sensor import Sensor
from sims.district.projection import point_of
from sims.signals.series import Numbers, Scene, Series, times_every

QUANTITIES = ("depth",)

STEP_S = 15.0
MM_H_TO_M_S = 1 / 3.6e6
FULL_CM = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LowPoint:
    """``bowl_m2`` is the water's surface when it stands FULL_CM deep."""

    catchment_m2: float
    coefficient: float
    drain_mm_h: float
    bowl_m2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A class of low points: which share of all, and the ranges that they are drawn from."""

    share: float
    catchment_m2: tuple[float, float]
    drain_mm_h: tuple[float, float]
    bowl_m2: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    every_s: float
    noise_cm: float
    coefficient: float
    classes: tuple[Share, ...]


def read(table: Definition) -> Settings:
    settings = Settings(
        every_s=table.take("every_s", float),
        noise_cm=table.take("noise_cm", float),
        coefficient=table.take("coefficient", float),
        classes=tuple(_share(one) for one in table.tables("class")),
    )
    if abs(sum(one.share for one in settings.classes) - 1) > 1e-9:
        raise table.error("class", "the shares must add up to 1")
    return settings


def series(
    settings: Settings, scene: Scene, sensors: Sequence[Sensor], rng: np.random.Generator
) -> Iterator[Series]:
    """``depth`` in cm, as an ultrasonic sensor sees it: to 0.1 cm, dry below half a centimetre."""
    steps = np.arange(0, scene.duration_s + STEP_S, STEP_S)
    for sensor, point in zip(sensors, _low_points(settings, len(sensors), rng), strict=True):
        place, offsets = point_of(sensor.position), times_every(settings.every_s, scene, rng)
        rain = scene.rain.intensity_mm_h(place.x, place.y, steps)
        depth = np.interp(offsets, steps, depth_cm(point, volumes_m3(point, rain, STEP_S)))
        seen = np.where(depth < 0.5, 0, depth + rng.normal(0, settings.noise_cm, offsets.size))
        yield Series(sensor=sensor, offsets_s=offsets, values={"depth": np.maximum(seen, 0).round(1)})


def volumes_m3(point: LowPoint, rain_mm_h: Numbers, step_s: float) -> Numbers:
    """Ponded water at the end of each step; never negative."""
    inflow = inflow_m3(point, rain_mm_h, step_s)
    outflow = point.drain_mm_h * MM_H_TO_M_S * point.catchment_m2 * step_s
    ponded, volumes = 0.0, np.empty(rain_mm_h.size)
    for index, arriving in enumerate(inflow):
        ponded = max(ponded + float(arriving) - outflow, 0.0)
        volumes[index] = ponded
    return volumes


def inflow_m3(point: LowPoint, rain_mm_h: Numbers, step_s: float) -> Numbers:
    """Water that reaches the low point in each step."""
    return rain_mm_h * MM_H_TO_M_S * point.coefficient * point.catchment_m2 * step_s


def depth_cm(point: LowPoint, volume_m3: Numbers) -> Numbers:
    """Depth at the bowl's middle: volume = bowl x depth^2 / (2 x FULL_CM), the surface growing with depth."""
    return np.sqrt(volume_m3 * 2 * FULL_CM / point.bowl_m2 * 100)


def _low_points(settings: Settings, count: int, rng: np.random.Generator) -> list[LowPoint]:
    bounds = np.cumsum([one.share for one in settings.classes]) * count
    order = rng.permutation(count)
    kinds = np.minimum(np.searchsorted(bounds, order + 0.5), len(settings.classes) - 1)
    return [_low_point(settings.classes[kind], settings.coefficient, rng) for kind in kinds]


def _low_point(drawn: Share, coefficient: float, rng: np.random.Generator) -> LowPoint:
    return LowPoint(
        catchment_m2=rng.uniform(*drawn.catchment_m2),
        coefficient=coefficient,
        drain_mm_h=rng.uniform(*drawn.drain_mm_h),
        bowl_m2=rng.uniform(*drawn.bowl_m2),
    )


def _share(table: Definition) -> Share:
    table.take("what", str)
    share = Share(
        share=table.take("share", float),
        catchment_m2=_range(table, "catchment_m2"),
        drain_mm_h=_range(table, "drain_mm_h"),
        bowl_m2=_range(table, "bowl_m2"),
    )
    table.finish()
    return share


def _range(table: Definition, name: str) -> tuple[float, float]:
    pair = table.take(name, list)
    if len(pair) != 2 or not all(isinstance(one, int | float) for one in pair) or not 0 < pair[0] <= pair[1]:
        raise table.error(name, "must be [low, high], both above 0")
    return float(pair[0]), float(pair[1])
