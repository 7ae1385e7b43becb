"""Open incidents follow their members: level, lead, quiet and end, in the caller's transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from alerts.incidents.course import Course, Stand, after, changes
from alerts.incidents.hazard import Hazard
from alerts.life import ASKING
from model.alert import AlertState
from model.incident import Incident, IncidentChange
from store import courses, grouping
from store.courses import Changed, MemberStand
from store.grouping import Line
from store.pool import Connection

OVER = frozenset({AlertState.NORM, AlertState.RTNUN})


def move(conn: Connection, hazards: Sequence[Hazard], *, now: datetime) -> int:
    """Brings every open incident to what its members stand at; returns how many have changed.

    One whose hazard is no longer known closes as soon as it is quiet.
    """
    close_after = {one.id: one.close_after for one in hazards}
    members = courses.stands(conn)
    moved: list[tuple[Incident, Course]] = []
    for incident in courses.open_incidents(conn):
        stands = [_stand(one) for one in members.get(incident.num, ()) if one.state not in OVER]
        patience = close_after.get(incident.hazard, now - now)
        then = after(_course(incident), stands, now=now, close_after=patience)
        if then != _course(incident):
            moved.append((incident, then))
    courses.over(conn, [one.num for some in members.values() for one in some if one.state in OVER])
    _write(conn, moved, members, now=now)
    return len(moved)


def _write(
    conn: Connection,
    moved: Sequence[tuple[Incident, Course]],
    members: dict[int, list[MemberStand]],
    *,
    now: datetime,
) -> None:
    courses.change(conn, [_changed(incident.num, then) for incident, then in moved])
    ended = [incident.num for incident, then in moved if then.closed_at is not None]
    left = [
        Line(num, IncidentChange.LEFT, one.num)
        for num in ended
        for one in members.get(num, ())
        if one.state not in OVER and not one.follows
    ]
    courses.leave(conn, [line.alert_num for line in left if line.alert_num is not None])
    courses.over(conn, [one.num for num in ended for one in members.get(num, ()) if one.follows])
    grouping.drop_ground(conn, ended)
    grouping.add_events(conn, [*left, *_lines(moved)], now=now)


def _lines(moved: Iterable[tuple[Incident, Course]]) -> list[Line]:
    return [
        Line(incident.num, change, then.lead_num if change is IncidentChange.LED_BY else None)
        for incident, then in moved
        for change in changes(_course(incident), then)
    ]


def _course(incident: Incident) -> Course:
    return Course(
        severity=incident.severity,
        lead_num=incident.lead_num,
        open_members=incident.open_members,
        quiet_since=incident.quiet_since,
    )


def _stand(one: MemberStand) -> Stand:
    return Stand(one.num, one.severity, one.state in ASKING, one.follows)


def _changed(num: int, then: Course) -> Changed:
    return Changed(num, then.severity, then.lead_num, then.open_members, then.quiet_since, then.closed_at)
