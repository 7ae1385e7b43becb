"""The rota, who is on duty, and the orders that wait for somebody."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from model.duty import Crew, Duty, Roster
from model.text import Text
from store.arrays import times
from store.pool import Connection
from store.sql import load

_SQL = load("duty")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingOrder:
    """A dispatched order with who has it; ``path`` are the codes of its areas, from the district down.

    ``by_hand`` says that a person sent it there.
    """

    num: int
    trade: str
    crew: str | None
    person: str | None
    path: Sequence[str]
    by_hand: bool


def roster_of(
    conn: Connection,
    *,
    areas: Collection[str],
    trades: Collection[str],
    crews: Collection[str] = (),
    now: datetime,
) -> Roster:
    """The crews of ``trades`` that look after ``areas``, and ``crews`` besides, with who is on duty."""
    named = {"areas": list(areas), "trades": list(trades), "crews": list(crews)}
    found = {row[0]: crew_of(row) for row in conn.execute(_SQL["crews_around"], named)}
    duties: defaultdict[str, list[Duty]] = defaultdict(list)
    loads = {}
    for row in conn.execute(_SQL["on_duty"], {"crews": list(found), "now": now}):
        duty = _duty(row)
        duties[duty.crew].append(duty)
        loads[duty.person] = row[9]
    return Roster(crews=found, duties=dict(duties), loads=loads)


def waiting(conn: Connection, *, system: str, now: datetime, limit: int) -> list[WaitingOrder]:
    """Dispatched orders that somebody should get at ``now``, the worst first, held until the commit.

    ``system`` is the actor of what no person did.
    """
    rows = conn.execute(_SQL["waiting"], {"system": system, "now": now, "limit": limit})
    return [
        WaitingOrder(num=num, trade=trade, crew=crew, person=person, path=path, by_hand=by_hand)
        for num, trade, crew, person, path, by_hand in rows
    ]


def hand_over(conn: Connection, *, num: int, crew: str | None, person: str | None) -> None:
    """Gives an order to a crew and a person; None is nobody."""
    conn.execute(_SQL["hand_over"], {"num": num, "crew": crew, "person": person})


def area_path(conn: Connection, code: str) -> list[str] | None:
    """The codes from the district down to an area in force, None where there is none."""
    row = conn.execute(_SQL["area_path"], {"code": code}).fetchone()
    return None if row is None else list(row[0])


def duties(
    conn: Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    crew: str | None = None,
    with_ended: bool = False,
) -> list[Duty]:
    """The turns that have any time after ``since`` and before ``until``, in the order of their beginning."""
    values = {"since": since, "until": until, "crew": crew, "with_ended": with_ended}
    return [_duty(row) for row in conn.execute(_SQL["duties"], values)]


def put_duties(conn: Connection, turns: Sequence[Duty], *, by: str, now: datetime) -> list[int]:
    """Sets turns and returns their numbers; those that stand already are left out."""
    values = {
        "crews": [turn.crew for turn in turns],
        "people": [turn.person for turn in turns],
        "begins": times(turn.begins for turn in turns),
        "ends": times(turn.ends for turn in turns),
        "set_by": by,
        "now": now,
    }
    return [num for (num,) in conn.execute(_SQL["put_duties"], values)]


def end_duty(conn: Connection, num: int, *, by: str, now: datetime) -> Duty | None:
    """Ends a turn before its time; None where it is over or ended, or there is none."""
    row = conn.execute(_SQL["end_duty"], {"num": num, "by": by, "now": now}).fetchone()
    return None if row is None else _duty(row)


def crew_of(row: tuple[Any, ...]) -> Crew:
    """A crew from its columns, the areas last."""
    return Crew(
        id=row[0],
        name=Text(zh=row[1], en=row[2]),
        trade=row[3],
        valid_from=row[4],
        valid_to=row[5],
        areas=frozenset(row[6]),
    )


def _duty(row: tuple[Any, ...]) -> Duty:
    return Duty(
        num=row[0],
        crew=row[1],
        person=row[2],
        begins=row[3],
        ends=row[4],
        set_by=row[5],
        set_at=row[6],
        ended_at=row[7],
        ended_by=row[8],
    )
