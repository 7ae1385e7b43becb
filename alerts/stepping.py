"""A step in the life of an alert, written down: its state, its row of history, its order."""

from dataclasses import dataclass, field
from datetime import datetime

from alerts.life import REASONS, SYSTEM, Life
from model.alert import Alert, AlertEvent, AlertState, Aside, LifeChange, Pair, Shelving
from orders import desk as orders
from store import alert_life as table
from store.alerts import join_order
from store.listen import wake
from store.pool import Connection
from store.shelvings import of_pair


@dataclass(frozen=True, slots=True)
class Step:
    """What was decided, by whom, when; ``reason`` is the named one, ``comment`` the person's words."""

    change: LifeChange
    now: datetime
    actor: str = SYSTEM
    comment: str = ""
    reason: str = field(default="")

    @property
    def named_reason(self) -> str:
        return self.reason or REASONS[self.change]


@dataclass(frozen=True, slots=True)
class Held:
    """A pair with its open alert and what it is set aside by; nobody else changes them before the commit."""

    pair: Pair
    alert: Alert | None
    aside: dict[Aside, Shelving]

    @property
    def life(self) -> Life:
        return Life(self.alert.state if self.alert else AlertState.NORM, frozenset(self.aside))


def hold(conn: Connection, pair: Pair) -> Held:
    """Holds a pair: first its alert, then what sets it aside; always in this order, so no two block."""
    alert = table.hold_open(conn, pair)
    return Held(pair, alert, of_pair(conn, pair))


def advance(conn: Connection, alert: Alert, to_state: AlertState, step: Step) -> None:
    """Moves a held open alert and writes its row; one that begins to ask anew opens its order."""
    table.move(conn, alert.num, from_state=alert.state, to_state=to_state)
    record(conn, alert, to_state, step)
    if to_state is AlertState.UNACK:
        open_order(conn, alert, now=step.now)
    wake(conn, "alerts")


def record(conn: Connection, alert: Alert, to_state: AlertState, step: Step) -> None:
    """Writes the row of a step; ``alert`` as it was before."""
    event = AlertEvent(
        alert_num=alert.num,
        at=step.now,
        recorded_at=step.now,
        change=step.change,
        reason=step.named_reason,
        severity=alert.severity,
        value=alert.value,
        from_state=alert.state,
        to_state=to_state,
        actor=step.actor,
        comment=step.comment.strip(),
    )
    table.add_event(conn, event)


def open_order(conn: Connection, alert: Alert, *, now: datetime) -> None:
    """Opens the order of an alert, or joins the unclosed one, at the alert's level of now."""
    order_num = orders.open_once(
        conn,
        rule_id=alert.rule_id,
        sensor_num=alert.sensor_num,
        severity=alert.severity,
        origin=alert.origin,
        area=alert.area,
        now=now,
        purpose=table.purpose_of(conn, alert.num),
    )
    join_order(conn, num=alert.num, order_num=order_num)
