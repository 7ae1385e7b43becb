"""Alerts of watches, written down with their history and their order. The caller owns the transaction."""

from dataclasses import replace
from datetime import datetime

from alerts import life
from alerts.evaluate import Change, Transition
from alerts.firing import change_level, clear
from alerts.inputs import inputs_of
from alerts.life import Life
from alerts.stepping import hold, open_order
from alerts.watch import Held
from model.alert import AlertEvent, AlertState, LifeChange, Pair
from model.order import Purpose
from store import alert_life, watches
from store import alerts as table
from store.pool import Connection
from store.watches import Watched


def fire(
    conn: Connection,
    pair: Pair,
    held: Held,
    transition: Transition,
    *,
    revision: int,
    metric: str,
    purpose: Purpose = Purpose.FIELD,
) -> None:
    """Opens the alert of a subject with its order, unless the pair is set aside: then the alert alone."""
    aside = frozenset(hold(conn, pair).aside)
    _supersede(conn, pair, transition.at)
    begun = life.decide(Life(AlertState.NORM, aside), LifeChange.FIRED).state
    num = table.open_alert(
        conn,
        rule_id=pair.rule_id,
        rule_revision=revision,
        sensor_num=pair.sensor_num,
        metric=metric,
        severity=transition.severity,
        value=transition.value,
        origin=held.origin,
        at=transition.at,
        area=held.area,
        state=begun,
    )
    if held.about is not None:
        watches.watch_area(conn, num, held.about)
    if purpose is Purpose.MAINTENANCE:
        watches.call_maintenance(conn, num)
    _note(conn, num, transition, None, begun)
    if begun in life.ASKING and (alert := alert_life.alert_by_num(conn, num)) is not None:
        open_order(conn, alert, now=transition.at)


def change(conn: Connection, alert: Watched, transition: Transition) -> None:
    """Clears an open alert, or gives it another level."""
    step = clear if transition.change is Change.CLEARED else change_level
    step(conn, alert.num, transition, now=transition.at)


def _supersede(conn: Connection, pair: Pair, now: datetime) -> None:
    after = life.decide(Life(AlertState.RTNUN), LifeChange.SUPERSEDED).state
    if (older := alert_life.supersede(conn, pair, after)) is None:
        return
    reason = life.REASONS[LifeChange.SUPERSEDED]
    event = _event(
        older.num,
        Transition(change=Change.CLEARED, reason=reason, severity=older.severity, at=now, value=older.value),
        AlertState.RTNUN,
        after,
    )
    alert_life.add_event(conn, replace(event, change=LifeChange.SUPERSEDED))


def _note(
    conn: Connection, num: int, transition: Transition, before: AlertState | None, after: AlertState
) -> None:
    alert_life.add_event(conn, _event(num, transition, before, after))


def _event(num: int, transition: Transition, before: AlertState | None, after: AlertState) -> AlertEvent:
    return AlertEvent(
        alert_num=num,
        at=transition.at,
        recorded_at=transition.at,
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
