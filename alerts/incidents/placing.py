"""Alerts that no incident has yet find theirs, in the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.incidents.hazard import Hazard
from alerts.incidents.joining import Cell, Newcomer, Place, Plan, Settled, planned
from model.alert import AlertState
from model.incident import IncidentChange
from model.severity import Severity
from store import grouping
from store.grouping import HazardKind, HeldPlace, Joining, Line, Opening, Ungrouped
from store.pool import Connection

OPENS = frozenset({AlertState.UNACK, AlertState.ACKED, AlertState.RTNUN})
"""What wants a hand, or has wanted one, opens an incident; what is set aside, or over unseen, joins one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How many alerts were new to the look, and how many became members."""

    new: int
    members: int


def place(
    conn: Connection,
    hazards: Sequence[Hazard],
    *,
    left_out: Collection[str],
    following: Collection[str],
    limit: int,
    now: datetime,
) -> Found:
    """Makes members of alerts without an incident, at most ``limit`` and as many that have waited."""
    found = grouping.ungrouped(conn, _kinds(hazards), limit=limit)
    of_hazard = {one.num: one for one in found if one.hazard is not None and one.rule_id not in left_out}
    led = [one for one in of_hazard.values() if one.rule_id not in following]
    plan = _plan(conn, hazards, led)
    _merge(conn, plan.merges, now=now)
    leads = [_first(of_hazard[one.num] for one in group if one.opens) for group in plan.opens]
    nums = grouping.open_incidents_of(conn, _openings(hazards, plan.opens, leads))
    opened = {nums[lead.num]: group for lead, group in zip(leads, plan.opens, strict=True)}
    held = grouping.holders(conn, [one for one in of_hazard if of_hazard[one].rule_id in following])
    joinings = [*_joinings(plan, opened, of_hazard), *_following(held, of_hazard)]
    grouping.join(conn, joinings)
    begun = [Line(nums[lead.num], IncidentChange.OPENED, lead.num) for lead in leads]
    joined = [Line(one.incident_num, IncidentChange.JOINED, one.alert_num) for one in joinings]
    grouping.add_events(conn, begun + joined, now=now)
    waits = [one.num for one in plan.alone if of_hazard[one.num].state is not AlertState.NORM]
    grouping.waiting(conn, waits)
    grouping.placed(conn, [one.num for one in found if one.num not in set(waits)])
    return Found(new=sum(not one.waits for one in found), members=len(joinings))


def _kinds(hazards: Sequence[Hazard]) -> list[HazardKind]:
    return [HazardKind(kind, one.id, int(one.level), one.fact) for one in hazards for kind in one.kinds]


def _plan(conn: Connection, hazards: Sequence[Hazard], led: Sequence[Ungrouped]) -> Plan:
    if not any(not one.waits or one.state in OPENS for one in led):
        return Plan(alone=[_newcomer(one) for one in led])
    facts = {one.id: one.fact for one in hazards}
    settled = grouping.places(
        conn, {hazard: facts[hazard] for hazard in sorted({_hazard(one) for one in led})}
    )
    return planned(
        [_newcomer(one) for one in led],
        [Settled(one.incident_num, _cell(one), Place(one.lon, one.lat, one.fact)) for one in settled],
        radius_m={one.id: one.radius_m for one in hazards},
    )


def _newcomer(one: Ungrouped) -> Newcomer:
    place = Place(one.lon, one.lat, one.fact)
    return Newcomer(one.num, _cell(one), place, one.opened_at, one.state in OPENS)


def _cell(one: Ungrouped | HeldPlace) -> Cell:
    return Cell(_hazard(one), one.origin, one.area)


def _hazard(one: Ungrouped | HeldPlace) -> str:
    if one.hazard is None:
        raise ValueError(f"{one} is of no hazard")
    return one.hazard


def _merge(conn: Connection, merges: Mapping[int, int], *, now: datetime) -> None:
    for num, survivor in merges.items():
        grouping.merge(conn, num, survivor, now=now)
        lines = [
            Line(num, IncidentChange.MERGED, other_num=survivor),
            Line(survivor, IncidentChange.TOOK_IN, other_num=num),
        ]
        grouping.add_events(conn, lines, now=now)
    grouping.drop_ground(conn, merges)


def _openings(
    hazards: Sequence[Hazard], groups: Iterable[Sequence[Newcomer]], leads: Sequence[Ungrouped]
) -> list[Opening]:
    names = {one.id: one.name for one in hazards}
    return [
        Opening(
            hazard=group[0].cell.hazard,
            name=names[group[0].cell.hazard],
            origin=group[0].cell.origin,
            area=group[0].cell.area,
            severity=lead.severity,
            lead_num=lead.num,
            opened_at=group[0].opened_at,
        )
        for group, lead in zip(groups, leads, strict=True)
    ]


def _first(alerts: Iterable[Ungrouped]) -> Ungrouped:
    """The worst alert, of equals the oldest."""
    return min(alerts, key=lambda one: (-one.severity, one.opened_at, one.num))


def _joinings(
    plan: Plan, opened: Mapping[int, Sequence[Newcomer]], alerts: Mapping[int, Ungrouped]
) -> list[Joining]:
    groups = [*opened.items(), *plan.joins.items()]
    return [_joining(num, alerts[one.num], follows=False) for num, group in groups for one in group]


def _following(held: Mapping[int, int], alerts: Mapping[int, Ungrouped]) -> list[Joining]:
    return [_joining(incident_num, alerts[num], follows=True) for num, incident_num in held.items()]


def _joining(incident_num: int, one: Ungrouped, *, follows: bool) -> Joining:
    peak = one.peak_severity if one.state in OPENS else Severity.BLUE
    return Joining(incident_num, one.num, one.sensor_num, peak, follows)
