"""Areas, their shapes, and since when each boundary is in force."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely

from geo.shape import AreaShape
from model.area import Area, Level
from model.errors import YipingError
from model.text import Text
from store.pool import Connection
from store.sql import load

_SQL = load("areas")


class UnknownParentError(YipingError):
    """Areas name a parent that is not in force."""


class BackdatedError(YipingError):
    """A boundary would begin before the one that it replaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAreas:
    """What became of imported areas: put in force for the first time, anew, or as they were."""

    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedSensor:
    """A sensor that another area holds now; None is outside of all areas."""

    sensor_num: int
    old: str | None
    new: str | None


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


def area_version(conn: Connection) -> tuple[object, ...]:
    """Differs after every change of the boundaries in force, and from database to database."""
    return tuple(conn.execute(_SQL["area_version"]).fetchone() or ())


def area_rows(conn: Connection, *, level: Level | None = None, under: str | None = None) -> list[Area]:
    """The areas in force, without polygons: of ``level`` or all, the area ``under`` and all below it."""
    values = {"level": None if level is None else int(level), "under": under}
    return [
        Area(code=code, parent=parent, level=Level(found), name=Text(zh=zh, en=en))
        for code, parent, found, zh, en in conn.execute(_SQL["area_rows"], values)
    ]


def put_areas(conn: Connection, shapes: Sequence[AreaShape], *, now: datetime) -> WrittenAreas:
    """Puts areas in force from ``now`` on; a boundary that differs ends the validity of the one before.

    Areas that are as they were stay untouched. Raises UnknownParentError when a parent is neither among
    ``shapes`` nor in force, BackdatedError when the boundary before began at ``now`` or later.
    """
    conn.execute(_SQL["make_staging"])
    with conn.cursor() as cursor:
        cursor.executemany(_SQL["stage_area"], [_row(shape) for shape in shapes])
    _refuse_strangers(conn)
    _refuse_backdated(conn, now)
    changed = conn.execute(_SQL["end_changed"], {"now": now}).rowcount
    begun = conn.execute(_SQL["begin_staged"], {"now": now}).rowcount
    conn.execute(_SQL["drop_staging"])
    conn.execute(_SQL["find_paths"])
    return WrittenAreas(new=begun - changed, changed=changed, unchanged=len(shapes) - begun)


def retire_missing(
    conn: Connection, *, level: Level, kept: Collection[str], under: str | None, now: datetime
) -> int:
    """Ends all areas of ``level`` within ``under`` that are not ``kept``; returns how many."""
    values = {"level": int(level), "kept": list(kept), "under": under, "now": now}
    return conn.execute(_SQL["retire_missing"], values).rowcount


def move_sensors(conn: Connection, areas: Mapping[int, str | None]) -> list[MovedSensor]:
    """Gives sensors the area that now holds them, by number; returns those that changed hands."""
    values = {"sensor_nums": list(areas), "areas": list(areas.values())}
    return [
        MovedSensor(sensor_num=num, old=old, new=new)
        for num, old, new in conn.execute(_SQL["move_sensors"], values)
    ]


def _refuse_strangers(conn: Connection) -> None:
    if strangers := conn.execute(_SQL["strangers"]).fetchall():
        code, parent = strangers[0]
        more = f" (and {len(strangers) - 1} more)" if len(strangers) > 1 else ""
        raise UnknownParentError(
            f"area {code} names the parent {parent}, not in force{more}: import the level above first"
        )


def _refuse_backdated(conn: Connection, now: datetime) -> None:
    if backdated := conn.execute(_SQL["backdated"], {"now": now}).fetchall():
        code, since = backdated[0]
        raise BackdatedError(
            f"area {code} has a boundary in force since {since:%Y-%m-%d %H:%M} UTC; a new one begins later"
        )


def _row(shape: AreaShape) -> dict[str, object]:
    return {
        "code": shape.area.code,
        "parent": shape.area.parent,
        "level": int(shape.area.level),
        "name_zh": shape.area.name.zh,
        "name_en": shape.area.name.en,
        "polygon": shapely.to_wkb(shape.polygon),
    }
