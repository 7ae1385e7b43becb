"""Areas and their shapes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import shapely

from geo.shape import AreaShape
from model.area import Area, Level
from model.text import Text
from store.pool import Connection
from store.sql import load

_SQL = load("areas")


def area_shapes(conn: Connection, levels: Collection[Level] | None = None) -> list[AreaShape]:
    """The areas in force at ``levels`` (all when None), parents before children, with polygons in WGS-84."""
    wanted = None if levels is None else [int(level) for level in levels]
    rows = conn.execute(_SQL["valid_areas"], {"levels": wanted}).fetchall()
    polygons: Any = shapely.from_wkb([row[5] for row in rows]) if rows else []
    return [
        AreaShape(
            area=Area(code=code, parent=parent, level=Level(level), name=Text(zh=zh, en=en)), polygon=polygon
        )
        for (code, parent, level, zh, en, _), polygon in zip(rows, polygons, strict=True)
    ]


def put_areas(conn: Connection, shapes: Sequence[AreaShape], *, now: datetime) -> int:
    """Writes areas, parents before children, and returns how many were new or changed.

    Raises ValueError when a parent is neither among ``shapes`` nor in the database.
    """
    paths = _paths(conn, shapes)
    with conn.cursor() as cursor:
        cursor.executemany(
            _SQL["put_area"],
            [
                {
                    "code": shape.area.code,
                    "parent": shape.area.parent,
                    "level": int(shape.area.level),
                    "name_zh": shape.area.name.zh,
                    "name_en": shape.area.name.en,
                    "polygon": shapely.to_wkb(shape.polygon),
                    "path": paths[shape.area.code],
                    "now": now,
                }
                for shape in shapes
            ],
        )
        return cursor.rowcount


def _paths(conn: Connection, shapes: Sequence[AreaShape]) -> dict[str, list[str]]:
    paths: dict[str, list[str]] = dict(conn.execute(_SQL["valid_paths"]).fetchall())
    for shape in sorted(shapes, key=lambda shape: shape.area.level):
        code, parent = shape.area.code, shape.area.parent
        if parent is not None and parent not in paths:
            raise ValueError(f"area {code} names the parent {parent}, which is not known")
        paths[code] = [*(paths[parent] if parent else []), code]
    return paths
