"""Which grid area holds a place that somebody tells of."""

from geo.locate import AreaIndex
from model.position import Position
from store.areas import area_shapes, area_version
from store.pool import Connection

_KEPT: dict[tuple[object, ...], AreaIndex] = {}
"""The index of the boundaries in force: to build it takes longer than a report. Earlier ones are gone."""


def area_at(conn: Connection, position: Position) -> str | None:
    """The code of the smallest area that holds a position (WGS-84), None outside of all."""
    version = area_version(conn)
    if (index := _KEPT.get(version)) is None:
        index = AreaIndex(area_shapes(conn))
        _KEPT.clear()
        _KEPT[version] = index
    return index.locate([position.lon], [position.lat])[0]
