"""What became of the orders of a period, counted by fate. Pure, but for ``counts`` that asks for them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.area import Level
from store.evaluation import Fate, Fold, Grouping, Period, Seconds, folds
from store.pool import Connection


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


MANY: Mapping[str, Callable[[Fate], bool]] = {
    "reported": lambda one: one.has("told"),
    "reports_filed": lambda one: (
        one.has("told") and (one.is_taken_on or one.is_none_of("reported", "rejected", "merged"))
    ),
    "rejected": lambda one: one.has("told", "rejected"),
    "merged": lambda one: one.has("joined"),
    "filed": lambda one: one.is_none_of("joined", "reported", "rejected"),
    "cancelled": lambda one: one.has("cancelled") and one.is_none_of("joined"),
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

STATES = tuple(name.removeprefix("at_") for name in Counts._fields if name.startswith("at_"))
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
    told += [fate.has(state) and fate.is_none_of("joined") for state in STATES]
    return np.array(told, dtype=np.int64)


def _median(taken: Sequence[Seconds]) -> float | None:
    seconds = np.sort(np.concatenate(taken)) if taken else np.empty(0)
    if not seconds.size:
        return None
    return float(seconds[(seconds.size - 1) // 2] + seconds[seconds.size // 2]) / 2


NOTHING = counted(None, [])
"""What there is of a period without orders."""


def counts(
    conn: Connection, period: Period, *, by: Grouping, now: datetime, level: Level | None = None
) -> tuple[Counts, list[Counts]]:
    """What became of the orders of a period: of all, and by key, of none last.

    ``level`` is that of the areas to count by.
    """
    found = folds(conn, period, by=by, now=now, level=level)
    by_key: dict[str | None, list[Fold]] = {}
    for fold in sorted(found, key=lambda one: (one.key is None, one.key)):
        by_key.setdefault(fold.key, []).append(fold)
    return counted(None, found), [counted(key, some) for key, some in by_key.items()]
