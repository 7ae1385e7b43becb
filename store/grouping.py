"""Alerts without an incident find theirs, and what happens to incidents is written down."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from model.alert import AlertState
from model.incident import IncidentChange
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from store.pool import Connection
from store.sql import load

_SQL = load("grouping")


class HazardKind(NamedTuple):
    """That a kind tells of a hazard: the level of its areas, and the fact that tells a place, or None."""

    kind: str
    hazard: str
    level: int
    fact: str | None


class Ungrouped(NamedTuple):
    """An alert without an incident. ``hazard`` is None where its kind tells of none; degrees WGS-84."""

    num: int
    waits: bool
    rule_id: str
    state: AlertState
    severity: Severity
    peak_severity: Severity
    origin: Origin
    opened_at: datetime
    sensor_num: int
    hazard: str | None
    area: str | None
    lon: float
    lat: float
    fact: str | None


class HeldPlace(NamedTuple):
    """A place of an open incident; degrees WGS-84."""

    incident_num: int
    hazard: str
    origin: Origin
    area: str | None
    lon: float
    lat: float
    fact: str | None


class Opening(NamedTuple):
    """An incident that begins."""

    hazard: str
    name: Text
    origin: Origin
    area: str | None
    severity: Severity
    lead_num: int
    opened_at: datetime


class Joining(NamedTuple):
    """An alert that becomes a member; ``peak`` is the worst that it has been."""

    incident_num: int
    alert_num: int
    sensor_num: int
    peak: Severity
    follows: bool


class Line(NamedTuple):
    """A line of an incident's history."""

    incident_num: int
    change: IncidentChange
    alert_num: int | None = None
    other_num: int | None = None


def hold(conn: Connection) -> None:
    """Waits until no other look is under way, and keeps others waiting until the commit."""
    conn.execute(_SQL["hold"])


def ungrouped(conn: Connection, kinds: Collection[HazardKind], *, limit: int) -> list[Ungrouped]:
    """Alerts that no look has placed yet, at most ``limit``, and as many of those that wait."""
    asked = {
        "limit": limit,
        "kinds": [one.kind for one in kinds],
        "hazards": [one.hazard for one in kinds],
        "levels": [one.level for one in kinds],
        "facts": [one.fact for one in kinds],
    }
    return [_ungrouped(row) for row in conn.execute(_SQL["ungrouped"], asked)]


def places(conn: Connection, facts: Mapping[str, str | None]) -> list[HeldPlace]:
    """Every place of the open incidents of some hazards; ``facts`` says what tells a place, by hazard."""
    asked = {"hazards": list(facts), "facts": list(facts.values())}
    return [
        HeldPlace(num, hazard, Origin(origin), area, lon, lat, fact)
        for num, hazard, origin, area, lon, lat, fact in conn.execute(_SQL["places"], asked)
    ]


def holders(conn: Connection, alert_nums: Collection[int]) -> dict[int, int]:
    """The open incident on whose ground each of some alerts came; those that came on none are left out."""
    return dict(conn.execute(_SQL["holders"], {"alert_nums": list(alert_nums)}).fetchall())


def placed(conn: Connection, alert_nums: Collection[int]) -> None:
    """Notes that alerts have found their incident, or need none."""
    if alert_nums:
        conn.execute(_SQL["placed"], {"alert_nums": list(alert_nums)})


def waiting(conn: Connection, alert_nums: Collection[int]) -> None:
    """Notes that alerts found nobody, and open nothing as they are."""
    if alert_nums:
        conn.execute(_SQL["waiting"], {"alert_nums": list(alert_nums)})


def open_incidents_of(conn: Connection, openings: Sequence[Opening]) -> dict[int, int]:
    """Opens incidents without members, and returns the number of each by that of its lead."""
    if not openings:
        return {}
    asked = {
        "hazards": [one.hazard for one in openings],
        "names_zh": [one.name.zh for one in openings],
        "names_en": [one.name.en for one in openings],
        "origins": [one.origin.value for one in openings],
        "areas": [one.area for one in openings],
        "severities": [int(one.severity) for one in openings],
        "lead_nums": [one.lead_num for one in openings],
        "opened_ats": [one.opened_at for one in openings],
    }
    return dict(conn.execute(_SQL["open"], asked).fetchall())


def join(conn: Connection, joinings: Sequence[Joining]) -> None:
    """Makes alerts members. Raises RefusedDataError where one is a member already."""
    if joinings:
        asked = {
            "incident_nums": [one.incident_num for one in joinings],
            "alert_nums": [one.alert_num for one in joinings],
            "sensor_nums": [one.sensor_num for one in joinings],
            "peaks": [int(one.peak) for one in joinings],
            "follows": [one.follows for one in joinings],
        }
        conn.execute(_SQL["join"], asked)


def merge(conn: Connection, num: int, survivor: int, *, now: datetime) -> None:
    """Hands the members of an open incident to another one, and closes it."""
    asked = {"num": num, "survivor": survivor, "now": now}
    conn.execute(_SQL["move_members"], asked)
    conn.execute(_SQL["move_ground"], asked)
    conn.execute(_SQL["take_in"], asked)
    conn.execute(_SQL["merge"], asked)


def drop_ground(conn: Connection, nums: Collection[int]) -> None:
    """Forgets the ground of incidents that have ended."""
    if nums:
        conn.execute(_SQL["drop_ground"], {"nums": list(nums)})


def add_events(conn: Connection, lines: Sequence[Line], *, now: datetime) -> None:
    """Writes lines of history in their order, each with the level and members of its incident as they are."""
    if lines:
        asked = {
            "incident_nums": [one.incident_num for one in lines],
            "changes": [one.change.value for one in lines],
            "alert_nums": [one.alert_num for one in lines],
            "other_nums": [one.other_num for one in lines],
            "now": now,
        }
        conn.execute(_SQL["add_events"], asked)


def _ungrouped(row: tuple[Any, ...]) -> Ungrouped:
    num, waits, rule_id, state, severity, peak, origin, opened_at, *place = row
    level = (AlertState(state), Severity(severity), Severity(peak), Origin(origin))
    return Ungrouped(num, waits, rule_id, *level, opened_at, *place)
