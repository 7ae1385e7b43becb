"""All areas of the district: streets, zones, committees, unit grids."""

from collections.abc import Iterator
from math import hypot

import numpy as np
from shapely.geometry import Polygon

from geo.codes import committee_code, grid_code, numbered, street_code, zone_code
from geo.grids import cut
from geo.shape import AreaShape
from model.area import Area, Level
from model.text import Text
from sims.district.cutting import split
from sims.district.streets import Street

COMMITTEE_M2 = 170_000
LARGE_STREET_M2 = 2_000_000
STREET_BAND_M = 300.0
"""Committees are coarser than grids, so their bands from north to south are broader."""


def areas_of(
    district: Area, outline: Polygon, streets: list[Street], rng: np.random.Generator
) -> Iterator[AreaShape]:
    """The district and all areas in it, in metres, every parent before its children."""
    yield AreaShape(area=district, polygon=outline)
    for street in sorted(streets, key=lambda street: street.code):
        yield from _street(district, street, rng)


def _street(district: Area, street: Street, rng: np.random.Generator) -> Iterator[AreaShape]:
    code = street_code(district.code, street.code)
    yield _shape(code, district.code, Level.STREET, street.name, street.polygon)
    zones = split(street.polygon, 3 if street.polygon.area >= LARGE_STREET_M2 else 2, rng)
    committees = {}
    for number, zone in numbered(zones, STREET_BAND_M):
        own = zone_code(code, number)
        yield _shape(own, code, Level.ZONE, _zone_name(street, zone), zone)
        parts = split(zone, int(np.clip(round(zone.area / COMMITTEE_M2), 3, 6)), rng)
        committees.update({id(part): (part, own) for part in parts})
    for number, polygon in numbered([part for part, _ in committees.values()], STREET_BAND_M):
        yield from _committee(street, code, committees[id(polygon)][1], number, polygon)


def _committee(
    street: Street, street_code_: str, zone: str, number: int, polygon: Polygon
) -> Iterator[AreaShape]:
    code, name = committee_code(street_code_, number), street.names[number - 1]
    full = Text(zh=f"{name.zh}居委", en=f"{name.en} Committee")
    yield _shape(code, zone, Level.COMMITTEE, full, polygon)
    for sequence, grid in numbered(cut(polygon, angle_deg=street.angle_deg)):
        title = Text(zh=f"{name.zh}{sequence:02}网格", en=f"{name.en} grid {sequence:02}")
        yield _shape(grid_code(code, sequence), code, Level.GRID, title, grid)


def _shape(code: str, parent: str, level: Level, name: Text, polygon: Polygon) -> AreaShape:
    return AreaShape(area=Area(code=code, parent=parent, level=level, name=name), polygon=polygon)


def _zone_name(street: Street, zone: Polygon) -> Text:
    """A zone is called after the side of its street on which it lies."""
    east = zone.centroid.x - street.polygon.centroid.x
    north = zone.centroid.y - street.polygon.centroid.y
    if hypot(east, north) < 0.12 * street.polygon.area**0.5:
        side = Text(zh="中", en="Central")
    elif abs(east) > abs(north):
        side = Text(zh="东", en="East") if east > 0 else Text(zh="西", en="West")
    else:
        side = Text(zh="北", en="North") if north > 0 else Text(zh="南", en="South")
    zh, en = street.name.zh.removesuffix("街道"), street.name.en.removesuffix(" Subdistrict")
    return Text(zh=f"{zh}{side.zh}片区", en=f"{en}, {side.en} Zone")
