"""Areas from polygon files."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.crs import Crs, Shapes, to_wgs84
from geo.errors import AreaFileError
from geo.files import PolygonFile, open_polygons
from geo.repair import MULTI_POLYGON, POLYGON, Repaired, repaired
from geo.shape import AreaShape
from model.area import Area, Level
from model.text import Text

_WHOLE = re.compile(r"(-?\d+)\.0+")
_CODE = re.compile(r"[0-9][0-9A-Za-z]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Which fields of a file hold what; ``parent`` is a field of the file, or one code for all features."""

    code: str
    name: str
    parent: str | None = None
    name_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFile:
    """What one file held: its areas in WGS-84, and how it had to be understood and mended."""

    shapes: tuple[AreaShape, ...]
    crs: Crs
    encoding: str
    repairs: tuple[Repaired, ...]


def read_area_file(
    path: Path,
    *,
    level: Level,
    fields: Fields,
    crs: str | None = None,
    encoding: str | None = None,
    layer: str | None = None,
    strict: bool = False,
) -> AreaFile:
    """The areas of one file at one level, in WGS-84, invalid rings repaired and listed.

    ``crs`` and ``encoding`` declare what the file does not say. An area without a name is called by its code.
    Codes that stand twice are kept: geo.findings tells them. Raises AreaFileError, naming file and field or
    feature, when the CRS is missing or contradicted, texts do not decode, a field or a code is missing, a
    shape is no polygon, or, when ``strict``, a ring is invalid.
    """
    opened = open_polygons(path, encoding=encoding, layer=layer)
    used = opened.crs(crs)
    columns = _columns(opened, fields)
    labels = [f"feature {row} ({name})" for row, name in enumerate(columns["name"], start=1)]
    polygons = _in_degrees(opened, used, labels)
    try:
        mended, repairs = repaired(polygons, labels, strict=strict)
    except AreaFileError as problem:
        raise AreaFileError(f"{path}: {problem}") from problem
    shapes = tuple(_shapes(mended, columns, level))
    return AreaFile(shapes=shapes, crs=used, encoding=opened.encoding, repairs=repairs)


def read_areas(path: Path, *, level: Level, code: str, name: str, parent: str | None) -> list[AreaShape]:
    """The areas of a file that says all itself. Raises AreaFileError, also for a code that stands twice."""
    found = read_area_file(path, level=level, fields=Fields(code=code, name=name, parent=parent))
    codes = [shape.area.code for shape in found.shapes]
    if twice := {one for one in codes if codes.count(one) > 1}:
        raise AreaFileError(f"{path}: code {min(twice)!r} stands twice in {code}")
    return list(found.shapes)


def _columns(opened: PolygonFile, fields: Fields) -> dict[str, list[str | None]]:
    codes = _texts(_field(opened, fields.code))
    if None in codes:
        raise AreaFileError(f"{opened.path}: feature {codes.index(None) + 1} has no code in {fields.code}")
    names = _texts(_field(opened, fields.name))
    english = _texts(_field(opened, fields.name_en)) if fields.name_en else names
    return {"code": codes, "name": names, "english": english, "parent": _parents(opened, fields.parent)}


def _parents(opened: PolygonFile, parent: str | None) -> list[str | None]:
    if parent in opened.frame.columns:
        return _texts(opened.frame[parent])
    if parent is None or _CODE.fullmatch(parent):
        return [parent] * len(opened.frame)
    raise AreaFileError(f"{opened.path}: parent {parent!r} is neither a field nor a code; {_has(opened)}")


def _field(opened: PolygonFile, field: str) -> Any:
    if field not in opened.frame.columns:
        raise AreaFileError(f"{opened.path}: no field {field!r}; {_has(opened)}")
    return opened.frame[field]


def _has(opened: PolygonFile) -> str:
    if opened.bare:
        return "it has no fields at all, because its .dbf is missing"
    return f"it has {', '.join(map(str, opened.frame.columns))}"


def _texts(column: Any) -> list[str | None]:
    """Cells as texts: 310107.0 is the code 310107, an empty cell is None."""
    missing = column.isna().to_numpy()
    return [None if gone else _text(cell) for cell, gone in zip(column, missing, strict=True)]


def _text(cell: object) -> str | None:
    told = str(cell).strip()
    return _WHOLE.sub(r"\1", told) if _WHOLE.fullmatch(told) else told or None


def _in_degrees(opened: PolygonFile, crs: Crs, labels: Sequence[str]) -> Shapes:
    polygons: Any = np.asarray(getattr(opened.frame, "geometry", [None] * len(opened.frame)), dtype=object)
    kinds = shapely.get_type_id(polygons)
    wrong = ((kinds != POLYGON) & (kinds != MULTI_POLYGON)) | shapely.is_empty(polygons)
    if wrong.any():
        raise AreaFileError(f"{opened.path}: {labels[int(wrong.argmax())]} is no polygon")
    moved = to_wgs84(polygons, crs)
    corners = shapely.bounds(moved)
    far = ~(np.abs(corners) <= np.array([180.0, 90.0, 180.0, 90.0])).all(axis=1)
    if far.any():
        label = labels[int(far.argmax())]
        raise AreaFileError(f"{opened.path}: {label} lies outside the globe, read as {crs.name}")
    return moved


def _shapes(polygons: Shapes, columns: dict[str, list[str | None]], level: Level) -> Iterator[AreaShape]:
    rows = zip(*(columns[name] for name in ("code", "name", "english", "parent")), polygons, strict=True)
    for code, name, english, parent, polygon in rows:
        chinese = name or code
        title = Text(zh=str(chinese), en=str(english or chinese))
        yield AreaShape(area=Area(code=str(code), parent=parent, level=level, name=title), polygon=polygon)
