"""The clocks of orders: limits, pauses, wishes for more time, rungs, and the hours of the district."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from model.area import Level
from store.pool import Connection
from store.sql import load

_SQL = load("clocks")


class ClockRow(NamedTuple):
    """One clock; ``ended`` is met, late or void, and None while it runs or stands."""

    order_num: int
    round: int
    sort: str
    amount: float
    unit: str
    since: datetime
    due_at: datetime | None
    stopped_at: datetime | None = None
    ended: str | None = None


class RungRow(NamedTuple):
    """One rung: when ``share`` of a clock is used up, the order is carried to ``level``."""

    order_num: int
    round: int
    sort: str
    share: float
    level: Level
    due_at: datetime | None
    reached_at: datetime | None = None


class PauseRow(NamedTuple):
    """When the clocks of an order stood; ``until`` is None while they do."""

    order_num: int
    since: datetime
    until: datetime | None
    reason: str
    begun_by: str


class Reached(NamedTuple):
    """The highest rung that an order has come to, and when that was due."""

    sort: str
    share: float
    level: Level
    due_at: datetime


class Mark(NamedTuple):
    """Which hours and calendar the clocks are set by; ``up_to`` which order, None for all of them."""

    hours_version: int
    calendar_day: int
    up_to: int | None


@dataclass(frozen=True, slots=True)
class Hours:
    """When the district works; ``version`` and ``calendar_day`` differ after every change of either."""

    zone: str
    hours: str
    version: int
    calendar_day: int
    database: str = ""


def start_clocks(conn: Connection, clocks: Sequence[ClockRow], rungs: Sequence[RungRow]) -> None:
    """Starts the clocks of one round of one order, all at one time, with their rungs."""
    conn.execute(
        _SQL["start_clocks"],
        {
            "order_num": clocks[0].order_num,
            "round": clocks[0].round,
            "since": clocks[0].since,
            "sorts": [one.sort for one in clocks],
            "amounts": [one.amount for one in clocks],
            "units": [one.unit for one in clocks],
            "dues": [one.due_at for one in clocks],
            "rung_sorts": [one.sort for one in rungs],
            "shares": [one.share for one in rungs],
            "levels": [int(one.level) for one in rungs],
            "rung_dues": [one.due_at for one in rungs],
            "due_at": next((one.due_at for one in clocks if one.sort == "resolve"), None),
        },
    )


def clocks_of(conn: Connection, order_nums: Collection[int]) -> list[ClockRow]:
    """Every clock of some orders, round by round."""
    return [ClockRow(*row) for row in conn.execute(_SQL["clocks"], {"order_nums": list(order_nums)})]


def rungs_of(conn: Connection, order_nums: Collection[int]) -> list[RungRow]:
    """Every rung of some orders, round by round."""
    return [
        RungRow(row[0], row[1], row[2], row[3], Level(row[4]), row[5], row[6])
        for row in conn.execute(_SQL["rungs"], {"order_nums": list(order_nums)})
    ]


def pauses_of(conn: Connection, order_nums: Collection[int]) -> list[PauseRow]:
    """When the clocks of some orders stood, in order."""
    return [PauseRow(*row) for row in conn.execute(_SQL["pauses"], {"order_nums": list(order_nums)})]


def stop_clocks(
    conn: Connection, order_num: int, sorts: Collection[str], *, now: datetime, void: bool
) -> None:
    """Stops the running clocks of some sorts; ``void`` ones count nowhere."""
    told = {"order_num": order_num, "sorts": list(sorts), "now": now, "void": void}
    conn.execute(_SQL["stop_clocks"], told)


def set_dues(
    conn: Connection, order_num: int, round_: int, clocks: Sequence[ClockRow], rungs: Sequence[RungRow]
) -> None:
    """Writes limits and due times of the running clocks and open rungs of an order's round."""
    conn.execute(
        _SQL["set_dues"],
        {
            "order_num": order_num,
            "round": round_,
            "sorts": [one.sort for one in clocks],
            "amounts": [one.amount for one in clocks],
            "dues": [one.due_at for one in clocks],
            "rung_sorts": [one.sort for one in rungs],
            "shares": [one.share for one in rungs],
            "rung_dues": [one.due_at for one in rungs],
        },
    )


def begin_pause(conn: Connection, order_num: int, *, reason: str, begun_by: str, now: datetime) -> None:
    """From now on the clocks of an order stand, if they do not already."""
    told = {"order_num": order_num, "reason": reason, "begun_by": begun_by, "now": now}
    conn.execute(_SQL["begin_pause"], told)


def end_pause(conn: Connection, order_num: int, *, now: datetime) -> bool:
    """From now on they go on; False when they did not stand."""
    return conn.execute(_SQL["end_pause"], {"order_num": order_num, "now": now}).rowcount == 1


def ask_extension(
    conn: Connection,
    order_num: int,
    round_: int,
    *,
    amount: float,
    unit: str,
    reason: str,
    asked_by: str,
    now: datetime,
) -> None:
    """Somebody asks for more time."""
    conn.execute(
        _SQL["ask_extension"],
        {
            "order_num": order_num,
            "round": round_,
            "amount": amount,
            "unit": unit,
            "reason": reason,
            "asked_by": asked_by,
            "now": now,
        },
    )


def decide_extension(
    conn: Connection, order_num: int, *, granted: bool, decided_by: str, now: datetime
) -> tuple[float, str]:
    """Somebody else decides; returns what was asked for, amount and unit."""
    told = {"order_num": order_num, "granted": granted, "decided_by": decided_by, "now": now}
    row = conn.execute(_SQL["decide_extension"], told).fetchone()
    return (0.0, "") if row is None else (row[0], row[1])


def due_orders(conn: Connection, *, now: datetime, limit: int) -> list[int]:
    """Orders with due rungs, held until the commit; no more than ``limit`` rungs are looked at."""
    return [num for (num,) in conn.execute(_SQL["due_rungs"], {"now": now, "limit": limit})]


def reach_rungs(conn: Connection, order_num: int, *, now: datetime) -> Reached | None:
    """The due rungs of a held order are reached; returns the highest of them."""
    row = conn.execute(_SQL["reach_rungs"], {"order_num": order_num, "now": now}).fetchone()
    return None if row is None else Reached(row[0], row[1], Level(row[2]), row[3])


def hours(conn: Connection) -> Hours:
    """When the district works, by its last word."""
    row = conn.execute(_SQL["hours"]).fetchone()
    assert row is not None  # noqa: S101  a migration puts the only row
    return Hours(*row)


def put_hours(conn: Connection, *, zone: str, hours: str) -> None:
    """Says when the district works; the same words change nothing."""
    conn.execute(_SQL["put_hours"], {"zone": zone, "hours": hours})


def mark(conn: Connection) -> Mark:
    """Which hours and calendar the clocks are set by."""
    row = conn.execute(_SQL["mark"]).fetchone()
    assert row is not None  # noqa: S101  a migration puts the only row
    return Mark(*row)


def put_mark(conn: Connection, reached: Mark) -> None:
    """They are set so far."""
    conn.execute(_SQL["put_mark"], reached._asdict())


def running_by_calendar(conn: Connection, *, after: int, limit: int) -> list[int]:
    """Unclosed orders above ``after`` that have a running clock of working time, held until the commit."""
    rows = conn.execute(_SQL["running_by_calendar"], {"after": after, "limit": limit})
    return [num for (num,) in rows]
