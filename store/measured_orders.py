"""What those ask who measure orders: histories, how orders stand, notifications; time that is let pass."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from store.pool import Connection
from store.sql import load

_SQL = load("measured_orders")


class Line(NamedTuple):
    """One line of the history of an order, with the order's id."""

    num: int
    order_id: str
    at: datetime
    actor: str
    command: str
    from_state: str | None
    to_state: str
    note: str
    override: str | None


class Stands(NamedTuple):
    """How an order stands; ``path`` are the codes of the areas around it, from the district down."""

    num: int
    id: str
    rule_id: str | None
    sensor_num: int | None
    origin: str
    severity: int
    state: str
    before_state: str | None
    merged_id: str | None
    round: int
    returns: int
    reworks: int
    paused: bool
    late: bool
    skips: frozenset[str]
    plan_copy: dict[str, Any]
    path: tuple[str, ...]


class Wish(NamedTuple):
    """More time that was granted."""

    order_num: int
    decided_at: datetime
    amount: float
    unit: str


class Sent(NamedTuple):
    """One notification of the outbox."""

    num: int
    key: str
    case_id: str
    event_num: int | None
    channel: str
    receiver: str
    origin: str
    state: str
    tries: int


class Unrest(NamedTuple):
    """What is left to do of what happened up to a line of history."""

    untold: int
    to_compare: int
    waiting: int


def lines(conn: Connection) -> list[Line]:
    """The whole history of all orders, in the order in which it was written."""
    return [Line(*row) for row in conn.execute(_SQL["lines"])]


def stands(conn: Connection) -> dict[str, Stands]:
    """How all orders stand, by id."""
    return {
        one.id: one._replace(skips=frozenset(one.skips), path=tuple(one.path))
        for one in (Stands(*row) for row in conn.execute(_SQL["stands"]))
    }


def wishes(conn: Connection) -> list[Wish]:
    """All wishes for more time that were granted."""
    return [Wish(*row) for row in conn.execute(_SQL["wishes"])]


def outbox_rows(conn: Connection) -> list[Sent]:
    """All notifications in the order in which they were put in."""
    return [Sent(*row) for row in conn.execute(_SQL["outbox_rows"])]


def last_line(conn: Connection) -> int:
    """The number of the newest line of any history; 0 where there is none."""
    return int((conn.execute(_SQL["last_line"]).fetchone() or (0,))[0])


def unrest(conn: Connection, *, up_to: int) -> Unrest:
    """What is left to do of what happened up to the line ``up_to``."""
    return Unrest(*(conn.execute(_SQL["unrest"], {"up_to": up_to}).fetchone() or (0,) * 3))


def stand_alert(
    conn: Connection,
    *,
    rule_id: str,
    sensor_num: int,
    metric: str,
    severity: int,
    origin: str,
    area: str | None,
    now: datetime,
) -> None:
    """Lets an alert stand open at a sensor."""
    told = {
        "rule_id": rule_id,
        "sensor_num": sensor_num,
        "metric": metric,
        "severity": severity,
        "origin": origin,
        "area": area,
        "now": now,
    }
    conn.execute(_SQL["stand_alert"], told)


def open_alerts(conn: Connection) -> set[tuple[str, int, str]]:
    """The rule, sensor and origin of every alert that stands open."""
    return {
        (rule_id, sensor_num, origin) for rule_id, sensor_num, origin in conn.execute(_SQL["open_alerts"])
    }


def rewind(conn: Connection, by: timedelta) -> None:
    """Lets so much time pass for every running clock and the rungs that hang on it."""
    for name in (_SQL["rewind_clocks"], _SQL["rewind_rungs"], _SQL["rewind_orders"]):
        conn.execute(name, {"by": by})


def rungs_due(conn: Connection, *, now: datetime) -> dict[str, int]:
    """By order how many rungs are due at ``now`` and not reached."""
    return dict(conn.execute(_SQL["rungs_due"], {"now": now}).fetchall())
