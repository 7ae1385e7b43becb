"""What is wrong with areas: overlaps, gaps, children outside their parents, wrong codes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.codes import belongs, well_formed
from geo.ground import Ground, Misfits, gaps, ground_of, outside, overlaps
from geo.projection import local_metres
from geo.shape import AreaShape


class FindingKind(StrEnum):
    """What can be wrong, in the order of a report."""

    OVERLAP = "overlap"
    GAP = "gap"
    OUTSIDE_PARENT = "outside_parent"
    DUPLICATE_CODE = "duplicate_code"
    WRONG_CODE = "wrong_code"
    """Not the digits of its level."""
    FOREIGN_CODE = "foreign_code"
    """The right digits, but not beginning as its parent's do."""
    UNKNOWN_PARENT = "unknown_parent"


_ORDER = {kind: place for place, kind in enumerate(FindingKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What is left out: places below ``area_m2``, and those that are nowhere as wide as ``width_m``."""

    area_m2: float = 10.0
    width_m: float = 0.2


TOLERANCE = Tolerance()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong; ``codes`` and ``names`` (Chinese) are of the areas that it concerns.

    ``place`` is where, degrees WGS-84; ``area_m2`` is the size of that place.
    """

    kind: FindingKind
    codes: tuple[str, ...]
    names: tuple[str, ...]
    area_m2: float
    place: BaseGeometry


def examine(
    shapes: Sequence[AreaShape], parents: Sequence[AreaShape] = (), *, tolerance: Tolerance = TOLERANCE
) -> list[Finding]:
    """Everything wrong with ``shapes``, all areas of one level, seen with the areas around them.

    A gap is what of a parent no child covers, so ``shapes`` must be all its children; where the parent is not
    known, a gap is what the areas enclose. Polygons must be valid, degrees WGS-84. Sorted by kind, then the
    largest first.
    """
    if not shapes:
        return []
    ground = ground_of(shapes, parents)
    found = [
        *_places(FindingKind.OVERLAP, overlaps(ground), ground, tolerance),
        *_places(FindingKind.GAP, gaps(ground), ground, tolerance),
        *_places(FindingKind.OUTSIDE_PARENT, outside(ground), ground, tolerance),
        *_codes(ground),
    ]
    return sorted(found, key=lambda one: (_ORDER[one.kind], -one.area_m2, one.codes))


def _places(kind: FindingKind, misfits: Misfits, ground: Ground, tolerance: Tolerance) -> Iterator[Finding]:
    measured = local_metres(ground.polygons).shapes_in_metres(misfits.places)
    sizes = shapely.area(measured)
    large = np.nonzero(sizes >= tolerance.area_m2)[0]
    thinned = shapely.buffer(measured[large], -tolerance.width_m / 2, quad_segs=1)
    for row in large[~shapely.is_empty(thinned)]:
        yield _finding(kind, misfits.areas[row], float(sizes[row]), misfits.places[row])


def _codes(ground: Ground) -> Iterator[Finding]:
    sizes = shapely.area(local_metres(ground.polygons).shapes_in_metres(ground.polygons))
    rows_by_code: dict[str, list[int]] = {}
    for row, shape in enumerate(ground.shapes):
        rows_by_code.setdefault(shape.area.code, []).append(row)
        for kind in _wrong_with(shape, ground):
            yield _finding(kind, [shape], float(sizes[row]), shape.polygon)
    for rows in rows_by_code.values():
        if len(rows) > 1:
            same = [ground.shapes[row] for row in rows]
            place = shapely.GeometryCollection([shape.polygon for shape in same])
            yield _finding(FindingKind.DUPLICATE_CODE, same, float(sizes[rows].sum()), place)


def _wrong_with(shape: AreaShape, ground: Ground) -> Iterator[FindingKind]:
    area, parent = shape.area, ground.parents.get(shape.area.parent)
    if not well_formed(area.code, area.level):
        yield FindingKind.WRONG_CODE
    if parent is not None and not belongs(area.code, parent.area.code, parent.area.level):
        yield FindingKind.FOREIGN_CODE
    if area.parent is not None and parent is None:
        yield FindingKind.UNKNOWN_PARENT


def _finding(kind: FindingKind, areas: Sequence[AreaShape], area_m2: float, place: Any) -> Finding:
    return Finding(
        kind=kind,
        codes=tuple(shape.area.code for shape in areas),
        names=tuple(shape.area.name.zh for shape in areas),
        area_m2=area_m2,
        place=place,
    )
