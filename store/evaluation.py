"""What became of the orders of a period, by area, crew, plan, kind or source; and those orders one by one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

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

    @property
    def is_own(self) -> bool:
        """Whether no other has taken them in."""
        return self.is_none_of("joined")


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
    # Planned each time: what is asked for decides the plan, and one for all of it takes half as long again.
    rows = conn.execute(_SQL["folds"], asked, binary=True, prepare=False)
    folds = [_fold(row) for row in rows]
    by_key: dict[str | None, list[Fold]] = {}
    for fold in sorted(folds, key=lambda one: (one.key is None, one.key)):
        by_key.setdefault(fold.key, []).append(fold)
    return counted(None, folds), [counted(key, some) for key, some in by_key.items()]


MANY: Mapping[str, Callable[[Fate], bool]] = {
    "reported": lambda one: one.has("told"),
    "reports_filed": lambda one: (
        one.has("told") and (one.is_taken_on or one.is_none_of("reported", "rejected", "merged"))
    ),
    "rejected": lambda one: one.has("told", "rejected"),
    "merged": lambda one: one.has("joined"),
    "filed": lambda one: one.is_none_of("joined", "reported", "rejected"),
    "cancelled": lambda one: one.is_own and one.has("cancelled"),
    "resolved": lambda one: one.is_worked and one.has("done"),
    "in_time": lambda one: (
        one.is_worked and one.has("timed", "done") and one.is_none_of("late") and not one.is_past_due
    ),
    "resolved_late": lambda one: one.is_worked and one.has("late"),
    "past_due": lambda one: one.is_worked and one.is_past_due and one.is_none_of("late"),
    "closed": lambda one: one.is_worked and one.has("closed"),
    "reworked": lambda one: one.is_worked and one.has("again"),
    "reopened": lambda one: one.is_worked and one.has("closed") and one.is_followed,
}
"""Which orders each count is of."""

STATES = (
    *("reported", "rejected", "filed", "dispatched", "accepted", "on_site", "resolved", "verified"),
    *("closed", "cancelled"),
)
"""The states that orders are counted in; those of others are counted where they were before."""

COUNTED = (*MANY, *(f"at_{state}" for state in STATES))
"""The counts that orders are in or not by their fate, named as in Counts."""


def counted(key: str | None, folds: Sequence[Fold]) -> Counts:
    """What became of all these orders; zeros, and no medians, where there are none."""
    sums = sum((one.many * marks(one.fate) for one in folds), start=np.zeros(len(COUNTED), dtype=np.int64))
    return Counts(
        key=key,
        **dict(zip(COUNTED, sums.tolist(), strict=True)),
        returns=sum(one.returns for one in folds if one.fate.is_worked),
        accept_s=_median([one.accept_s for one in folds]),
        arrive_s=_median([one.arrive_s for one in folds]),
        resolve_s=_median([one.resolve_s for one in folds]),
        close_s=_median([one.close_s for one in folds]),
    )


@cache
def marks(fate: Fate) -> NDArray[np.int64]:
    """Of each of COUNTED, 1 where orders of this fate are in it; there are few fates."""
    told = [wanted(fate) for wanted in MANY.values()]
    told += [fate.is_own and fate.has(state) for state in STATES]
    return np.array(told, dtype=np.int64)


def _median(taken: Sequence[Seconds]) -> float | None:
    seconds = np.sort(np.concatenate(taken)) if taken else np.empty(0)
    if not seconds.size:
        return None
    return float(seconds[(seconds.size - 1) // 2] + seconds[seconds.size // 2]) / 2


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


NOTHING = counted(None, [])
"""What there is of a period without orders."""
