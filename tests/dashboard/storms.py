"""Alerts and orders for tests, made as the alert engine makes them."""

from datetime import UTC, datetime, timedelta

import numpy as np
from shapely import box, to_wkb

from alerts.life import SYSTEM
from alerts.rule import Rule, load_rules
from model.alert import AlertEvent, AlertState, LifeChange
from model.order import OrderState
from model.reading import Origin, Quality, Reading
from model.sensor import Sensor
from model.severity import Severity
from orders.desk import open_once
from store import alerts
from store.alert_life import add_event
from store.columns import columns_of
from store.latest import put_latest
from store.listen import wake
from store.orders import order_by_num
from store.pool import Connection, connect
from store.readings import put_new
from store.sensors import registry


def rule_for(sensor: Sensor) -> Rule:
    return next(rule for rule in load_rules() if rule.kind.id == sensor.kind)


def sensor_called(conn: Connection, sensor_id: str) -> Sensor:
    return next(sensor for sensor in registry(conn) if sensor.id == sensor_id)


def read(conn: Connection, sensor: Sensor, *values: float, origin: Origin = Origin.LIVE) -> None:
    """One reading a minute, the last one now."""
    metric, now = rule_for(sensor).metric.name, datetime.now(UTC)
    readings = [
        Reading(
            sensor_num=sensor.num,
            metric=metric,
            value=value,
            observed_at=now - timedelta(minutes=len(values) - 1 - at),
            received_at=now,
            quality=Quality.GOOD,
            origin=origin,
        )
        for at, value in enumerate(values)
    ]
    columns = columns_of(readings, [sensor.kind] * len(readings))
    put_new(conn, columns)
    put_latest(conn, columns.take(np.array([len(readings) - 1])))


def raise_alert(
    database_url: str,
    sensor_id: str,
    severity: Severity,
    value: float = 32.0,
    *,
    origin: Origin = Origin.LIVE,
) -> str:
    """An open alert with its dispatched order; the order's id."""
    with connect(database_url, name="test") as conn:
        sensor = sensor_called(conn, sensor_id)
        read(conn, sensor, 1.0, 2.0, value, origin=origin)
        rule, now = rule_for(sensor), datetime.now(UTC)
        alert = alerts.open_alert(
            conn,
            rule_id=rule.id,
            rule_revision=1,
            sensor_num=sensor.num,
            metric=rule.metric.name,
            severity=severity,
            value=value,
            origin=origin,
            at=now,
            area=sensor.area,
        )
        num = open_once(
            conn,
            rule_id=rule.id,
            sensor_num=sensor.num,
            severity=severity,
            origin=origin,
            area=sensor.area,
            now=now,
        )
        alerts.join_order(conn, num=alert, order_num=num)
        wake(conn, "alerts")
        order = order_by_num(conn, num)
    assert order is not None
    assert order.state in {OrderState.DISPATCHED, OrderState.FILED}
    return order.id


def calm(database_url: str, sensor_id: str) -> None:
    """The sensor's alerts are back to normal."""
    with connect(database_url, name="test") as conn:
        num = sensor_called(conn, sensor_id).num
        for view in alerts.recent_alerts(conn, limit=100):
            if view.alert.sensor_num == num:
                alerts.clear_alert(conn, num=view.alert.num, at=datetime.now(UTC))
        wake(conn, "alerts")


def ask_again(database_url: str, times: int) -> None:
    """The first alert begins to ask so many times: so many alarms."""
    now = datetime.now(UTC)
    with connect(database_url, name="test") as conn:
        for _ in range(times):
            add_event(
                conn,
                AlertEvent(
                    alert_num=1,
                    at=now,
                    recorded_at=now,
                    change=LifeChange.ESCALATED,
                    reason="test",
                    severity=Severity.RED,
                    value=32.0,
                    from_state=AlertState.ACKED,
                    to_state=AlertState.UNACK,
                    actor=SYSTEM,
                    comment="",
                ),
            )
        wake(conn, "alerts")


def fall_silent(database_url: str) -> None:
    """As if no alarm had ever been: only tests can make time pass so quickly."""
    with connect(database_url, name="test") as conn:
        conn.execute("truncate raw_event")
        wake(conn, "alerts")


def group(database_url: str, *, lon: float, lat: float) -> None:
    """All alerts so far are members of one incident of flooding, on a square of a hundred metres or so."""
    with connect(database_url, name="test") as conn:
        (num,) = conn.execute(
            """insert into incident (hazard, hazard_zh, hazard_en, origin, area, severity, peak_severity,
                                     lead_num, members, open_members, opened_at, surface)
               select 'flood', '内涝', 'Flooding', 'live', min(area), max(severity), max(severity), min(num),
                      count(*), count(*), now(), %s
                 from alert returning num""",
            [to_wkb(box(lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001))],
        ).fetchone() or (0,)
        conn.execute(
            """insert into incident_member (alert_num, incident_num, sensor_num, follows)
               select num, %s, sensor_num, false from alert""",
            [num],
        )
        wake(conn, "alerts")
