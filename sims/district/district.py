"""The demo district as one value."""

from dataclasses import dataclass

from geo.shape import AreaShape, BaseFeature
from model.sensor import Sensor
from model.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """All that a city needs to know of one district; shapes in degrees WGS-84.

    ``areas`` run from the district down to the unit grids, every parent before its children.
    """

    areas: tuple[AreaShape, ...]
    base: tuple[BaseFeature, ...]
    sites: tuple[Site, ...]
    sensors: tuple[Sensor, ...]
