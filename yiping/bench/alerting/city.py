"""Sensors made up for a measurement, scattered around those of the demo district, so that areas hold them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np

from model.position import Position
from model.sensor import Sensor
from model.text import Text
from sims.district import build
from store.pool import connect
from store.sensors import registry
from yiping.bench.throughput import Stage, staged
from yiping.city import register_sensors
from yiping.progress import Progress
from yiping.settings import Settings

SCATTER_DEG = 0.0005
SEED = 6
EVERY_S = 86_400
"""Nobody expects them to speak again within the measurement, so none of them is called silent."""


def made_up(ids: Mapping[str, str]) -> list[Sensor]:
    """A sensor for each id of ``ids``, of the kind beside it."""
    known, rng = build().sensors, np.random.default_rng(SEED)
    shifts = rng.normal(0.0, SCATTER_DEG, (len(ids), 2)).tolist()
    pairs = zip(ids.items(), shifts, strict=True)
    return [
        _beside(known[number % len(known)], sensor_id, kind, east, north)
        for number, ((sensor_id, kind), (east, north)) in enumerate(pairs)
    ]


def registered(database_url: str, sensors: Sequence[Sensor]) -> list[Sensor]:
    """The same sensors as the registry knows them now, with number and area, in the same order."""
    register_sensors(database_url, sensors)
    with connect(database_url, name="bench") as conn:
        known = {sensor.id: sensor for sensor in registry(conn)}
    return [known[sensor.id] for sensor in sensors]


@contextmanager
def city_with(
    settings: Settings, sensors: Sequence[Sensor], progress: Progress
) -> Iterator[tuple[Stage, list[Sensor]]]:
    """Servers of its own with the demo district and ``sensors`` beside it."""
    with staged(settings, progress) as stage:
        with progress.step(f"register {len(sensors):,} sensors"):
            known = registered(stage.servers.database_url, sensors)
        yield stage, known


def _beside(like: Sensor, sensor_id: str, kind: str, east_deg: float, north_deg: float) -> Sensor:
    lon, lat = like.position.lon + east_deg, like.position.lat + north_deg
    return Sensor(
        id=sensor_id,
        kind=kind,
        name=Text(zh=f"测点 {sensor_id}", en=f"Point {sensor_id}"),
        position=Position(round(lon, 6), round(lat, 6)),
        district=like.district,
        street=like.street,
        expected_every_s=EVERY_S,
    )
