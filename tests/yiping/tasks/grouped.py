"""A row of gauges along a street, alerts on them, and looks at their incidents."""

from datetime import datetime, timedelta

from model.alert import AlertState
from model.reading import Origin
from model.severity import Severity
from store.alerts import clear_alert, open_alert
from store.incidents import IncidentView, recent_incidents
from store.pool import Connection, Pool
from tests.fixtures.city import sensor
from tests.yiping.tasks.watched import SETTINGS, at, rows
from yiping.city import register_sensors
from yiping.tasks import incidents as task

GAUGES = tuple(f"p{place}" for place in range(9))
"""From 121.481 degrees east on, 0.002 degrees or 190 m from one to the next: a flood's radius is 300 m."""


def register_gauges(database_url: str) -> None:
    gauges = [sensor(name, "water_depth", 121.481 + 0.002 * place) for place, name in enumerate(GAUGES)]
    register_sensors(database_url, gauges)


def look(pool: Pool, now: datetime) -> bool:
    with pool.connection() as conn:
        return task.run(conn, now, SETTINGS)


def fire_within(
    conn: Connection,
    name: str,
    *,
    rule: str = "road_flooding",
    severity: Severity = Severity.BLUE,
    origin: Origin = Origin.LIVE,
    state: AlertState = AlertState.UNACK,
    minutes: float = 0,
) -> int:
    """An alert of a sensor, as ingest writes it."""
    row = conn.execute("select num, area from sensor where id = %s", [name]).fetchone()
    assert row is not None
    return open_alert(
        conn,
        rule_id=rule,
        rule_revision=1,
        sensor_num=row[0],
        metric="depth_cm",
        severity=severity,
        value=6.0,
        origin=origin,
        at=at(minutes),
        area=row[1],
        state=state,
    )


def fire(pool: Pool, name: str, **changed: object) -> int:
    with pool.connection() as conn:
        return fire_within(conn, name, **changed)  # type: ignore[arg-type]


def clear(pool: Pool, num: int, minutes: float = 1, state: AlertState = AlertState.RTNUN) -> None:
    with pool.connection() as conn:
        clear_alert(conn, num=num, at=at(minutes), state=state)


def become(pool: Pool, num: int, **columns: object) -> None:
    """The alert is in another state or at another level."""
    told = ", ".join(f"{name} = %s" for name in columns)
    with pool.connection() as conn:
        conn.execute(f"update alert set {told} where num = {num}".encode(), list(columns.values()))


def incidents(pool: Pool) -> list[IncidentView]:
    with pool.connection() as conn:
        return recent_incidents(conn, limit=50)


def told(pool: Pool) -> list[tuple[str, int, int, str]]:
    """Each open incident: who leads, members, those that stand, level."""
    return [
        (view.lead.sensor_id, view.incident.members, view.incident.open_members, view.incident.severity.key)
        for view in incidents(pool)
        if view.incident.closed_at is None
    ]


def changes(pool: Pool, num: int = 1) -> list[str]:
    """The history of an incident in its words."""
    told = rows(pool, f"select change from incident_event where incident_num = {num} order by num")
    return [str(change) for (change,) in told]


def later(minutes: float) -> datetime:
    return at(0) + timedelta(minutes=minutes)
