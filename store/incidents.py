"""Incidents as lists and pages show them. See ``store/grouping.py`` for what writes them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from model.incident import Incident, IncidentChange, IncidentEvent
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from store.alerts import AlertView, view_of
from store.pool import Connection
from store.sql import load

_SQL = load("incidents")
_FIELDS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """An incident with what a list or a map shows of it.

    ``lead`` is the alert that speaks for it, ``hull`` its surface as GeoJSON (degrees WGS-84), None before
    one was drawn; ``sensors`` are the numbers of those of the hazard's kinds on its ground.
    """

    incident: Incident
    lead: AlertView
    hazard_name: Text
    area_name: Text | None
    hull: Mapping[str, Any] | None
    sensors: tuple[int, ...]


def recent_incidents(conn: Connection, *, limit: int, under: str | None = None) -> list[IncidentView]:
    """Incidents of the area ``under`` and all below: open ones, the worst first, then the last that ended."""
    nums = [num for (num,) in conn.execute(_SQL["recent"], {"limit": limit, "under": under})]
    return _views(conn, nums)


def incident_of(conn: Connection, incident_id: str) -> IncidentView | None:
    """One incident by its id, merged ones too; None where there is none such."""
    num = _num_of(conn, incident_id)
    return None if num is None else _views(conn, [num])[0]


def members_of(conn: Connection, incident_id: str) -> list[AlertView]:
    """The alerts of an incident: what stands and asks first, then the worst; none of an unknown one."""
    nums = [num for (num,) in conn.execute(_SQL["member_nums"], {"num": _num_of(conn, incident_id)})]
    found = _alert_views(conn, nums)
    return [found[num] for num in nums]


def incident_events(conn: Connection, num: int) -> list[IncidentEvent]:
    """The history of an incident, oldest first."""
    return [
        IncidentEvent(
            incident_num=incident_num,
            at=at,
            change=IncidentChange(change),
            severity=Severity(severity),
            members=members,
            alert_num=alert_num,
            other_num=other_num,
        )
        for incident_num, at, change, severity, members, alert_num, other_num in conn.execute(
            _SQL["events"], {"num": num}
        )
    ]


def incident_id_of(conn: Connection, alert_num: int) -> str | None:
    """The id of the incident that an alert belongs to, None where it belongs to none."""
    row = conn.execute(_SQL["of_alert"], {"num": alert_num}).fetchone()
    return None if row is None else str(row[0])


def incident_from(row: Sequence[Any]) -> Incident:
    """An incident from its columns in the order of its fields."""
    return Incident(
        num=row[0],
        id=row[1],
        hazard=row[2],
        origin=Origin(row[3]),
        severity=Severity(row[4]),
        peak_severity=Severity(row[5]),
        lead_num=row[6],
        members=row[7],
        open_members=row[8],
        opened_at=row[9],
        quiet_since=row[10],
        closed_at=row[11],
        merged_into=row[12],
        area=row[13],
    )


def _num_of(conn: Connection, incident_id: str) -> int | None:
    row = conn.execute(_SQL["num_of"], {"id": incident_id}).fetchone()
    return None if row is None else int(row[0])


def _views(conn: Connection, nums: Sequence[int]) -> list[IncidentView]:
    rows = {row[0]: row for row in conn.execute(_SQL["views"], {"nums": list(nums)})}
    leads = _alert_views(conn, [rows[num][6] for num in nums])
    return [_view(rows[num], leads) for num in nums]


def _view(row: tuple[Any, ...], leads: Mapping[int, AlertView]) -> IncidentView:
    incident = incident_from(row[:_FIELDS])
    hazard_zh, hazard_en, area_zh, area_en, surface, sensors = row[_FIELDS:]
    return IncidentView(
        incident=incident,
        lead=leads[incident.lead_num],
        hazard_name=Text(zh=hazard_zh, en=hazard_en),
        area_name=None if area_zh is None else Text(zh=area_zh, en=area_en),
        hull=None if surface is None else shapely.geometry.mapping(shapely.from_wkb(surface)),
        sensors=tuple(sensors),
    )


def _alert_views(conn: Connection, nums: Collection[int]) -> dict[int, AlertView]:
    rows = conn.execute(_SQL["alert_views"], {"nums": list(nums)})
    return {row[0]: view_of(row) for row in rows}
