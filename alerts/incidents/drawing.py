"""Surfaces of incidents and the sensors on them, in the caller's transaction."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from alerts.incidents.hazard import Hazard
from alerts.incidents.surface import surface_of
from store import ground
from store.ground import Drawn, Near
from store.pool import Connection


def draw(conn: Connection, hazards: Sequence[Hazard], *, limit: int) -> int:
    """Draws the ground of open incidents anew where it may have changed, at most ``limit``; how many."""
    known = {one.id: one for one in hazards}
    drawn = []
    for one in ground.undrawn(conn, list(known), limit=limit):
        hazard = known[one.hazard]
        surface = surface_of(
            one.lons, one.lats, reach_m=hazard.reach_m, radius_m=hazard.radius_m, within=one.within
        )
        drawn.append(Drawn(one.num, one.hazard, surface, one.version))
    if drawn:
        near = ground.sensors_within(conn, drawn, {one.id: one.kinds for one in hazards})
        ground.put_ground(conn, drawn, _held(drawn, near))
    return len(drawn)


def _held(drawn: Sequence[Drawn], near: Sequence[Near]) -> Iterator[tuple[int, int]]:
    by_incident: dict[int, list[Near]] = {}
    for one in near:
        by_incident.setdefault(one.incident_num, []).append(one)
    for incident in drawn:
        some = by_incident.get(incident.num, [])
        if some:
            shapely.prepare(incident.surface)
            inside = shapely.intersects_xy(incident.surface, np.array([(one.lon, one.lat) for one in some]))
            yield from (
                (one.incident_num, one.sensor_num) for one, holds in zip(some, inside, strict=True) if holds
            )
