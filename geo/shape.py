"""Areas and base features with their shapes."""

from dataclasses import dataclass

from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from model.area import Area
from model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaShape:
    """An area and its polygon, degrees WGS-84."""

    area: Area
    polygon: Polygon | MultiPolygon


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseFeature:
    """One thing of the schematic base map: ``layer`` is water, road or outline; degrees WGS-84."""

    layer: str
    name: Text
    geometry: BaseGeometry
    width_m: float = 0.0
    """How broad a line is on the ground; 0 for polygons."""
