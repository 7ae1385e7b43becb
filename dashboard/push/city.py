"""What seldom changes: the sensors in drawing order, and which areas hold each of them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from model.area import Area
from model.kind import Kind
from model.sensor import Sensor


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """The sensors and areas of one epoch; every array is in the order of `sensors`.

    Degrees WGS-84; `kind` indexes `kinds`; `paths` are the codes of the areas around each sensor, the
    smallest first.
    """

    epoch: str
    sensors: tuple[Sensor, ...]
    kinds: tuple[Kind, ...]
    areas: Mapping[str, Area]
    index: Mapping[int, int]
    paths: tuple[tuple[str, ...], ...]
    nums: NDArray[np.uint32]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    kind: NDArray[np.uint8]

    def sensor(self, num: int) -> Sensor | None:
        """The sensor with this number, None when it is not in this epoch."""
        at = self.index.get(num)
        return None if at is None else self.sensors[at]


def city_of(sensors: Sequence[Sensor], areas: Mapping[str, Area], kinds: Mapping[str, Kind]) -> City:
    """The city that these sensors and areas make; sensors of kinds without a file are left out."""
    order = {kind_id: at for at, kind_id in enumerate(kinds)}
    known = tuple(sensor for sensor in sensors if sensor.kind in order)
    return City(
        epoch=epoch_of(known, areas),
        sensors=known,
        kinds=tuple(kinds.values()),
        areas=areas,
        index={sensor.num: at for at, sensor in enumerate(known)},
        paths=tuple(area_path(sensor.area, areas) for sensor in known),
        nums=np.array([sensor.num for sensor in known], np.uint32),
        lon=np.array([sensor.position.lon for sensor in known], np.float64),
        lat=np.array([sensor.position.lat for sensor in known], np.float64),
        kind=np.array([order[sensor.kind] for sensor in known], np.uint8),
    )


def epoch_of(sensors: Sequence[Sensor], areas: Mapping[str, Area]) -> str:
    """A short name of exactly these sensors and areas."""
    told = [f"{one.num},{one.kind},{one.position.lon},{one.position.lat},{one.area}" for one in sensors]
    return f"{crc32(';'.join([*told, *sorted(areas)]).encode()):08x}"


def area_path(code: str | None, areas: Mapping[str, Area]) -> tuple[str, ...]:
    """The codes from this area up to the district, empty for no area."""
    path: list[str] = []
    while code is not None and code in areas and code not in path:
        path.append(code)
        code = areas[code].parent
    return tuple(path)
