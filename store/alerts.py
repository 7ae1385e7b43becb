"""Alerts, their history, and what the rules stand at between two readings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from model.alert import Alert, AlertState
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from store.pool import Connection
from store.sql import load

_SQL = load("alerts")


class OpenAlert(NamedTuple):
    """What the rules need to know of an open alert."""

    num: int
    order_num: int | None
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView:
    """An alert with the words that a list shows beside it; degrees WGS-84."""

    alert: Alert
    sensor_id: str
    sensor_name: Text
    sensor_kind: str
    lon: float
    lat: float
    area_name: Text | None
    order_id: str | None


def standing_of(
    conn: Connection, sensor_nums: Collection[int]
) -> dict[tuple[str, int], tuple[Any, datetime]]:
    """What each rule that is not at rest stands at and since which reading, by (rule, sensor)."""
    rows = conn.execute(_SQL["standing_of"], {"sensor_nums": list(sensor_nums)})
    return {(rule_id, sensor_num): (latches, at) for rule_id, sensor_num, latches, at in rows}


def restless(conn: Connection, sensor_nums: Sequence[int]) -> set[int]:
    """Which of some sensors have a rule that is not at rest, or an open alert."""
    wanted = "{" + ",".join(map(str, sensor_nums)) + "}"
    return {num for (num,) in conn.execute(_SQL["restless"], {"sensor_nums": wanted})}


def drop_standing(conn: Connection, *, rule_id: str, sensor_num: int) -> None:
    """Forgets what a rule stood at: it is at rest."""
    conn.execute(_SQL["drop_standing"], {"rule_id": rule_id, "sensor_num": sensor_num})


def put_standing(
    conn: Connection, *, rule_id: str, sensor_num: int, latches: Any, evaluated_at: datetime
) -> None:
    """Keeps what a rule stands at; ``latches`` is JSON, ``evaluated_at`` the time of the last reading."""
    conn.execute(
        _SQL["put_standing"],
        {
            "rule_id": rule_id,
            "sensor_num": sensor_num,
            "latches": Jsonb(latches),
            "evaluated_at": evaluated_at,
        },
    )


def open_alerts(conn: Connection, sensor_nums: Collection[int]) -> dict[tuple[str, int], OpenAlert]:
    """Each open alert of some sensors, by (rule, sensor)."""
    rows = conn.execute(_SQL["open_alerts"], {"sensor_nums": list(sensor_nums)})
    return {
        (rule_id, sensor_num): OpenAlert(num, order_num, Severity(severity))
        for rule_id, sensor_num, num, order_num, severity in rows
    }


def open_alert(
    conn: Connection,
    *,
    rule_id: str,
    rule_revision: int,
    sensor_num: int,
    metric: str,
    severity: Severity,
    value: float,
    origin: Origin,
    at: datetime,
    area: str | None,
) -> int:
    """Opens an alert and returns its number. Raises RefusedDataError where one is open already."""
    row = conn.execute(
        _SQL["open_alert"],
        {
            "rule_id": rule_id,
            "rule_revision": rule_revision,
            "sensor_num": sensor_num,
            "metric": metric,
            "severity": int(severity),
            "value": value,
            "origin": origin.value,
            "at": at,
            "area": area,
        },
    ).fetchone()
    assert row is not None  # noqa: S101  an insert without error returns its row
    return int(row[0])


def join_order(conn: Connection, *, num: int, order_num: int) -> None:
    """Notes the order that an alert belongs to."""
    conn.execute(_SQL["join_order"], {"num": num, "order_num": order_num})


def change_severity(conn: Connection, *, num: int, severity: Severity, value: float) -> None:
    """Gives an open alert another level."""
    conn.execute(_SQL["change_severity"], {"num": num, "severity": int(severity), "value": value})


def clear_alert(conn: Connection, *, num: int, at: datetime) -> None:
    """Marks an alert as back to normal."""
    conn.execute(_SQL["clear_alert"], {"num": num, "at": at})


def add_event(
    conn: Connection,
    *,
    alert_num: int,
    at: datetime,
    recorded_at: datetime,
    change: str,
    reason: str,
    severity: Severity,
    value: float,
) -> None:
    """Adds a line to an alert's history."""
    conn.execute(
        _SQL["add_event"],
        {
            "alert_num": alert_num,
            "at": at,
            "recorded_at": recorded_at,
            "change": change,
            "reason": reason,
            "severity": int(severity),
            "value": value,
        },
    )


def follow_sensors(conn: Connection, sensor_nums: Collection[int]) -> None:
    """Hands the open alerts of some sensors to the area that now holds them; cleared ones keep theirs."""
    conn.execute(_SQL["follow_sensors"], {"sensor_nums": list(sensor_nums)})


def standing_severities(conn: Connection, *, under: str | None = None) -> list[tuple[int, Severity]]:
    """Sensor number and worst level, for each sensor with an open alert of ``under`` and all below it."""
    rows = conn.execute(_SQL["standing_severities"], {"under": under})
    return [(num, Severity(severity)) for num, severity in rows]


def recent_alerts(conn: Connection, *, limit: int, under: str | None = None) -> list[AlertView]:
    """The newest alerts of the area ``under`` and all below it, open ones first."""
    rows = conn.execute(_SQL["recent_alerts"], {"limit": limit, "under": under})
    return [_view(row) for row in rows]


def _view(row: tuple[Any, ...]) -> AlertView:
    sensor_id, sensor_zh, sensor_en, kind, lon, lat, area_zh, area_en, order_id = row[14:]
    return AlertView(
        alert=_alert(row[:14]),
        sensor_id=sensor_id,
        sensor_name=Text(zh=sensor_zh, en=sensor_en),
        sensor_kind=kind,
        lon=lon,
        lat=lat,
        area_name=None if area_zh is None else Text(zh=area_zh, en=area_en),
        order_id=order_id,
    )


def _alert(row: tuple[Any, ...]) -> Alert:
    return Alert(
        num=row[0],
        rule_id=row[1],
        rule_revision=row[2],
        sensor_num=row[3],
        metric=row[4],
        state=AlertState(row[5]),
        severity=Severity(row[6]),
        peak_severity=Severity(row[7]),
        value=row[8],
        origin=Origin(row[9]),
        opened_at=row[10],
        cleared_at=row[11],
        area=row[12],
        order_num=row[13],
    )
