"""Areas as GeoJSON for the map, simplified for each band of zoom without tearing common borders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping

from geo.crs import Shapes
from geo.projection import local_metres
from geo.shape import AreaShape


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Zoom levels of the map that get the same layer; borders may move by about ``tolerance_m``."""

    name: str
    last_zoom: int
    tolerance_m: float
    decimals: int
    """Of degrees; each is finer than the tolerance."""


# A pixel of a web map at latitude 31: 131 m at zoom 10, 33 m at 12, 8 m at 14, 2 m at 16.
BANDS = (
    Band(name="city", last_zoom=10, tolerance_m=120.0, decimals=4),
    Band(name="district", last_zoom=12, tolerance_m=30.0, decimals=5),
    Band(name="street", last_zoom=14, tolerance_m=8.0, decimals=5),
    Band(name="committee", last_zoom=16, tolerance_m=2.0, decimals=6),
    Band(name="full", last_zoom=99, tolerance_m=0.0, decimals=7),
)
BANDS_BY_NAME = {band.name: band for band in BANDS}


def band_of(zoom: float) -> Band:
    """The band that a zoom level of the map belongs to."""
    return next((band for band in BANDS if zoom <= band.last_zoom), BANDS[-1])


def layer(shapes: Sequence[AreaShape], *, band: Band) -> dict[str, Any]:
    """A FeatureCollection with code, zh, en and level of each area, in the order given; degrees WGS-84.

    Each level is simplified for itself, as a coverage: neighbours keep their common border. Shapes that
    overlap a neighbour, or share a border with other corners, are simplified one by one.
    """
    polygons = np.array([shape.polygon for shape in shapes], dtype=object)
    for rows in _rows_by_level(shapes):
        polygons[rows] = _simplified(polygons[rows], band)
    features = [_feature(shape, polygon) for shape, polygon in zip(shapes, polygons, strict=True)]
    return {"type": "FeatureCollection", "features": features}


def _rows_by_level(shapes: Sequence[AreaShape]) -> Iterator[list[int]]:
    order = sorted(range(len(shapes)), key=lambda row: shapes[row].area.level)
    for _, rows in groupby(order, key=lambda row: shapes[row].area.level):
        yield list(rows)


def _simplified(polygons: Shapes, band: Band) -> Shapes:
    if band.tolerance_m == 0:
        return _rounded(polygons, band.decimals)
    metric = local_metres(polygons)
    shapes = metric.shapes_in_metres(polygons)
    fits = _fits(shapes)
    shapes[fits] = shapely.coverage_simplify(shapes[fits], band.tolerance_m)
    shapes[~fits] = shapely.simplify(shapes[~fits], band.tolerance_m, preserve_topology=True)
    return _rounded(metric.shapes_in_degrees(shapes), band.decimals)


def _fits(shapes: Shapes) -> NDArray[np.bool_]:
    """Which shapes are part of a valid coverage."""
    wrong: Any = shapely.coverage_invalid_edges(shapes)
    return np.asarray(shapely.is_missing(wrong) | shapely.is_empty(wrong))


def _rounded(shapes: Shapes, decimals: int) -> Shapes:
    rounded = shapely.transform(shapes, lambda rows: np.round(rows, decimals))
    tidy = shapely.remove_repeated_points(rounded)
    # A strip that is narrower than the last decimal may fold over itself: it keeps its figures.
    return np.where(shapely.is_valid(tidy), tidy, shapes)


def _feature(shape: AreaShape, polygon: Any) -> dict[str, Any]:
    area = shape.area
    told = {"code": area.code, "zh": area.name.zh, "en": area.name.en, "level": area.level.key}
    return {"type": "Feature", "geometry": mapping(polygon), "properties": told}
