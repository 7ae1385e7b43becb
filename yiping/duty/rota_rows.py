"""The rota as rows of a file, both ways: who is on duty in which crew, from when until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from model.duty import Crew, Duty, Person
from model.person import person as folded
from store.crews import crews, people, put_people
from store.duty import duties, put_duties
from store.pool import Connection
from yiping.duty.cells import moment, name_word, written_moment
from yiping.duty.register import Cells, Register
from yiping.registry.cells import text
from yiping.registry.row import RowCheck, one_of

FIELDS = ("crew", "person", "name", "phone", "begins", "ends")
REQUIRED = ("crew", "person", "begins", "ends")
LONG = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One row: a turn of duty and the person whose it is."""

    duty: Duty
    person: Person

    @property
    def key(self) -> str:
        """What makes two rows the same turn."""
        one = self.duty
        return f"{one.crew} {one.person} {one.begins.isoformat()} {one.ends.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaKnown:
    """What turns are checked against: crews, turns that stand or were ended, people.

    ``told`` are the people of the rows read so far, ``names`` all ids by the way in which two are compared.
    """

    crews: Mapping[str, Crew]
    turns: Mapping[str, Turn]
    people: Mapping[str, Person]
    told: dict[str, Person]
    names: dict[str, str]


def rota_register(conn: Connection, *, by: str, now: datetime, zone: ZoneInfo) -> Register[Turn]:
    """The whole rota; turns that a file holds beside it are set by ``by``."""
    known = _known(conn)

    def put(turns: Sequence[Turn]) -> None:
        put_people(conn, {turn.person.id: turn.person for turn in turns}.values())
        put_duties(conn, [turn.duty for turn in turns if turn.key not in known.turns], by=by, now=now)

    return Register(
        things="turns of duty",
        fields=FIELDS,
        required=REQUIRED,
        key_field="begins",
        make=lambda row: _turn(row, known, by=by, now=now, zone=zone),
        key=lambda turn: turn.key,
        cells=lambda turn: _cells(turn, zone),
        standing={key: _cells(turn, zone) for key, turn in known.turns.items()},
        put=put,
    )


def rota_cells(conn: Connection, wanted: Sequence[Duty], *, zone: ZoneInfo) -> list[Cells]:
    """Turns as a file holds them."""
    named = {one.id: one for one in people(conn)}
    return [_cells(Turn(duty=duty, person=named[duty.person]), zone) for duty in wanted]


def _cells(turn: Turn, zone: ZoneInfo) -> Cells:
    return {
        "crew": turn.duty.crew,
        "person": turn.duty.person,
        "name": turn.person.name,
        "phone": turn.person.phone or None,
        "begins": written_moment(turn.duty.begins, zone),
        "ends": written_moment(turn.duty.ends, zone),
    }


def _known(conn: Connection) -> RotaKnown:
    named = {one.id: one for one in people(conn)}
    # Of a turn that was ended and set anew the later one counts: it comes last.
    every = (Turn(duty=duty, person=named[duty.person]) for duty in duties(conn, with_ended=True))
    return RotaKnown(
        crews={crew.id: crew for crew in crews(conn)},
        turns={turn.key: turn for turn in every},
        people=named,
        told={},
        names={folded(one): one for one in named},
    )


def _turn(row: RowCheck, known: RotaKnown, *, by: str, now: datetime, zone: ZoneInfo) -> Turn | None:
    crew, person = row.required("crew", one_of(known.crews, "crew")), _person(row, known)
    begins, ends = row.required("begins", moment(zone)), row.required("ends", moment(zone))
    if not (crew and person and begins and ends):
        return None
    if ends <= begins:
        row.refuse("ends", "is not after it begins")
        return None
    duty = Duty(crew=crew.id, person=person.id, begins=begins, ends=ends, set_by=by, set_at=now)
    turn = Turn(duty=duty, person=person)
    _doubts(row, crew, turn, known.turns.get(turn.key))
    return turn


def _doubts(row: RowCheck, crew: Crew, turn: Turn, standing: Turn | None) -> None:
    duty = turn.duty
    if duty.ends - duty.begins > LONG:
        row.doubt("ends", f"is more than {LONG.days} days after it begins")
    if not crew.is_valid(duty.begins) or (crew.valid_to and crew.valid_to < duty.ends):
        row.doubt("crew", "is no crew during all of this turn")
    if standing and standing.duty.ended_by:
        by = standing.duty.ended_by
        row.doubt("begins", f"was ended before its time by {by} and stays so; yiping duty set sets it anew")


def _person(row: RowCheck, known: RotaKnown) -> Person | None:
    person_id = row.required("person", name_word)
    if person_id is None:
        return None
    before = known.told.get(person_id) or known.people.get(person_id)
    name = row.optional("name", text, kept=None, default=before.name if before else None)
    phone = row.optional("phone", text, kept=None, default=before.phone if before else "")
    if name is None and not row.filled("name"):
        row.refuse("name", f"is missing; nobody is known as {person_id!r} yet")
    if name is None or phone is None:
        return None
    person = Person(id=person_id, name=name, phone=phone)
    _compare(row, person, known)
    return person


def _compare(row: RowCheck, person: Person, known: RotaKnown) -> None:
    if (other := known.names.setdefault(folded(person.id), person.id)) != person.id:
        row.refuse("person", f"counts as the same name as {other!r}")
    if (first := known.told.setdefault(person.id, person)) != person:
        row.refuse("name", f"a row above has {first.name} {first.phone} for {person.id!r}")
