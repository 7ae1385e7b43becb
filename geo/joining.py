"""Small pieces given to their neighbours."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from geo.crs import Shapes

NOBODY = -1


def joined(parts: Sequence[Polygon], small: Sequence[Polygon]) -> list[Polygon]:
    """``parts`` with each of ``small`` given to a neighbour: a long common border counts, and a small one.

    A piece that touches only other small pieces waits until one of them has grown into a part.
    """
    whole: Shapes = np.array(parts, dtype=object)
    waiting = sorted(small, key=lambda piece: -piece.area)
    while waiting:
        chosen = ((index, _neighbour(piece, whole)) for index, piece in enumerate(waiting))
        found = next((pair for pair in chosen if pair[1] != NOBODY), None)
        if found is None:
            break
        index, best = found
        whole[best] = _one(whole[best].union(waiting.pop(index)))
    return [*whole, *waiting]


def _neighbour(piece: Polygon, whole: Shapes) -> int:
    """Which part has the longest border with ``piece`` for its own size, NOBODY when none touches it."""
    near = np.nonzero(shapely.intersects(piece, whole))[0]
    if not len(near):
        return NOBODY
    common: Any = shapely.intersection(piece, whole[near])
    shared = shapely.length(common) / shapely.area(whole[near])
    return int(near[shared.argmax()]) if shared.max() > 0 else NOBODY


def _one(shape: BaseGeometry) -> Polygon:
    if not isinstance(shape, Polygon):
        raise TypeError(f"neighbours joined are one polygon, not {shape.geom_type}")
    return shape
