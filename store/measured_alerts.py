"""What those ask who measure alerts: which were raised and filed, and what they went through.

And how a batch is stopped at a moment that is known. It writes the ledger last, so whoever holds the ledger
stops one that has written all and asked for no commit; a gate stops one whose commit is under way, which then
comes true even where nobody is left to hear of it.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from model.severity import Severity
from store.pool import Connection
from store.sql import load

_SQL = load("measured_alerts")


class Turn(NamedTuple):
    """One change in the life of an alert, at the time of its reading."""

    change: str
    at: datetime
    severity: Severity
    value: float


class Groups(NamedTuple):
    """Alerts that no look has placed yet, incidents, the alerts in all of them, and in the largest."""

    waiting: int
    incidents: int
    members: int
    largest: int


def raised(conn: Connection, sensor_nums: Collection[int]) -> list[tuple[str, int, int | None]]:
    """Every alert of some sensors, open or over: its rule, its sensor, its order's number."""
    rows = conn.execute(_SQL["raised"], {"sensor_nums": list(sensor_nums)}, prepare=True)
    return [(rule_id, sensor_num, order_num) for rule_id, sensor_num, order_num in rows]


def filed(conn: Connection, sensor_nums: Collection[int]) -> list[tuple[str, int]]:
    """The rule and sensor of every order of some sensors, closed or not."""
    rows = conn.execute(_SQL["filed"], {"sensor_nums": list(sensor_nums)})
    return [(rule_id, sensor_num) for rule_id, sensor_num in rows]


def lives(conn: Connection, sensor_nums: Collection[int]) -> dict[tuple[str, int], list[Turn]]:
    """What the alerts of some sensors went through, by rule and sensor."""
    found: dict[tuple[str, int], list[Turn]] = {}
    for sensor_num, rule_id, change, at, severity, value in conn.execute(
        _SQL["lives"], {"sensor_nums": list(sensor_nums)}
    ):
        found.setdefault((rule_id, sensor_num), []).append(Turn(change, at, Severity(severity), value))
    return found


def groups(conn: Connection) -> Groups:
    """How far the alerts are grouped into incidents."""
    return Groups(*(conn.execute(_SQL["groups"]).fetchone() or (0,) * 4))


def hold_ledger(conn: Connection) -> None:
    """Stops every batch before its commit, with all that it has written, until this transaction ends."""
    conn.execute(_SQL["hold_ledger"])


def add_gate(conn: Connection) -> None:
    """Puts the gate into a database that is thrown away afterwards; no product's database has one."""
    conn.execute(_SQL["add_gate"])


def hold_gate(conn: Connection) -> None:
    """Stops every batch amid its commit until this transaction ends."""
    conn.execute(_SQL["hold_gate"])


def is_waiting(conn: Connection) -> bool:
    """Whether a batch stands before the ledger or the gate that somebody holds."""
    row = conn.execute(_SQL["is_waiting"]).fetchone()
    return bool(row and row[0])
