"""Who works where and when: crews of a trade, people, their turns of duty, and who is told how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from model.text import Text

DESK = "desk"
"""The trade of the desk of an area (受理台), where orders go that nobody of their trade can take."""

GENERAL = "general"
"""The trade of an order that asks for none."""


class Scope(StrEnum):
    """What a contact belongs to."""

    PERSON = "person"
    AREA = "area"
    SENSOR = "sensor"
    SITE = "site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """People of one trade (工种); ``areas`` are codes of any level, and all below them are meant too."""

    id: str
    name: Text
    trade: str
    areas: frozenset[str]
    valid_from: datetime
    valid_to: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        """Whether there is such a crew at ``now``."""
        return self.valid_from <= now and (self.valid_to is None or now < self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works orders; ``id`` is the name that history records."""

    id: str
    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One turn of a person in a crew, from ``begins`` until before ``ends``; ``num`` is 0 until it is set."""

    num: int = 0
    crew: str
    person: str
    begins: datetime
    ends: datetime
    set_by: str
    set_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None

    def is_on(self, now: datetime) -> bool:
        """Whether the person is on duty at ``now``: a turn counts until it was ended."""
        return self.begins <= now < (self.ends if self.ended_at is None else min(self.ends, self.ended_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Crews by id, their turns of duty by crew, and how many unclosed orders each person has."""

    crews: Mapping[str, Crew] = field(default_factory=dict)
    duties: Mapping[str, Sequence[Duty]] = field(default_factory=dict)
    loads: Mapping[str, int] = field(default_factory=dict)

    def load(self, person: str) -> int:
        """How many unclosed orders a person has."""
        return self.loads.get(person, 0)

    def on_duty(self, crew_id: str, now: datetime) -> list[str]:
        """Who of a crew is on duty, by id; nobody where there is no such crew at ``now``."""
        crew = self.crews.get(crew_id)
        if crew is None or not crew.is_valid(now):
            return []
        return sorted({duty.person for duty in self.duties.get(crew_id, ()) if duty.is_on(now)})

    def handed_over(self, old: str | None, new: str | None) -> "Roster":
        """The same after one order went from a person to another; None is nobody."""
        loads = dict(self.loads)
        for person, change in ((old, -1), (new, 1)):
            if person is not None:
                loads[person] = loads.get(person, 0) + change
        return replace(self, loads=loads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who is told in a ``role`` of what happens in a scope, on a channel; ``num`` is 0 before it is there."""

    num: int = 0
    role: str
    scope: Scope
    scope_id: str
    channel: str
    address: str
    name: str
    valid_from: datetime
    valid_to: datetime | None = None
