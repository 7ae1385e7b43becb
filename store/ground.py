"""The ground of open incidents: their surfaces, and the sensors on it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from model.reading import Origin
from store.pool import Connection
from store.sql import load

_SQL = load("ground")
Trail = tuple[tuple[datetime, float], ...]
"""Values of one metric with their times, oldest first."""


class Undrawn(NamedTuple):
    """An open incident whose ground is to be found in ``version`` of the registry; degrees WGS-84.

    ``within`` is the area that it never leaves, None outside of all.
    """

    num: int
    hazard: str
    within: BaseGeometry | None
    version: int
    lons: Sequence[float]
    lats: Sequence[float]


class Near(NamedTuple):
    """A sensor that may lie on the surface of an incident; degrees WGS-84."""

    incident_num: int
    sensor_num: int
    lon: float
    lat: float


class Drawn(NamedTuple):
    """An incident with its surface, degrees WGS-84, and the version of the registry that it was drawn in."""

    num: int
    hazard: str
    surface: BaseGeometry
    version: int


class Quiet(NamedTuple):
    """A sensor on the ground of an open incident that says nothing; ``quiet_s`` is by its feed's time.

    Of ``live`` sensors that lived on that ground when the incident began, ``overdue`` have said nothing for
    one of their periods: those of them that are well will speak any moment.
    """

    incident_id: str
    sensor_num: int
    kind: str
    area: str | None
    origin: Origin
    every_s: int
    heard_at: datetime
    quiet_s: float
    live: int
    overdue: int


class MemberPlace(NamedTuple):
    """Where the sensor of a member is, degrees WGS-84, and the fact that tells its place, if any."""

    alert_num: int
    sensor_num: int
    sensor_id: str
    lon: float
    lat: float
    fact: str | None
    follows: bool


def undrawn(conn: Connection, hazards: Collection[str], *, limit: int) -> list[Undrawn]:
    """Open incidents of some hazards whose ground has changed, at most ``limit``, the oldest first."""
    return [
        Undrawn(num, hazard, None if wkb is None else shapely.from_wkb(wkb), version, lons, lats)
        for num, hazard, wkb, version, lons, lats in conn.execute(
            _SQL["undrawn"], {"hazards": list(hazards), "limit": limit}
        )
    ]


def sensors_within(
    conn: Connection, drawn: Sequence[Drawn], kinds: Mapping[str, Collection[str]]
) -> list[Near]:
    """Sensors within the bounds of each surface, of the kinds of its hazard."""
    pairs = [(hazard, kind) for hazard, some in kinds.items() for kind in some]
    bounds = [one.surface.bounds for one in drawn]
    asked = {
        "nums": [one.num for one in drawn],
        "hazards": [one.hazard for one in drawn],
        "wests": [west for west, _, _, _ in bounds],
        "souths": [south for _, south, _, _ in bounds],
        "easts": [east for _, _, east, _ in bounds],
        "norths": [north for _, _, _, north in bounds],
        "kind_hazards": [hazard for hazard, _ in pairs],
        "kinds": [kind for _, kind in pairs],
    }
    return [Near(*row) for row in conn.execute(_SQL["sensors_within"], asked)]


def put_ground(conn: Connection, drawn: Sequence[Drawn], held: Iterable[tuple[int, int]]) -> None:
    """Keeps surfaces, and the sensors that they hold as (incident, sensor); members' own are added."""
    for one in drawn:
        surface = shapely.to_wkb(one.surface)
        conn.execute(_SQL["put_surface"], {"num": one.num, "surface": surface, "version": one.version})
    pairs = list(held)
    asked = {
        "drawn": [one.num for one in drawn],
        "nums": [num for num, _ in pairs],
        "sensor_nums": [sensor_num for _, sensor_num in pairs],
    }
    conn.execute(_SQL["leave_ground"], asked)
    conn.execute(_SQL["put_ground"], asked)


def quiet_sensors(
    conn: Connection, kinds: Collection[str], *, periods: float, gone_within_s: float
) -> list[Quiet]:
    """Sensors on the ground of open incidents, not heard for ``periods`` of theirs by their feed's time.

    One that was silent when the incident began, for so long and for ``gone_within_s``, was away already.
    """
    asked = {"kinds": list(kinds), "periods": periods, "gone_within_s": gone_within_s}
    return [
        Quiet(incident_id, num, kind, area, Origin(origin), every_s, heard_at, quiet_s, live, overdue)
        for incident_id, num, kind, area, origin, every_s, heard_at, quiet_s, live, overdue in conn.execute(
            _SQL["quiet"], asked
        )
    ]


def trails(
    conn: Connection, wanted: Collection[tuple[int, str, Origin]], *, over_s: float, most: int
) -> dict[tuple[int, Origin], Trail]:
    """The last believable values of a metric of each sensor, from ``over_s`` before its newest on."""
    found: dict[tuple[int, Origin], list[tuple[datetime, float]]] = {}
    asked = {
        "sensor_nums": [num for num, _, _ in wanted],
        "metrics": [metric for _, metric, _ in wanted],
        "origins": [origin.value for _, _, origin in wanted],
        "over_s": over_s,
        "most": most,
    }
    for num, origin, at, value in conn.execute(_SQL["trails"], asked):
        found.setdefault((num, Origin(origin)), []).append((at, value))
    return {key: tuple(points) for key, points in found.items()}


def member_places(conn: Connection, num: int, *, fact: str | None) -> list[MemberPlace]:
    """Where the members of an incident are, the oldest first; ``fact`` is what tells a place."""
    rows = conn.execute(_SQL["member_places"], {"num": num, "fact": fact})
    return [MemberPlace(*row) for row in rows]
