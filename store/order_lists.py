"""Lists of all orders, those that are over too: a page of what is asked for, and how many in each state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from model.order import OVER, OrderState, Source
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from store.pool import Connection
from store.sql import load

_SQL = load("order_lists")

DEEPEST = 5000
"""A list goes no further down; whoever looks for more asks for less."""
AMONG, MOST_CALLED = 2000, 2000
"""Letters are looked for in so many of the newest reports, and of the newest orders of sensors with them."""


class Sort(StrEnum):
    """In which order a list comes. WORST and DUE have what is not over first, and the rest newest first."""

    WORST = "worst"
    DUE = "due"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which orders a list has; None asks for all.

    ``under`` is an area with all below it. ``overdue`` asks for those whose work is past due and not over,
    ``letters`` for those that have them in id, ticket, name or address.
    """

    under: str | None = None
    state: OrderState | None = None
    plan: str | None = None
    crew: str | None = None
    person: str | None = None
    overdue: bool = False
    letters: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One order as a list shows it. ``person_name`` is None where only the id is known."""

    num: int
    id: str
    severity: Severity
    state: OrderState
    origin: Origin
    source: Source
    plan: str
    name: Text
    area_name: Text | None
    address: str | None
    due_at: datetime | None
    late: bool
    crew: str | None
    crew_name: Text | None
    person: str | None
    person_name: str | None
    filed_at: datetime
    over_at: datetime | None
    merged_id: str | None
    paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was asked for as the queries take it: areas and letters looked up once."""

    asked: dict[str, Any]
    state: OrderState | None
    overdue: bool


def find(conn: Connection, wanted: Wanted, *, now: datetime) -> Found:
    """Looks up what stands behind an area and some letters."""
    asked: dict[str, Any] = {
        "areas": None,
        "state": wanted.state,
        "plan": wanted.plan,
        "crew": wanted.crew,
        "person": wanted.person,
        "due_before": now if wanted.overdue else None,
        "nums": None,
    }
    if wanted.under is not None:
        codes = conn.execute(_SQL["codes_under"], {"under": wanted.under})
        asked["areas"] = [code for (code,) in codes]
    if wanted.letters:
        asked["nums"] = _with_letters(conn, wanted.letters)
    return Found(asked=asked, state=wanted.state, overdue=wanted.overdue)


def _with_letters(conn: Connection, letters: str) -> list[int]:
    """The numbers of orders that have some letters in what they are called."""
    sensors = conn.execute(_SQL["sensors_called"], {"letters": letters.lower()})
    told = {
        "sensors": [num for (num,) in sensors],
        "letters": letters.lower(),
        "ticket": letters,
        "id": letters.upper(),
        "among": AMONG,
        "most": MOST_CALLED,
    }
    return [num for (num,) in conn.execute(_SQL["with_letters"], told, prepare=False)]


def page(conn: Connection, found: Found, *, sort: Sort, offset: int, size: int) -> list[Line]:
    """The lines from ``offset`` on, not beyond the deepest."""
    size = max(0, min(size, DEEPEST - offset))
    if sort is Sort.NEWEST:
        return _lines(conn, _newest(conn, found, only_over=False, offset=offset, size=size))
    unclosed = _unclosed(conn, found, sort)
    nums = unclosed[offset : offset + size]
    if len(nums) < size and not found.overdue and (found.state is None or found.state in OVER):
        after = max(0, offset - len(unclosed))
        nums += _newest(conn, found, only_over=True, offset=after, size=size - len(nums))
    return _lines(conn, nums)


def _unclosed(conn: Connection, found: Found, sort: Sort) -> list[int]:
    if found.state in OVER:
        return []
    asked = {**found.asked, "sort": sort, "limit": DEEPEST}
    # Prepared once for all, the plan could not know what was left out.
    return [num for (num,) in conn.execute(_SQL["unclosed_nums"], asked, prepare=False)]


def _newest(conn: Connection, found: Found, *, only_over: bool, offset: int, size: int) -> list[int]:
    only_over = only_over and found.state is None  # a state says it already
    asked = {**found.asked, "only_over": only_over, "offset": offset, "limit": size}
    return [num for (num,) in conn.execute(_SQL["newest_nums"], asked, prepare=False)]


def count_unclosed(conn: Connection, found: Found, *, now: datetime) -> tuple[dict[OrderState, int], int]:
    """How many of what was asked for stand in each state that is not over; and how many are past due."""
    rows = conn.execute(_SQL["count_unclosed"], {**found.asked, "now": now}, prepare=False).fetchall()
    return {OrderState(state): many for state, many, _ in rows}, sum(overdue for *_, overdue in rows)


def _lines(conn: Connection, nums: Sequence[int]) -> list[Line]:
    by_num = {row[0]: _line(row) for row in conn.execute(_SQL["lines"], {"nums": list(nums)})}
    return [by_num[num] for num in nums if num in by_num]


def _line(row: Sequence[Any]) -> Line:
    return Line(
        num=row[0],
        id=row[1],
        severity=Severity(row[2]),
        state=OrderState(row[3]),
        origin=Origin(row[4]),
        source=Source(row[5]),
        plan=row[6],
        name=Text(zh=row[7], en=row[8]),
        area_name=_text(row[9], row[10]),
        address=row[11] or None,
        due_at=row[12],
        late=row[13],
        crew=row[14],
        crew_name=_text(row[15], row[16]),
        person=row[17],
        person_name=row[18],
        filed_at=row[19],
        over_at=row[20],
        merged_id=row[21],
        paused=row[22],
    )


def _text(zh: str | None, en: str | None) -> Text | None:
    return None if zh is None or en is None else Text(zh=zh, en=en)
