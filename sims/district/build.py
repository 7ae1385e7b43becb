"""The district from its tables and a seed."""

from functools import cache
from pathlib import Path

import numpy as np

from geo.shape import AreaShape
from model.area import Area, Level
from model.catalogue import load_kinds
from model.definition import read_definition
from sims.district.areas import areas_of
from sims.district.base import base_of, roads_from
from sims.district.district import District
from sims.district.outline import outline_from
from sims.district.projection import to_degrees
from sims.district.sensors import Ground, sensors_from
from sims.district.sites import sites_from
from sims.district.streets import streets_from

HERE = Path(__file__).parent


@cache
def build(seed: int = 310101) -> District:
    """The demo district; the same for the same seed. About a second of work, done once a process."""
    rng = np.random.default_rng(seed)
    places = read_definition(HERE / "places.toml")
    district = Area(
        code=places.take("district", str), parent=None, level=Level.DISTRICT, name=places.text("name")
    )
    outline = outline_from(places)
    streets = streets_from(places, outline.polygon)
    places.finish()
    roads = roads_from(read_definition(HERE / "roads.toml"))
    areas = list(areas_of(district, outline.polygon, streets, rng))
    committees = [shape for shape in areas if shape.area.level is Level.COMMITTEE]
    sites = sites_from(read_definition(HERE / "sites.toml"), outline.polygon, committees, rng)
    ground = Ground(code=district.code, inside=outline.polygon, streets=streets, roads=roads, sites=sites)
    return District(
        areas=tuple(_in_degrees(shape) for shape in areas),
        base=tuple(base_of(district.name, outline, roads)),
        sites=tuple(placed.site for placed in sites),
        sensors=tuple(sensors_from(read_definition(HERE / "sensors.toml"), ground, load_kinds(), rng)),
    )


def _in_degrees(shape: AreaShape) -> AreaShape:
    return AreaShape(area=shape.area, polygon=to_degrees(shape.polygon))  # type: ignore[arg-type]
