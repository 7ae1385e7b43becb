"""The schematic base map: water, main roads, outline."""

from collections.abc import Iterator
from dataclasses import dataclass

from shapely.geometry import LineString

from geo.shape import BaseFeature
from model.definition import Definition
from model.text import Text
from sims.district.lines import points_of, rounded
from sims.district.outline import Outline
from sims.district.projection import to_degrees


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A main road, in metres; ``low`` where its low points carry water sensors."""

    name: Text
    line: LineString
    width_m: float
    low: bool


def roads_from(definition: Definition) -> list[Road]:
    """The roads table. Raises DefinitionError naming the key."""
    roads = [_road(table) for table in definition.tables("road")]
    definition.finish()
    return roads


def _road(table: Definition) -> Road:
    road = Road(
        name=table.text("name"),
        line=LineString(rounded(points_of(table, "points"))),
        width_m=table.take("width_m", float),
        low=table.take("low", bool),
    )
    table.finish()
    return road


def base_of(name: Text, outline: Outline, roads: list[Road]) -> Iterator[BaseFeature]:
    """Base features from the bottom up, degrees WGS-84."""
    yield BaseFeature(layer="outline", name=name, geometry=to_degrees(outline.polygon))
    for title, polygon in outline.water:
        yield BaseFeature(layer="water", name=title, geometry=to_degrees(polygon))
    for road in sorted(roads, key=lambda road: road.width_m):
        geometry = to_degrees(road.line.intersection(outline.polygon.buffer(60)))
        yield BaseFeature(layer="road", name=road.name, geometry=geometry, width_m=road.width_m)
