"""Why each alert belongs to its incident, in a few words for a person who asks."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from alerts.incidents.hazard import Hazard
from alerts.incidents.joining import Place
from geo.projection import around
from model.incident import Incident
from store.ground import MemberPlace, member_places
from store.pool import Connection

ALONE = "the first of its place"
FOLLOWS = "silent on its ground"


def reasons(conn: Connection, incident: Incident, hazards: Sequence[Hazard]) -> Mapping[int, str]:
    """The reason of each member of an incident, by the number of the alert."""
    fact = next((one.fact for one in hazards if one.id == incident.hazard), None)
    return told(member_places(conn, incident.num, fact=fact), fact or "")


def told(members: Sequence[MemberPlace], fact: str) -> dict[int, str]:
    """For each alert: the same ``fact`` as another member, or how far the nearest one is; pure.

    Of several alerts of one sensor only the first is compared with other places.
    """
    led = list({one.sensor_num: one for one in reversed(members) if not one.follows}.values())[::-1]
    near = _nearest([Place(one.lon, one.lat, one.fact) for one in led])
    firsts = {one.alert_num: _because(one, led, near[row], fact) for row, one in enumerate(led)}
    return {
        one.alert_num: FOLLOWS if one.follows else f"again at {one.sensor_id}" for one in members
    } | firsts


def _because(
    one: MemberPlace, members: Sequence[MemberPlace], near: tuple[int, float] | None, fact: str
) -> str:
    others = (other for other in members if other.sensor_num != one.sensor_num)
    if one.fact is not None and (same := next((other for other in others if other.fact == one.fact), None)):
        return f"{fact} {one.fact}, as {same.sensor_id}"
    return ALONE if near is None else f"{near[1]:.0f} m from {members[near[0]].sensor_id}"


def _nearest(places: Sequence[Place]) -> list[tuple[int, float] | None]:
    """The row of the nearest other place and its distance in metres; None where there is only one."""
    if len(places) < 2:
        return [None] * len(places)
    lons, lats = np.array([one.lon for one in places]), np.array([one.lat for one in places])
    metres = around(float(lons.min() + lons.max()) / 2, float(lats.min() + lats.max()) / 2)
    points: Any = shapely.points(*metres.metres(lons, lats))
    tree = shapely.STRtree(points)
    found: list[tuple[int, float] | None] = []
    for row, point in enumerate(points):
        # Of several at one position, the tree would leave all out as equal to the point that asks.
        beside = [other for other in tree.query(point, predicate="intersects").tolist() if other != row]
        other = beside[0] if beside else int(tree.query_nearest(point, exclusive=True, all_matches=False)[0])
        found.append((other, float(shapely.distance(point, points[other]))))
    return found
