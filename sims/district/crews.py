"""The crews of the demo district: a table of trades, laid over its areas."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice

from model.area import LEVELS, Area
from model.definition import Definition, read_definition
from model.duty import Crew, Person
from model.text import Text
from sims.district.build import HERE, build


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A crew and its people."""

    crew: Crew
    people: tuple[Person, ...]


@cache
def teams(since: datetime) -> tuple[Team, ...]:
    """Every crew of the demo district with its own people, there from ``since`` on; always the same."""
    table = read_definition(HERE / "crews.toml")
    people = _people(_pairs(table, "surnames"), _pairs(table, "given"))
    areas = [shape.area for shape in build().areas]
    found = [team for one in table.tables("crew") for team in _teams(one, areas, people, since)]
    table.finish()
    return tuple(found)


def _teams(
    table: Definition, areas: Sequence[Area], people: Iterator[Person], since: datetime
) -> Iterator[Team]:
    level, trade = table.choice("level", LEVELS), table.take("trade", str)
    name, size = table.text("name"), table.take("people", int)
    table.finish()
    for area in areas:
        if area.level is level:
            crew = Crew(
                id=f"{trade}-{area.code}",
                name=Text(zh=f"{area.name.zh}{name.zh}", en=f"{area.name.en} {name.en}"),
                trade=trade,
                areas=frozenset({area.code}),
                valid_from=since,
            )
            yield Team(crew=crew, people=tuple(islice(people, size)))


def _people(surnames: Sequence[Text], given: Sequence[Text]) -> Iterator[Person]:
    """Everybody there can be, each pair once; neighbours differ in both names."""
    for number in range(len(surnames) * len(given)):
        turn, place = divmod(number, len(surnames))
        surname, name = surnames[place], given[(turn + 7 * place) % len(given)]
        yield Person(id=f"{surname.en}.{name.en}", name=f"{surname.zh}{name.zh}", phone=str(60_000 + number))


def _pairs(table: Definition, name: str) -> list[Text]:
    return [Text(zh=zh, en=en) for zh, _, en in (str(one).partition(":") for one in table.take(name, list))]
