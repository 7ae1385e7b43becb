"""Steps in the life of single alerts: held, acknowledged, set aside, superseded; and their history."""

from datetime import datetime
from typing import NamedTuple

from psycopg.types.json import Jsonb

from model.alert import Alert, AlertEvent, AlertState, Aside, LifeChange, Pair
from model.order import Purpose
from model.reading import Origin
from model.severity import Severity
from store.alerts import alert_of
from store.pool import Connection
from store.sql import load

_SQL = load("alert_life")


class Superseded(NamedTuple):
    """An alert that a newer one asks for."""

    num: int
    severity: Severity
    value: float


class Pending(NamedTuple):
    """A rule that stands at something for a sensor, as of its last reading, and has no open alert."""

    rule_id: str
    sensor_id: str
    evaluated_at: datetime
    origin: Origin


def hold_state(conn: Connection, num: int) -> AlertState:
    """The state of an alert that is there, held until the commit."""
    row = conn.execute(_SQL["hold_state"], {"num": num}).fetchone()
    assert row is not None  # noqa: S101  alerts are never deleted
    return AlertState(row[0])


def alert_by_num(conn: Connection, num: int) -> Alert | None:
    """One alert by its number."""
    row = conn.execute(_SQL["alert_by_num"], {"num": num}).fetchone()
    return None if row is None else alert_of(row)


def purpose_of(conn: Connection, num: int) -> Purpose:
    """Whom the orders of an alert that is there are for."""
    row = conn.execute(_SQL["purpose_of"], {"num": num}).fetchone()
    assert row is not None  # noqa: S101  alerts are never deleted
    return Purpose(row[0])


def hold_open(conn: Connection, pair: Pair) -> Alert | None:
    """The open alert of a pair, held until the commit; None where there is none."""
    row = conn.execute(_SQL["hold_open"], pair._asdict()).fetchone()
    return None if row is None else alert_of(row)


def acknowledge(
    conn: Connection, alert: Alert, to_state: AlertState, *, by: str, comment: str, now: datetime
) -> bool:
    """Notes who acknowledged an alert; False when it is no longer in the state that ``alert`` has."""
    changed = conn.execute(
        _SQL["acknowledge"],
        {
            "num": alert.num,
            "from_state": alert.state,
            "to_state": to_state,
            "by": by,
            "comment": comment,
            "now": now,
        },
    )
    return changed.rowcount == 1


def move(conn: Connection, num: int, *, from_state: AlertState, to_state: AlertState) -> bool:
    """Sets an open alert aside or brings it back; False when somebody else changed it first."""
    states = {"num": num, "from_state": from_state, "to_state": to_state}
    return conn.execute(_SQL["move"], states).rowcount == 1


def supersede(conn: Connection, pair: Pair, to_state: AlertState) -> Superseded | None:
    """Moves a pair's alert in RTNUN, if there is one, to ``to_state``; returns it."""
    row = conn.execute(_SQL["supersede"], {**pair._asdict(), "to_state": to_state}).fetchone()
    return None if row is None else Superseded(row[0], Severity(row[1]), row[2])


def add_event(conn: Connection, event: AlertEvent) -> None:
    """Adds a line to an alert's history."""
    conn.execute(
        _SQL["add_event"],
        {
            "alert_num": event.alert_num,
            "at": event.at,
            "recorded_at": event.recorded_at,
            "change": event.change,
            "reason": event.reason,
            "severity": int(event.severity),
            "value": event.value,
            "from_state": event.from_state,
            "to_state": event.to_state,
            "actor": event.actor,
            "comment": event.comment,
            "inputs": None if event.inputs is None else Jsonb(event.inputs),
        },
    )


def alert_events(conn: Connection, num: int) -> list[AlertEvent]:
    """The history of an alert, oldest first."""
    return [
        AlertEvent(
            alert_num=row[0],
            at=row[1],
            recorded_at=row[2],
            change=LifeChange(row[3]),
            reason=row[4],
            severity=Severity(row[5]),
            value=row[6],
            from_state=None if row[7] is None else AlertState(row[7]),
            to_state=None if row[8] is None else AlertState(row[8]),
            actor=row[9],
            comment=row[10],
            inputs=row[11],
        )
        for row in conn.execute(_SQL["events"], {"num": num})
    ]


def pending(conn: Connection, *, limit: int, under: str | None = None) -> list[Pending]:
    """What is pending in the area ``under`` and all below it: what is live first, then the newest."""
    rows = conn.execute(_SQL["pending"], {"limit": limit, "under": under})
    return [Pending(rule_id, sensor_id, at, Origin(origin)) for rule_id, sensor_id, at, origin in rows]


def out_of_step(conn: Connection) -> list[tuple[int, AlertState, frozenset[Aside]]]:
    """Open alerts that are, or should be, set aside: number, state, and what their pair is set aside by."""
    rows = conn.execute(_SQL["out_of_step"])
    return [(num, AlertState(state), frozenset(map(Aside, kinds))) for num, state, kinds in rows]
