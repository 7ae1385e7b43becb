"""What a transition of a rule does to an alert and its order, written in the transaction of its readings."""

from dataclasses import dataclass
from datetime import datetime

from alerts import life
from alerts.evaluate import Change, Transition
from alerts.inputs import inputs_of
from alerts.life import Life
from alerts.rule import Rule
from model.alert import AlertEvent, AlertState, Aside, LifeChange, Pair
from model.reading import Origin
from model.sensor import Sensor
from orders import desk
from store import alert_life
from store import alerts as table
from store.pool import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """What fires where: the rule in its revision, the sensor, the reading's origin, what hides the pair."""

    rule: Rule
    revision: int
    sensor: Sensor
    origin: Origin
    aside: frozenset[Aside]

    @property
    def pair(self) -> Pair:
        return Pair(self.rule.id, self.sensor.num, self.origin)


def fire(conn: Connection, firing: Firing, transition: Transition, *, now: datetime) -> table.OpenAlert:
    """Opens an alert in the state that its pair gives it, and its order unless it is set aside."""
    _supersede(conn, firing.pair, transition, now=now)
    state = life.decide(Life(AlertState.NORM, firing.aside), LifeChange.FIRED).state
    num = table.open_alert(
        conn,
        rule_id=firing.rule.id,
        rule_revision=firing.revision,
        sensor_num=firing.sensor.num,
        metric=firing.rule.metric.name,
        severity=transition.severity,
        value=transition.value,
        origin=firing.origin,
        at=transition.at,
        area=firing.sensor.area,
        state=state,
    )
    order_num = None
    if state in life.ASKING:
        order_num = _open_order(conn, firing, transition, now=now)
        table.join_order(conn, num=num, order_num=order_num)
    _note(conn, num, transition, None, state, now=now)
    return table.OpenAlert(num, order_num, transition.severity)


def clear(conn: Connection, num: int, transition: Transition, *, now: datetime) -> None:
    """Ends an open alert: a person may acknowledge or shelve it at this moment, so it is held first."""
    before = alert_life.hold_state(conn, num)
    after = life.decide(Life(before), LifeChange.CLEARED).state
    table.clear_alert(conn, num=num, at=transition.at, state=after)
    _note(conn, num, transition, before, after, now=now)


def change_level(conn: Connection, num: int, transition: Transition, *, now: datetime) -> None:
    """Gives an open alert another level; its order rises with it, unless the alert is set aside."""
    before = alert_life.hold_state(conn, num)
    after = life.decide(Life(before), LifeChange(transition.change)).state
    table.change_severity(conn, num=num, severity=transition.severity, value=transition.value, state=after)
    if transition.change is Change.ESCALATED and after in life.ASKING:
        _escalate(conn, num, transition, now=now)
    _note(conn, num, transition, before, after, now=now)


def _escalate(conn: Connection, num: int, transition: Transition, *, now: datetime) -> None:
    # Read anew: an alert that came back from its shelf amid this batch has had its order since.
    alert = alert_life.alert_by_num(conn, num)
    if alert is not None and alert.order_num is not None:
        desk.escalate(conn, num=alert.order_num, severity=transition.severity, now=now)


def _open_order(conn: Connection, firing: Firing, transition: Transition, *, now: datetime) -> int:
    return desk.open_once(
        conn,
        rule_id=firing.rule.id,
        sensor_num=firing.sensor.num,
        severity=transition.severity,
        origin=firing.origin,
        area=firing.sensor.area,
        now=now,
    )


def _supersede(conn: Connection, pair: Pair, transition: Transition, *, now: datetime) -> None:
    after = life.decide(Life(AlertState.RTNUN), LifeChange.SUPERSEDED).state
    if (older := alert_life.supersede(conn, pair, after)) is None:
        return
    event = AlertEvent(
        alert_num=older.num,
        at=transition.at,
        recorded_at=now,
        change=LifeChange.SUPERSEDED,
        reason=life.REASONS[LifeChange.SUPERSEDED],
        severity=older.severity,
        value=older.value,
        from_state=AlertState.RTNUN,
        to_state=after,
        actor=life.SYSTEM,
        comment="",
    )
    alert_life.add_event(conn, event)


def _note(
    conn: Connection,
    num: int,
    transition: Transition,
    before: AlertState | None,
    after: AlertState,
    *,
    now: datetime,
) -> None:
    event = AlertEvent(
        alert_num=num,
        at=transition.at,
        recorded_at=now,
        change=LifeChange(transition.change),
        reason=transition.reason,
        severity=transition.severity,
        value=transition.value,
        from_state=before,
        to_state=after,
        actor=life.SYSTEM,
        comment="",
        inputs=inputs_of(transition),
    )
    alert_life.add_event(conn, event)
