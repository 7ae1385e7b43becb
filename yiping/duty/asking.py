"""What ``yiping duty`` asks of the rota, and the turns that a person sets and ends by hand."""

from dataclasses import dataclass
from datetime import datetime

from model.duty import DESK, Crew, Duty, Person, Roster
from model.errors import YipingError
from model.person import person as folded
from orders.duty import Assignment, assigned
from store.areas import area_rows
from store.crews import crews, people, put_people
from store.duty import area_path, duties, end_duty, put_duties, roster_of
from store.pool import Connection
from yiping.duty.cells import name_word
from yiping.duty.crew_rows import known_trades
from yiping.duty.gaps import Gap, gaps
from yiping.registry.cells import CellError


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Crews with who is on duty at a time."""

    crews: list[Crew]
    roster: Roster
    people: dict[str, Person]


def attendance(conn: Connection, *, now: datetime, under: str | None = None) -> Attendance:
    """All crews, or those that look after anything around or in the area ``under``.

    Raises YipingError where there is no such area.
    """
    every = crews(conn)
    if under is not None:
        near = {*path_of(conn, under), *(area.code for area in area_rows(conn, under=under))}
        every = [crew for crew in every if crew.areas & near]
    roster = roster_of(conn, areas=(), trades=(), crews=[crew.id for crew in every], now=now)
    return Attendance(crews=every, roster=roster, people=people_by_id(conn))


def open_gaps(conn: Connection, roster: Roster, *, now: datetime, under: str | None = None) -> list[Gap]:
    """Where nobody is on duty of a trade that a plan asks for, or at a desk."""
    return list(gaps(roster, area_rows(conn), known_trades(), now=now, under=under))


def who_gets(conn: Connection, *, area: str, trade: str, now: datetime) -> tuple[Assignment, Roster]:
    """Who would get an order of a trade in an area. Raises YipingError where there is no such area."""
    path = path_of(conn, area)
    roster = roster_of(conn, areas=path, trades=(trade, DESK), now=now)
    return assigned(roster, path=path, trade=trade, now=now), roster


def set_turn(conn: Connection, turn: Duty, *, name: str | None, phone: str | None, now: datetime) -> int:
    """Sets a turn of duty and returns its number; ``name`` is needed for a person that is not known yet.

    Raises YipingError where crew, person or times cannot stand.
    """
    if turn.crew not in {crew.id for crew in crews(conn)}:
        raise YipingError(f"there is no crew {turn.crew!r}; see yiping duty crews")
    if turn.ends <= turn.begins:
        raise YipingError("a turn ends after it begins")
    _know(conn, turn.person, name=name, phone=phone)
    if not (nums := put_duties(conn, [turn], by=turn.set_by, now=now)):
        raise YipingError(f"{turn.person} has this turn in {turn.crew} already")
    return nums[0]


def end_turn(conn: Connection, num: int, *, by: str, now: datetime) -> Duty:
    """Ends a turn before its time. Raises YipingError where it is none that goes on."""
    if (ended := end_duty(conn, num, by=by, now=now)) is None:
        raise YipingError(f"there is no turn {num} that could be ended; see yiping duty rota")
    return ended


def turns(
    conn: Connection, *, since: datetime, until: datetime | None = None, crew: str | None = None
) -> list[Duty]:
    """The rota between two times, of one crew or all, with what was ended before its time."""
    return duties(conn, since=since, until=until, crew=crew, with_ended=True)


def people_by_id(conn: Connection) -> dict[str, Person]:
    """Everybody who works orders."""
    return {one.id: one for one in people(conn)}


def path_of(conn: Connection, code: str) -> list[str]:
    """The codes from the district down to an area. Raises YipingError where it is not in force."""
    if (path := area_path(conn, code)) is None:
        raise YipingError(f"{code!r} is no area in force; see yiping areas list")
    return path


def _know(conn: Connection, person_id: str, *, name: str | None, phone: str | None) -> None:
    known = people_by_id(conn)
    before = known.get(person_id)
    if before is None and name is None:
        raise YipingError(f"nobody is known as {person_id!r} yet; say --name, and --phone if you like")
    if before is None:
        _refuse_odd(person_id, known)
    if name is not None or phone is not None:
        old = before or Person(id=person_id, name=name or "")
        put_people(
            conn,
            [Person(id=person_id, name=name or old.name, phone=old.phone if phone is None else phone)],
        )


def _refuse_odd(person_id: str, known: dict[str, Person]) -> None:
    try:
        name_word(person_id)
    except CellError as problem:
        raise YipingError(f"{person_id!r} {problem}") from problem
    if other := next((one for one in known if folded(one) == folded(person_id)), None):
        raise YipingError(f"{person_id!r} counts as the same name as {other!r}")
