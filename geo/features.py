"""A district's own base map: water, roads and outlines from its files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.crs import to_wgs84
from geo.errors import AreaFileError
from geo.files import PolygonFile, open_polygons
from geo.shape import BaseFeature
from model.text import Text

LAYERS = {"water": ("Polygon", "LineString"), "road": ("LineString",), "outline": ("Polygon", "LineString")}
"""What the map draws, and of what shapes; several of one shape are as good as one."""


def read_features(
    path: Path,
    *,
    layer: str,
    name: str | None = None,
    width: str | float = 0.0,
    crs: str | None = None,
    encoding: str | None = None,
) -> list[BaseFeature]:
    """The features of a file as one layer of the base map, degrees WGS-84.

    ``name`` is a field of the file, ``width`` a field or a number, metres on the ground for lines. Features
    without a shape are left out. Raises AreaFileError, naming file and feature, for a wrong layer, field or
    shape, and as geo.files does.
    """
    if layer not in LAYERS:
        raise AreaFileError(f"{layer!r} is not one of {', '.join(LAYERS)}")
    opened = open_polygons(path, encoding=encoding)
    shapes = to_wgs84(np.asarray(opened.frame.geometry, dtype=object), opened.crs(crs))
    rows = zip(shapes, _names(opened, name), _widths(opened, width), strict=True)
    return list(_features(path, layer, rows))


def _features(path: Path, layer: str, rows: Any) -> Iterator[BaseFeature]:
    for number, (shape, title, width_m) in enumerate(rows, start=1):
        if shape is None or shapely.is_empty(shape):
            continue
        if shape.geom_type.removeprefix("Multi") not in LAYERS[layer]:
            kinds = " or ".join(LAYERS[layer])
            raise AreaFileError(
                f"{path}: feature {number} is a {shape.geom_type}; {layer} is drawn of {kinds}"
            )
        text = Text(zh=title, en=title)
        yield BaseFeature(layer=layer, name=text, geometry=shape, width_m=width_m)


def _names(opened: PolygonFile, name: str | None) -> list[str]:
    if name is None:
        return [""] * len(opened.frame)
    column = _column(opened, name)
    return ["" if missing else str(cell) for cell, missing in zip(column, column.isna(), strict=True)]


def _widths(opened: PolygonFile, width: str | float) -> list[float]:
    if isinstance(width, int | float):
        return [float(width)] * len(opened.frame)
    try:
        return [float(cell) for cell in _column(opened, width)]
    except (TypeError, ValueError) as problem:
        raise AreaFileError(f"{opened.path}: field {width!r} is no width in metres: {problem}") from problem


def _column(opened: PolygonFile, field: str) -> Any:
    if field not in opened.frame.columns:
        has = ", ".join(map(str, opened.frame.columns))
        raise AreaFileError(f"{opened.path}: no field {field!r}; it has {has}")
    return opened.frame[field]
