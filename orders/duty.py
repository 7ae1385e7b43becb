"""Who has an order: by its area and trade to a crew, and in that to a person on duty. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from model.duty import DESK, Crew, Roster

_NONE = "-"


class Reason(StrEnum):
    """Why an order is where it is."""

    ON_DUTY = "on_duty"
    """Somebody of its trade is on duty."""
    DESK = "desk"
    """Nobody of its trade is, but somebody at a desk."""
    CREW = "crew"
    """Nobody is on duty at all: the crew has it, and no person yet."""
    NOBODY = "nobody"
    """There is no crew of its trade either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The crew and the person that have an order, and why."""

    crew: str | None = None
    person: str | None = None
    reason: Reason = Reason.NOBODY

    @property
    def note(self) -> str:
        """Three words for the history of an order: crew, person, reason; ``-`` is none."""
        return f"{self.crew or _NONE} {self.person or _NONE} {self.reason}"


def assignment_from(note: str) -> Assignment:
    """The assignment that a line of history tells. Raises ValueError where it tells none."""
    crew, person, reason = note.split(" ")
    return Assignment(
        crew=None if crew == _NONE else crew,
        person=None if person == _NONE else person,
        reason=Reason(reason),
    )


def assigned(
    roster: Roster, *, path: Sequence[str], trade: str, now: datetime, chosen: str | None = None
) -> Assignment:
    """Who gets an order of a trade; ``path`` are the codes of its areas, from the district down.

    Somebody on duty in the ``chosen`` crew, if a person chose one; else in that of the narrowest area, of
    several the one with the least load; else at the desk of the narrowest area; else a crew without a person.
    """
    if chosen is not None and (found := _least_loaded(roster, [chosen], now)):
        return Assignment(crew=chosen, person=found[1], reason=Reason.ON_DUTY)
    for reason, wanted in ((Reason.ON_DUTY, trade), (Reason.DESK, DESK)):
        for crews in _by_area(roster, path, wanted, now):
            if found := _least_loaded(roster, crews, now):
                return Assignment(crew=found[0], person=found[1], reason=reason)
    for crews in _by_area(roster, path, trade, now):
        return Assignment(crew=min(crews), reason=Reason.CREW)
    return Assignment()


def is_kept(
    roster: Roster, *, crew: str | None, person: str | None, path: Sequence[str], trade: str, now: datetime
) -> bool:
    """Whether a person keeps an order: while on duty, and at a desk only until somebody of its trade is."""
    if crew is None or person is None or person not in roster.on_duty(crew, now):
        return False
    if trade == DESK or roster.crews[crew].trade != DESK:
        return True
    return assigned(roster, path=path, trade=trade, now=now).reason is not Reason.ON_DUTY


def _least_loaded(roster: Roster, crews: Iterable[str], now: datetime) -> tuple[str, str] | None:
    """The crew and the person with the least load, then by id, among all on duty in some crews."""
    there = [(roster.load(one), one, crew) for crew in crews for one in roster.on_duty(crew, now)]
    if not there:
        return None
    _, person, crew = min(there)
    return crew, person


def _by_area(roster: Roster, path: Sequence[str], trade: str, now: datetime) -> Iterator[list[str]]:
    """The crews of a trade around a place, those of the narrowest area first, as long as there are any."""
    at_depth: defaultdict[int, list[str]] = defaultdict(list)
    for crew in roster.crews.values():
        if crew.trade == trade and crew.is_valid(now) and (depths := _depths(path, crew)):
            at_depth[max(depths)].append(crew.id)
    for _, crews in sorted(at_depth.items(), reverse=True):
        yield crews


def _depths(path: Sequence[str], crew: Crew) -> list[int]:
    return [depth for depth, area in enumerate(path) if area in crew.areas]
