"""What seldom changes: the sensors in drawing order, the areas, and which areas hold each sensor. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import shapely
from numpy.typing import NDArray

from dashboard.push.nesting import Run, nesting, path_of
from geo.shape import AreaShape
from model.area import Area
from model.kind import Kind
from model.sensor import Sensor

NOWHERE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """The sensors and areas of one epoch; every array is in the order of `sensors`.

    Degrees WGS-84; `kind` indexes `kinds`; `paths` are the codes of the areas around each sensor, the
    smallest first. `drawn` names the areas with their shapes, `runs` and `rank` are those of `nesting`.
    """

    epoch: str
    sensors: tuple[Sensor, ...]
    kinds: tuple[Kind, ...]
    areas: Mapping[str, Area]
    shapes: tuple[AreaShape, ...]
    drawn: str
    index: Mapping[int, int]
    paths: tuple[tuple[str, ...], ...]
    runs: Mapping[str, Run]
    rank: NDArray[np.int32]
    nums: NDArray[np.uint32]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    kind: NDArray[np.uint8]

    def sensor(self, num: int) -> Sensor | None:
        """The sensor with this number, None when it is not in this epoch."""
        at = self.index.get(num)
        return None if at is None else self.sensors[at]

    def under(self, code: str | None) -> NDArray[np.intp]:
        """Where the sensors of an area and all below stand among `sensors`, in order; of None all of them."""
        if code is None:
            return np.arange(len(self.sensors))
        first, end = self.runs.get(code, (0, 0))
        return np.flatnonzero((self.rank >= first) & (self.rank < end))

    def way(self, code: str | None) -> tuple[Area, ...]:
        """The areas from the highest down to this one, empty for no area and for one that is not known."""
        return tuple(self.areas[step] for step in reversed(path_of(code, self.areas)))


def city_of(
    sensors: Sequence[Sensor],
    areas: Mapping[str, Area],
    kinds: Mapping[str, Kind],
    shapes: Sequence[AreaShape] = (),
) -> City:
    """The city that these sensors and areas make; sensors of kinds without a file are left out."""
    order = {kind_id: at for at, kind_id in enumerate(kinds)}
    known = tuple(sensor for sensor in sensors if sensor.kind in order)
    paths = {code: path_of(code, areas) for code in areas}
    runs, drawn = nesting(areas), print_of(areas, shapes)
    return City(
        epoch=epoch_of(known, drawn),
        sensors=known,
        kinds=tuple(kinds.values()),
        areas=areas,
        shapes=tuple(shapes),
        drawn=drawn,
        index={sensor.num: at for at, sensor in enumerate(known)},
        paths=tuple(paths.get(sensor.area or "", ()) for sensor in known),
        runs=runs,
        rank=np.array([runs.get(sensor.area or "", (NOWHERE,))[0] for sensor in known], np.int32),
        nums=np.array([sensor.num for sensor in known], np.uint32),
        lon=np.array([sensor.position.lon for sensor in known], np.float64),
        lat=np.array([sensor.position.lat for sensor in known], np.float64),
        kind=np.array([order[sensor.kind] for sensor in known], np.uint8),
    )


def epoch_of(sensors: Sequence[Sensor], drawn: str) -> str:
    """A short name of exactly these sensors and areas."""
    told = [f"{one.num},{one.kind},{one.position.lon},{one.position.lat},{one.area}" for one in sensors]
    return f"{crc32(';'.join([*told, drawn]).encode()):08x}"


def print_of(areas: Mapping[str, Area], shapes: Sequence[AreaShape]) -> str:
    """A short name of exactly these areas with their names and shapes."""
    told = crc32(repr(sorted(areas.items())).encode())
    for polygon in shapely.to_wkb([shape.polygon for shape in shapes]):
        told = crc32(polygon, told)
    return f"{told:08x}"
