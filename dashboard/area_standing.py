"""Reads how one area stands: counts, the areas within it, its worst places, who is on duty."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from dashboard.panels.area_sheet import OnDuty, Within
from dashboard.push.city import City
from dashboard.push.compose import figures_of
from dashboard.push.picture import LEVEL, Picture
from dashboard.screen import Screen
from model.area import Area
from model.duty import Crew, Roster
from model.sensor import Sensor
from model.severity import Severity
from store.alerts import standing_severities
from store.crews import crews, people
from store.duty import roster_of
from store.errors import UnreachableError
from store.orders import count_by_state
from store.pool import Connection


def seen(screen: Screen) -> tuple[City, Picture]:
    """What the push last saw. Raises UnreachableError while it saw nothing yet."""
    city, picture = screen.hub.city, screen.hub.picture
    if city is None or picture is None or len(picture.states) != len(city.sensors):
        raise UnreachableError("the city was not read yet")
    return city, picture


def figures(conn: Connection, city: City, picture: Picture, code: str, *, now: datetime) -> dict[str, int]:
    """The counts of sensors, alerts by level and orders by state of an area and all below."""
    states = np.frombuffer(picture.states, np.uint8)[city.under(code)]
    standing = standing_severities(conn, under=code)
    return figures_of(states.tobytes(), standing, count_by_state(conn, now=now, under=code))


def within(city: City, picture: Picture, code: str) -> list[Within]:
    """The areas one level below, those with the worst open alert first."""
    found = [
        Within(
            area=area,
            worst=Severity(level) if (level := picture.areas.get(area.code, 0)) else None,
            sensors=len(city.under(area.code)),
        )
        for area in city.areas.values()
        if area.parent == code
    ]
    return sorted(found, key=lambda one: (-(one.worst or 0), one.area.code))


def worst_places(city: City, picture: Picture, code: str, *, most: int) -> list[Sensor]:
    """The sensors of an area with real open alerts, the worst first."""
    members = city.under(code)
    levels = np.frombuffer(picture.states, np.uint8)[members] & LEVEL
    order = np.argsort(-levels.astype(np.int8), kind="stable")[:most]
    return [city.sensors[members[at]] for at in order if levels[at]]


def duty(
    conn: Connection, city: City, way: Sequence[Area], *, now: datetime
) -> tuple[list[OnDuty], list[Crew]]:
    """The crews of an area, of those around it and within it: those with people on duty, and the others.

    The busiest crew comes first.
    """
    trades = {crew.trade for crew in crews(conn)}
    areas = {area.code for area in way} | below(city, way[-1].code)
    roster = roster_of(conn, areas=areas, trades=trades, now=now)
    names = {person.id: person.name for person in people(conn)}
    known = [crew for crew in roster.crews.values() if crew.is_valid(now)]
    found = [_on_duty(roster, crew, names, now) for crew in known]
    serving = sorted((one for one in found if one.people), key=lambda one: (-one.load, one.crew.id))
    return serving, [one.crew for one in found if not one.people]


def _on_duty(roster: Roster, crew: Crew, names: dict[str, str], now: datetime) -> OnDuty:
    there = [(names.get(one, one), roster.load(one)) for one in roster.on_duty(crew.id, now)]
    return OnDuty(crew=crew, people=sorted(there, key=lambda one: (-one[1], one[0])))


def below(city: City, code: str) -> set[str]:
    """The codes of an area and of all areas below it."""
    first, end = city.runs.get(code, (0, 0))
    return {one for one, (at, _) in city.runs.items() if first <= at < end}
