"""GeoJSON: a collection of points; the properties are columns, the point is ``lon`` and ``lat``."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from yiping.registry.table import Cell, Problem, Row, Table, TableError, shown

LON, LAT = "lon", "lat"
WGS_84 = ("CRS84", "4326")


def read(path: Path, *, crs_declared: bool) -> Table:
    """The table of a file; ``lon`` and ``lat`` come after the properties.

    Raises TableError when it is none, or says another CRS than WGS-84 while none is declared.
    """
    collection = _collection(path)
    if not crs_declared and (said := _crs_said(collection)):
        raise TableError(f"{path}: says that its coordinates are {said}; declare them by --crs")
    features = collection["features"]
    columns = tuple(dict.fromkeys(name for one in features for name in _properties(one)))
    if taken := sorted({LON, LAT} & set(columns)):
        raise TableError(f"{path}: property {taken[0]!r} and the point may differ; leave the property out")
    rows: list[Row] = []
    wrong: list[Problem] = []
    for number, feature in enumerate(features, start=1):
        if problem := _problem(feature):
            wrong.append(Problem(line=number, column="geometry", value=problem[0], reason=problem[1]))
        else:
            properties = _properties(feature)
            cells = (_cell(properties.get(name)) for name in columns)
            rows.append(Row(number, (*cells, *_point(feature))))
    return Table(
        file=path.name,
        counted="feature",
        columns=(*columns, LON, LAT),
        rows=tuple(rows),
        wrong=tuple(wrong),
    )


def written(columns: Sequence[str], lines: Sequence[Sequence[Cell]]) -> bytes:
    """The bytes of a collection, one feature a line; empty cells are left out.

    Raises TableError when ``lon`` and ``lat`` are not among ``columns``.
    """
    if not {LON, LAT} <= set(columns):
        raise TableError("GeoJSON needs the columns lon and lat: leave their names in the map as they are")
    features = [_feature(dict(zip(columns, line, strict=True))) for line in lines]
    texts = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
    return f'{{"type": "FeatureCollection", "features": [\n{texts}\n]}}\n'.encode()


def _feature(cells: dict[str, Cell]) -> dict[str, object]:
    point = [cells.pop(LON), cells.pop(LAT)]
    properties = {name: cell for name, cell in cells.items() if cell is not None}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": point},
    }


def _collection(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise TableError(f"{path}: is not GeoJSON: {problem}") from problem
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise TableError(f"{path}: is not GeoJSON: a FeatureCollection is expected")
    return dict(found)


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def _point(feature: Mapping[str, Any]) -> tuple[Cell, Cell]:
    geometry = feature.get("geometry")
    return (geometry["coordinates"][0], geometry["coordinates"][1]) if geometry else (None, None)


def _problem(feature: Mapping[str, Any]) -> tuple[str, str] | None:
    geometry = feature.get("geometry")
    if geometry is None:
        return None
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        kind = geometry.get("type") if isinstance(geometry, dict) else geometry
        return shown(kind), "is not a Point; a site or sensor stands at one place"
    place = geometry.get("coordinates")
    if not isinstance(place, list) or len(place) < 2:
        return shown(place), "is not [lon, lat]"
    return None


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return "; ".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def _crs_said(collection: Mapping[str, Any]) -> str | None:
    said = json.dumps(collection.get("crs"))
    return None if said == "null" or any(mark in said for mark in WGS_84) else shown(said)
