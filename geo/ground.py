"""Areas of one level and their parents, and the places where they do not fit together.

All in degrees WGS-84, as the borders were drawn: a border straight in degrees, with corners on one side only,
would bend apart on a projection. Only what is found is measured in metres.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import Shapes
from geo.repair import polygons_only
from geo.shape import AreaShape

Areas = tuple[AreaShape, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfits:
    """Places, and for each the areas that it concerns."""

    places: Shapes
    areas: Sequence[Areas]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """``polygons`` are those of ``shapes``; ``parents`` are by code."""

    shapes: Sequence[AreaShape]
    polygons: Shapes
    tree: shapely.STRtree
    parents: Mapping[str | None, AreaShape]


def ground_of(shapes: Sequence[AreaShape], parents: Sequence[AreaShape]) -> Ground:
    """The ground of areas and their parents."""
    polygons = np.array([shape.polygon for shape in shapes], dtype=object)
    return Ground(
        shapes=shapes,
        polygons=polygons,
        tree=shapely.STRtree(polygons),
        parents={shape.area.code: shape for shape in parents},
    )


def overlaps(ground: Ground) -> Misfits:
    """Where two areas lie on the same ground, once for each pair."""
    one, other = ground.tree.query(ground.polygons, predicate="intersects")
    one, other = one[one < other], other[one < other]
    places = polygons_only(shapely.intersection(ground.polygons[one], ground.polygons[other]))
    pairs = [(ground.shapes[a], ground.shapes[b]) for a, b in zip(one, other, strict=True)]
    return Misfits(places=places, areas=pairs)


def outside(ground: Ground) -> Misfits:
    """What of each area lies outside of its parent; areas without a known parent are left out."""
    rows = [row for row, shape in enumerate(ground.shapes) if shape.area.parent in ground.parents]
    codes = [ground.shapes[row].area.parent for row in rows]
    outlines = np.array([ground.parents[code].polygon for code in codes], dtype=object)
    places = polygons_only(shapely.difference(ground.polygons[rows], outlines))
    pairs = [(ground.shapes[row], ground.parents[code]) for row, code in zip(rows, codes, strict=True)]
    return Misfits(places=places, areas=pairs)


def gaps(ground: Ground) -> Misfits:
    """What of each parent no child covers; without a known parent, what the areas enclose."""
    places: list[Any] = []
    areas: list[Areas] = []
    for parent, rows in _rows_by_parent(ground).items():
        covered = shapely.union_all(ground.polygons[rows])
        if parent in ground.parents:
            found = _parts(shapely.difference(ground.parents[parent].polygon, covered))
            areas.extend([(ground.parents[parent],)] * len(found))
        else:
            found = _holes(covered)
            areas.extend(_beside(ground, hole) for hole in found)
        places.extend(found)
    return Misfits(places=np.array(places, dtype=object), areas=areas)


def _rows_by_parent(ground: Ground) -> Mapping[str | None, list[int]]:
    held: dict[str | None, list[int]] = {}
    for row, shape in enumerate(ground.shapes):
        held.setdefault(shape.area.parent, []).append(row)
    return held


def _parts(shape: BaseGeometry) -> list[Any]:
    return list(shapely.get_parts(polygons_only(np.array([shape], dtype=object))))


def _holes(shape: BaseGeometry) -> list[Any]:
    rings = [ring for part in shapely.get_parts([shape]) for ring in getattr(part, "interiors", ())]
    return list(shapely.polygons(rings)) if rings else []


def _beside(ground: Ground, hole: BaseGeometry) -> Areas:
    rows = ground.tree.query(hole, predicate="intersects")
    return tuple(ground.shapes[row] for row in sorted(rows))
