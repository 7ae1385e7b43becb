"""Cases: what people told of, which orders are one case, and which a person has parted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from model.order import Source
from model.position import Position
from model.reading import Origin
from model.severity import Severity
from store.pool import Connection
from store.sql import load

_SQL = load("cases")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody told of, ``ticket`` being the hotline's own number for it; both times aware."""

    order_id: str
    source: Source
    ticket: str | None
    category: str
    words: str
    address: str
    contact: str
    reported_by: str
    reported_at: datetime
    recorded_at: datetime


class Near(NamedTuple):
    """An order that may be the same case: how far away, and how long before or after."""

    num: int
    metres: float
    seconds: float


class CaseAlert(NamedTuple):
    """An alert of a case; ``cleared_at`` is None while it is open."""

    num: int
    rule_id: str
    sensor_id: str
    state: str
    severity: Severity
    opened_at: datetime
    cleared_at: datetime | None


def ticket_order(conn: Connection, source: Source, ticket: str) -> str | None:
    """The id of the order that a ticket made, None where it is new."""
    row = conn.execute(_SQL["ticket_order"], {"source": source, "ticket": ticket}).fetchone()
    return None if row is None else str(row[0])


def insert_report(conn: Connection, order_num: int, report: Report) -> None:
    """Writes down what somebody told of. Raises DoubledError where another process has its ticket already."""
    conn.execute(
        _SQL["insert_report"],
        {
            "order_num": order_num,
            "source": report.source,
            "ticket": report.ticket,
            "category": report.category,
            "words": report.words,
            "address": report.address,
            "contact": report.contact,
            "reported_by": report.reported_by,
            "reported_at": report.reported_at,
            "now": report.recorded_at,
        },
    )


def reports_of(conn: Connection, order_num: int) -> list[Report]:
    """What was told of an order and of those merged into it, oldest first."""
    return [
        Report(
            order_id=row[0],
            source=Source(row[1]),
            ticket=row[2],
            category=row[3],
            words=row[4],
            address=row[5],
            contact=row[6],
            reported_by=row[7],
            reported_at=row[8],
            recorded_at=row[9],
        )
        for row in conn.execute(_SQL["reports"], {"order_num": order_num})
    ]


def place_of(conn: Connection, num: int) -> Position:
    """Where an order is, WGS-84."""
    row = conn.execute(_SQL["place"], {"num": num}).fetchone()
    assert row is not None  # noqa: S101  the caller has read the order
    return Position(row[0], row[1])


def near(conn: Connection, num: int, *, radius_m: float, within: timedelta) -> list[Near]:
    """Unclosed orders that may be the same case as one, the nearest first."""
    told = {"num": num, "radius_m": radius_m, "within": within}
    return [Near(*row) for row in conn.execute(_SQL["near"], told)]


def closed_near(
    conn: Connection, position: Position, *, plan: str, origin: Origin, radius_m: float, since: datetime
) -> int | None:
    """The number of the order of a plan that was closed last near a place since a time."""
    told = {
        "lon": position.lon,
        "lat": position.lat,
        "plan": plan,
        "origin": origin.value,
        "radius_m": radius_m,
        "since": since,
    }
    row = conn.execute(_SQL["closed_near"], told).fetchone()
    return None if row is None else int(row[0])


def to_compare(conn: Connection, *, limit: int) -> list[int]:
    """Orders that wait to be compared with others, held until the commit."""
    return [num for (num,) in conn.execute(_SQL["to_compare"], {"limit": limit})]


def note_compared(conn: Connection, nums: Sequence[int]) -> None:
    """They have been compared."""
    conn.execute(_SQL["note_compared"], {"nums": list(nums)})


def merged_into(conn: Connection, num: int) -> list[str]:
    """The ids of what is merged into an order now."""
    return [order_id for (order_id,) in conn.execute(_SQL["merged_into"], {"num": num})]


def part(conn: Connection, num: int, other: int) -> None:
    """A person says that two orders are two cases: they are not merged by themselves again."""
    conn.execute(_SQL["part"], {"num": num, "other": other})


def case_orders(conn: Connection, order_id: str) -> list[str]:
    """The ids of every order of the case that an order belongs to."""
    return [one for (one,) in conn.execute(_SQL["case_orders"], {"id": order_id})]


def alerts_of(conn: Connection, order_num: int, *, limit: int = 100) -> list[CaseAlert]:
    """The alerts of an order and of those merged into it, newest first."""
    rows = conn.execute(_SQL["alerts_of"], {"order_num": order_num, "limit": limit})
    return [CaseAlert(row[0], row[1], row[2], row[3], Severity(row[4]), row[5], row[6]) for row in rows]
