"""The district's outline and the water around it."""

from dataclasses import dataclass

import numpy as np
from shapely.geometry import LineString, Polygon

from model.definition import Definition
from model.text import Text
from sims.district.lines import points_of, rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The district and its water, in metres; the water touches the district and never overlaps it."""

    polygon: Polygon
    water: tuple[tuple[Text, Polygon], ...]


def outline_from(places: Definition) -> Outline:
    """The outline of the places table. Raises DefinitionError naming the key."""
    table = places.table("outline")
    river, land, creek = (points_of(table, name) for name in ("river_bank", "land", "creek_bank"))
    table.finish()
    creek_bank = rounded(np.concatenate([land[-1:], creek, river[:1]]))
    river_bank, land_side = rounded(river), rounded(np.concatenate([river[-1:], land]))
    polygon = Polygon(np.concatenate([river_bank, land_side[1:], creek_bank[1:-1]]))
    return Outline(polygon=polygon, water=_water(places.table("water"), polygon, river_bank, creek_bank))


def _water(
    table: Definition, district: Polygon, river_bank: np.ndarray, creek_bank: np.ndarray
) -> tuple[tuple[Text, Polygon], ...]:
    far_bank = rounded(points_of(table, "far_bank"))
    width = table.take("creek_width_m", float)
    creek = LineString(creek_bank).buffer(width, single_sided=True, cap_style="flat").difference(district)
    river = Polygon(np.concatenate([river_bank[::-1], far_bank])).difference(district).difference(creek)
    named = ((table.text("river"), _largest(river)), (table.text("creek"), _largest(creek)))
    table.finish()
    return named


def _largest(shape: object) -> Polygon:
    parts: list[Polygon] = list(getattr(shape, "geoms", [shape]))
    return max(parts, key=lambda part: part.area)
