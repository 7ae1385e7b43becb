"""Areas from polygon files."""

from collections.abc import Iterator
from pathlib import Path

import geopandas
import shapely

from geo.shape import AreaShape
from model.area import Area, Level
from model.errors import YipingError
from model.text import Text

WGS_84 = "EPSG:4326"


class AreaFileError(YipingError):
    """The polygon file cannot be taken as it is."""


def read_areas(path: Path, *, level: Level, code: str, name: str, parent: str | None) -> list[AreaShape]:
    """The areas of one file at one level, in WGS-84; ``code`` and ``name`` are the file's own field names.

    ``parent`` is the code of the area around all of them. Raises AreaFileError, naming file and field, when
    the file has no CRS, lacks a field, says a code twice, or holds a shape that is no polygon.
    """
    frame = _frame(path)
    if frame.crs is None:
        raise AreaFileError(f"{path}: the file does not say its coordinate system, and it is never guessed")
    for field in (code, name):
        if field not in frame.columns:
            raise AreaFileError(f"{path}: no field {field!r}; it has {', '.join(map(str, frame.columns))}")
    shapes = list(_shapes(path, frame.to_crs(WGS_84), level=level, code=code, name=name, parent=parent))
    codes = [shape.area.code for shape in shapes]
    if twice := {one for one in codes if codes.count(one) > 1}:
        raise AreaFileError(f"{path}: code {min(twice)!r} stands twice in {code}")
    return shapes


def _frame(path: Path) -> geopandas.GeoDataFrame:
    try:
        if path.suffix == ".parquet":
            return geopandas.read_parquet(path)
        return geopandas.read_file(path)
    except Exception as problem:  # the drivers below raise many kinds; to a person all mean the same
        raise AreaFileError(f"{path}: cannot be read as polygons: {problem}") from problem


def _shapes(
    path: Path, frame: geopandas.GeoDataFrame, *, level: Level, code: str, name: str, parent: str | None
) -> Iterator[AreaShape]:
    for row, one_code, one_name, polygon in zip(
        range(1, len(frame) + 1), frame[code], frame[name], frame.geometry, strict=True
    ):
        if polygon is None or polygon.geom_type not in ("Polygon", "MultiPolygon"):
            raise AreaFileError(f"{path}: feature {row} ({one_name}) is no polygon")
        yield AreaShape(
            area=Area(
                code=str(one_code), parent=parent, level=level, name=Text(zh=str(one_name), en=str(one_name))
            ),
            polygon=shapely.force_2d(polygon),
        )
