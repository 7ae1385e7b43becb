"""What became of the orders of a period, by area, crew, plan, kind or source; and those orders one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


Seconds = NDArray[np.float64]
"""How long something took, of many orders."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of orders: the words of migration 0021, and what only a look at others tells.

    An order ``is_taken_on`` where the one that took it in was filed, and ``is_followed`` where another of the
    same matter came too soon.
    """

    words: frozenset[str]
    is_past_due: bool
    is_taken_on: bool
    is_followed: bool

    def has(self, *words: str) -> bool:
        """Whether all of this became of them."""
        return self.words.issuperset(words)

    def is_none_of(self, *words: str) -> bool:
        """Whether nothing of this became of them."""
        return self.words.isdisjoint(words)

    @property
    def is_worked(self) -> bool:
        """Whether they were filed, and are not cancelled or taken in by others."""
        return self.is_none_of("joined", "reported", "rejected", "cancelled")


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """Orders that have the same key and fate: ``many`` of them, and how many seconds each of them took."""

    key: str | None
    fate: Fate
    many: int
    returns: int
    accept_s: Seconds
    arrive_s: Seconds
    resolve_s: Seconds
    close_s: Seconds


def folds(
    conn: Connection, period: Period, *, by: Grouping, now: datetime, level: Level | None = None
) -> list[Fold]:
    """What became of the orders of a period, by key and fate; ``level`` is that of the areas to fold by."""
    asked = {
        "by": by,
        "level": None if level is None else int(level),
        "under": period.under,
        "begin": period.begin,
        "end": period.end,
        "now": now,
    }
    # Planned each time: what is asked for decides the plan, and one for all of it takes half as long again.
    rows = conn.execute(_SQL["folds"], asked, binary=True, prepare=False)
    return [_fold(row) for row in rows]


def _fold(row: tuple[Any, ...]) -> Fold:
    key, fate, is_past_due, is_taken_on, is_followed, many, returns, *took = row
    became = Fate(frozenset(fate.split()), is_past_due, is_taken_on, is_followed)
    return Fold(key, became, many, returns, *(np.asarray(one or (), dtype=np.float64) for one in took))


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
