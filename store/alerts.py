"""Alerts, and what the rules stand at between two readings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from model.alert import Alert, AlertState, Pair
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from store.arrays import whole_numbers
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
    conn: Connection, sensor_nums: Collection[int], origin: Origin = Origin.LIVE
) -> dict[Pair, tuple[Any, datetime]]:
    """What each rule that is not at rest stands at and since which reading, by pair."""
    wanted = {"sensor_nums": whole_numbers(sensor_nums), "origin": origin.value}
    return {
        Pair(rule_id, sensor_num, origin): (msgspec.json.decode(latches), at)
        for rule_id, sensor_num, latches, at in conn.execute(_SQL["standing_of"], wanted)
    }


def restless(
    conn: Connection, sensor_nums: Sequence[int], origin: Origin = Origin.LIVE
) -> dict[str, set[int]]:
    """The sensors for which a rule is not at rest, or has an open alert, by rule; of one origin."""
    wanted = {"sensor_nums": whole_numbers(sensor_nums), "origin": origin.value}
    found: dict[str, set[int]] = {}
    for rule_id, num in conn.execute(_SQL["restless"], wanted):
        found.setdefault(rule_id, set()).add(num)
    return found


def drop_standing(conn: Connection, pairs: Sequence[Pair]) -> None:
    """Forgets what rules stood at: they are at rest."""
    if pairs:
        conn.execute(_SQL["drop_standing"], _columns(pairs))


def put_standing(conn: Connection, kept: Sequence[tuple[Pair, Any, datetime]]) -> None:
    """Keeps what rules stand at: latches as JSON can hold them, and the time of the last reading."""
    if kept:
        # One text for all: the driver would quote each of hundreds of texts by itself.
        rows = [(*pair, latches, at) for pair, latches, at in kept]
        conn.execute(_SQL["put_standing"], {"rows": msgspec.json.encode(rows).decode()})


def open_alerts(
    conn: Connection, sensor_nums: Collection[int], origin: Origin = Origin.LIVE
) -> dict[Pair, OpenAlert]:
    """Each open alert of some sensors and one origin, by pair."""
    rows = conn.execute(_SQL["open_alerts"], {"sensor_nums": list(sensor_nums), "origin": origin.value})
    return {
        Pair(rule_id, sensor_num, origin): OpenAlert(num, order_num, Severity(severity))
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
    state: AlertState = AlertState.UNACK,
) -> int:
    """Opens an alert and returns its number. Raises RefusedDataError where its pair has one open already."""
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
            "state": state,
        },
    ).fetchone()
    assert row is not None  # noqa: S101  an insert without error returns its row
    return int(row[0])


def join_order(conn: Connection, *, num: int, order_num: int) -> None:
    """Notes the order that an alert belongs to."""
    conn.execute(_SQL["join_order"], {"num": num, "order_num": order_num})


def change_severity(
    conn: Connection, *, num: int, severity: Severity, value: float, state: AlertState
) -> None:
    """Gives an open alert another level, and the state that it has with it."""
    conn.execute(
        _SQL["change_severity"], {"num": num, "severity": int(severity), "value": value, "state": state}
    )


def clear_alert(conn: Connection, *, num: int, at: datetime, state: AlertState = AlertState.RTNUN) -> None:
    """Marks an alert as back to normal, in RTNUN or NORM."""
    conn.execute(_SQL["clear_alert"], {"num": num, "at": at, "state": state})


def follow_sensors(conn: Connection, sensor_nums: Collection[int]) -> None:
    """Hands the open alerts of some sensors to the area that now holds them; cleared ones keep theirs."""
    conn.execute(_SQL["follow_sensors"], {"sensor_nums": list(sensor_nums)})


def standing_severities(conn: Connection, *, under: str | None = None) -> list[tuple[int, Severity]]:
    """Sensor number and worst level, for each sensor with a real open alert of ``under`` and all below it.

    What is set aside raises nothing.
    """
    rows = conn.execute(_SQL["standing_severities"], {"under": under})
    return [(num, Severity(severity)) for num, severity in rows]


def recent_alerts(
    conn: Connection, *, limit: int, under: str | None = None, loose: bool = False
) -> list[AlertView]:
    """The newest alerts of the area ``under`` and all below it: open ones, then unacknowledged ones.

    ``loose``: only those that belong to no incident.
    """
    rows = conn.execute(_SQL["recent_alerts"], {"limit": limit, "under": under, "loose": loose})
    return [view_of(row) for row in rows]


def alerts_of_sensors(conn: Connection, sensor_nums: Collection[int]) -> list[AlertView]:
    """The alerts of some sensors that are not over: open ones first, the worst on top."""
    rows = conn.execute(_SQL["alerts_of_sensors"], {"sensor_nums": list(sensor_nums)})
    return [view_of(row) for row in rows]


def alert_view(conn: Connection, num: int) -> AlertView | None:
    """One alert by its number, over or not."""
    row = conn.execute(_SQL["one_view"], {"num": num}).fetchone()
    return None if row is None else view_of(row)


def view_of(row: tuple[Any, ...]) -> AlertView:
    """An alert with its words, from the columns that lists ask for."""
    sensor_id, sensor_zh, sensor_en, kind, lon, lat, area_zh, area_en, order_id = row[17:]
    return AlertView(
        alert=alert_of(row[:17]),
        sensor_id=sensor_id,
        sensor_name=Text(zh=sensor_zh, en=sensor_en),
        sensor_kind=kind,
        lon=lon,
        lat=lat,
        area_name=None if area_zh is None else Text(zh=area_zh, en=area_en),
        order_id=order_id,
    )


def alert_of(row: tuple[Any, ...]) -> Alert:
    """An alert from its columns in the order of its fields."""
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
        acknowledged_by=row[14],
        acknowledged_at=row[15],
        acknowledged_comment=row[16],
    )


def _columns(pairs: Sequence[Pair]) -> dict[str, Any]:
    return {
        "rule_ids": [pair.rule_id for pair in pairs],
        "sensor_nums": [pair.sensor_num for pair in pairs],
        "origins": [pair.origin.value for pair in pairs],
    }
