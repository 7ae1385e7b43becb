"""What became of the orders of a period, by area, crew, plan, kind or source; and those orders one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from model.area import Level
from model.order import OrderState, Source
from model.severity import Severity
from model.text import Text
from store.pool import Connection
from store.sql import load

_SQL = load("evaluation")


class Grouping(StrEnum):
    """What orders are counted by; ALL is one count of them all."""

    ALL = "all"
    AREA = "area"
    CREW = "crew"
    PLAN = "plan"
    KIND = "kind"
    SOURCE = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The real orders that were filed from ``begin`` until before ``end``.

    What people reported counts by its arrival. Only those of the area ``under`` and all below; None is all.
    """

    begin: datetime
    end: datetime
    under: str | None = None


class Counts(NamedTuple):
    """What became of the orders of one area, crew, plan or source, ``key``; None is of none.

    Medians are seconds on the wall clock, None where there is nothing to take one of. ``at_`` counts are by
    the state that orders stand in, a parked one in the state that it was parked in.
    """

    key: str | None
    reported: int
    reports_filed: int
    rejected: int
    merged: int
    filed: int
    cancelled: int
    resolved: int
    in_time: int
    resolved_late: int
    past_due: int
    closed: int
    reworked: int
    reopened: int
    returns: int
    accept_s: float | None
    arrive_s: float | None
    resolve_s: float | None
    close_s: float | None
    at_reported: int
    at_rejected: int
    at_filed: int
    at_dispatched: int
    at_accepted: int
    at_on_site: int
    at_resolved: int
    at_verified: int
    at_closed: int
    at_cancelled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastOrder:
    """One order of a period with its times; ``past_due`` is whether its work is overdue and not done yet."""

    id: str
    case_id: str
    source: Source
    plan: str
    severity: Severity
    state: OrderState
    name: Text
    area: str | None
    area_name: Text | None
    trade: str | None
    crew: str | None
    person: str | None
    filed_at: datetime
    dispatched_at: datetime | None
    accepted_at: datetime | None
    arrived_at: datetime | None
    resolved_at: datetime | None
    verified_at: datetime | None
    over_at: datetime | None
    due_at: datetime | None
    late: bool
    past_due: bool
    returns: int
    reworks: int
    merged_id: str | None
    follows_id: str | None


NOTHING = Counts(None, *(0,) * 14, None, None, None, None, *(0,) * 10)
"""What there is of a period without orders."""


def counts(
    conn: Connection, period: Period, *, by: Grouping, now: datetime, level: Level | None = None
) -> tuple[Counts, list[Counts]]:
    """What became of the orders of a period: of all, and by key, of none last.

    ``level`` is that of the areas to count by.
    """
    asked = {
        "by": by,
        "level": None if level is None else int(level),
        "under": period.under,
        "begin": period.begin,
        "end": period.end,
        "now": now,
    }
    found = [Counts(*row) for row in conn.execute(_SQL["counts"], asked)]
    return (found[0], found[1:]) if found else (NOTHING, [])


def area_names(conn: Connection) -> dict[str, Text]:
    """What every area is called, or was at last, by its code."""
    return {code: Text(zh=zh, en=en) for code, zh, en in conn.execute(_SQL["area_names"])}


def past_orders(conn: Connection, period: Period, *, now: datetime) -> Iterator[PastOrder]:
    """The orders of a period, oldest first."""
    asked = {"under": period.under, "begin": period.begin, "end": period.end, "now": now}
    return map(_past_order, conn.execute(_SQL["past_orders"], asked))


def _past_order(row: tuple[Any, ...]) -> PastOrder:
    return PastOrder(
        id=row[0],
        case_id=row[1],
        source=Source(row[2]),
        plan=row[3],
        severity=Severity(row[4]),
        state=OrderState(row[5]),
        name=Text(zh=row[6], en=row[7]),
        area=row[8],
        area_name=None if row[9] is None else Text(zh=row[9], en=row[10]),
        trade=row[11],
        crew=row[12],
        person=row[13],
        filed_at=row[14],
        dispatched_at=row[15],
        accepted_at=row[16],
        arrived_at=row[17],
        resolved_at=row[18],
        verified_at=row[19],
        over_at=row[20],
        due_at=row[21],
        late=row[22],
        past_due=row[23],
        returns=row[24],
        reworks=row[25],
        merged_id=row[26],
        follows_id=row[27],
    )
