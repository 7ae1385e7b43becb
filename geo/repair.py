"""Broken rings mended, each mended one listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geo.crs import Shapes
from geo.errors import AreaFileError
from geo.projection import local_metres

POLYGON, MULTI_POLYGON = 3, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """One shape that was invalid: what was wrong, and its area before and after in m2.

    The area before is what the broken rings enclose by their own turning; a figure of eight may enclose 0.
    """

    label: str
    reason: str
    before_m2: float
    after_m2: float

    @property
    def changed_m2(self) -> float:
        """How much larger the area is than before; negative when it shrank."""
        return self.after_m2 - self.before_m2


def repaired(
    polygons: Shapes, labels: Sequence[str], *, strict: bool = False
) -> tuple[Shapes, tuple[Repaired, ...]]:
    """The polygons with invalid ones made valid, and what was done; degrees WGS-84, ``labels`` name them.

    Raises AreaFileError that names the shapes: all invalid ones when ``strict``, else those of which no
    polygon is left.
    """
    broken = np.nonzero(~shapely.is_valid(polygons))[0].tolist()
    if not broken:
        return polygons, ()
    reasons = shapely.is_valid_reason(polygons[broken])
    named = [f"{labels[row]} ({reason})" for row, reason in zip(broken, reasons, strict=True)]
    if strict:
        raise AreaFileError(f"invalid shapes: {'; '.join(named)}")
    mended = polygons.copy()
    mended[broken] = _made_valid(polygons[broken])
    if lost := [name for name, row in zip(named, broken, strict=True) if shapely.is_empty(mended[row])]:
        raise AreaFileError(f"nothing is left of the shapes: {'; '.join(lost)}")
    return mended, _listed(polygons[broken], mended[broken], [labels[row] for row in broken], reasons)


def polygons_only(shapes: Shapes) -> Shapes:
    """Of each shape its polygons, as one Polygon or MultiPolygon; lines and points fall away."""
    kinds = shapely.get_type_id(shapes)
    mixed = np.nonzero((kinds != POLYGON) & (kinds != MULTI_POLYGON))[0]
    if not len(mixed):
        return shapes
    kept = shapes.copy()
    for row in mixed:  # few: an intersection rarely gives more than polygons
        kept[row] = _polygons_of(shapes[row])
    return kept


def _made_valid(broken: Shapes) -> Shapes:
    # "structure" keeps what the rings mean; "linework" would turn an overlap of two parts into a hole.
    made: Any = shapely.make_valid(broken, method="structure")
    return polygons_only(made)


def _polygons_of(shape: Any) -> Any:
    parts = shapely.get_parts(shapely.get_parts([shape]))
    polygons: Shapes = parts[shapely.get_type_id(parts) == POLYGON]
    return polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)


def _listed(before: Shapes, after: Shapes, labels: list[str], reasons: Any) -> tuple[Repaired, ...]:
    metric = local_metres(after)
    areas = (shapely.area(metric.shapes_in_metres(shapes)) for shapes in (before, after))
    return tuple(
        Repaired(label=label, reason=str(reason), before_m2=float(one), after_m2=float(other))
        for label, reason, one, other in zip(labels, reasons, *areas, strict=True)
    )
