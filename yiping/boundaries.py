"""New boundaries: areas into force, and sensors and open orders to the area that now holds them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from geo.locate import AreaIndex
from geo.shape import AreaShape
from model.area import Level
from orders.desk import follow_sensors, route_waiting
from store import alerts
from store.areas import (
    MovedSensor,
    WrittenAreas,
    area_shapes,
    move_sensors,
    put_areas,
    retire_missing,
)
from store.pool import Connection, connect
from store.sensors import registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What one import changes: areas, sensors that change hands, and open orders that follow them."""

    areas: WrittenAreas
    retired: int
    sensors: Sequence[MovedSensor]
    orders: int

    @property
    def between(self) -> list[tuple[str | None, str | None, int]]:
        """(area before, area after, sensors), the largest exchange first; None is outside of all areas."""
        counts = Counter((moved.old, moved.new) for moved in self.sensors)
        return [(old, new, count) for (old, new), count in counts.most_common()]


def import_areas(
    database_url: str,
    shapes: Sequence[AreaShape],
    *,
    now: datetime,
    retire: Level | None = None,
    dry_run: bool = False,
) -> Exchange:
    """Puts areas in force from ``now`` on; sensors and open orders follow, closed orders keep their area.

    ``retire`` ends all other areas of that level which lie in a parent of the imported ones. With ``dry_run``
    everything is tried in a transaction that is undone: what is told is what would happen.
    """
    with connect(database_url, name="areas") as conn:
        exchange = _exchange(conn, shapes, now=now, retire=retire)
        if dry_run:
            conn.rollback()
    return exchange


def locate_sensors(conn: Connection) -> list[MovedSensor]:
    """Gives every sensor the smallest area in force that holds it; returns those that changed hands."""
    sensors = registry(conn)
    codes = AreaIndex(area_shapes(conn)).locate(
        [sensor.position.lon for sensor in sensors], [sensor.position.lat for sensor in sensors]
    )
    return move_sensors(conn, {sensor.num: code for sensor, code in zip(sensors, codes, strict=True)})


def _exchange(
    conn: Connection, shapes: Sequence[AreaShape], *, now: datetime, retire: Level | None
) -> Exchange:
    written = put_areas(conn, shapes, now=now)
    retired = 0 if retire is None else _retire(conn, shapes, retire, now=now)
    moved = locate_sensors(conn)
    alerts.follow_sensors(conn, [one.sensor_num for one in moved])
    followed = follow_sensors(conn, [one.sensor_num for one in moved], now=now)
    routed = route_waiting(conn, now=now)
    return Exchange(areas=written, retired=retired, sensors=moved, orders=followed + routed)


def _retire(conn: Connection, shapes: Sequence[AreaShape], level: Level, *, now: datetime) -> int:
    kept = [shape.area.code for shape in shapes if shape.area.level is level]
    parents = {shape.area.parent for shape in shapes if shape.area.level is level}
    return sum(retire_missing(conn, level=level, kept=kept, under=parent, now=now) for parent in parents)
