"""A schematic Huangpu, made anew from small tables: areas, base map, sites and sensors."""

from sims.district.build import build
from sims.district.district import District

__all__ = ["District", "build"]
