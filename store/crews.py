"""Crews with their areas, and the people who work orders."""

from collections.abc import Iterable

from model.duty import Crew, Person
from store.duty import crew_of
from store.pool import Connection
from store.sql import load

_SQL = load("crews")


def crews(conn: Connection) -> list[Crew]:
    """All crews, those of the past too, by id."""
    return [crew_of(row) for row in conn.execute(_SQL["crews"])]


def put_crews(conn: Connection, wanted: Iterable[Crew]) -> None:
    """Writes crews, each with exactly its areas."""
    for crew in wanted:
        values = {
            "id": crew.id,
            "name_zh": crew.name.zh,
            "name_en": crew.name.en,
            "trade": crew.trade,
            "valid_from": crew.valid_from,
            "valid_to": crew.valid_to,
        }
        conn.execute(_SQL["put_crew"], values)
        areas = {"id": crew.id, "areas": sorted(crew.areas)}
        conn.execute(_SQL["leave_areas"], areas)
        conn.execute(_SQL["take_areas"], areas)


def people(conn: Connection) -> list[Person]:
    """Everybody who works orders, by id."""
    return [Person(id=id_, name=name, phone=phone) for id_, name, phone in conn.execute(_SQL["people"])]


def put_people(conn: Connection, wanted: Iterable[Person]) -> None:
    """Writes people."""
    for person in wanted:
        conn.execute(_SQL["put_person"], {"id": person.id, "name": person.name, "phone": person.phone})


def hold_duty(conn: Connection) -> None:
    """Keeps others from changing crews, people, the rota and contacts until the commit."""
    conn.execute(_SQL["hold"])
