"""A hazard: which kinds tell of it, and what one place is to it. One TOML file each in ``alerts/hazards``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from alerts.watch import kinds_from
from model.area import LEVELS, Level
from model.catalogue import load_kinds
from model.definition import Definition, id_from, read_definition
from model.errors import DefinitionError
from model.kind import Kind
from model.passport import Passport, passport_from
from model.site_kind import load_site_kinds
from model.text import Text

HAZARDS = Path(__file__).parents[1] / "hazards"
SITE = "site"
"""The fact that says which site a sensor belongs to; every other is a field of that site's dossier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """One hazard; ``id`` is the file's stem.

    Two places are one where ``fact`` is equal, or, where one of them does not tell it, within ``radius_m``;
    never beyond one area of ``level``. The ground of a place reaches ``reach_m`` around it. An incident
    closes ``close_after`` the last of what keeps it open.
    """

    id: str
    name: Text
    kinds: tuple[str, ...]
    level: Level
    fact: str | None
    radius_m: float
    reach_m: float
    close_after: timedelta
    passport: Passport


def load_hazards(folder: Path = HAZARDS, *, kinds: Mapping[str, Kind] | None = None) -> Sequence[Hazard]:
    """Every hazard of ``folder``. Raises DefinitionError, naming file and key, at the first wrong one."""
    known = load_kinds() if kinds is None else kinds
    found = [load_hazard(path, kinds=known) for path in sorted(folder.glob("*.toml"))]
    taken: dict[str, str] = {}
    for hazard in found:
        for kind in hazard.kinds:
            if (other := taken.setdefault(kind, hazard.id)) != hazard.id:
                problem = f"{kind!r} belongs to {other!r} already: an alert is of one hazard"
                raise DefinitionError(str(folder / f"{hazard.id}.toml"), "kinds", problem)
    return found


def load_hazard(path: Path, *, kinds: Mapping[str, Kind]) -> Hazard:
    """The hazard of one file. Raises DefinitionError, naming file and key, when anything in it is wrong."""
    definition = read_definition(path)
    hazard = Hazard(
        id=id_from(definition, path),
        name=definition.text("name"),
        kinds=tuple(kind.id for kind in kinds_from(definition, kinds)),
        level=definition.choice("level", LEVELS),
        fact=_fact(definition) if "fact" in definition.names() else None,
        radius_m=_above_zero(definition, "radius_m"),
        reach_m=_above_zero(definition, "reach_m"),
        close_after=timedelta(seconds=_above_zero(definition, "close_after_s")),
        passport=passport_from(definition.table("passport")),
    )
    definition.finish()
    return hazard


def _fact(definition: Definition) -> str:
    """The name of a fact that some kind of site has: a word that no dossier knows would link nothing."""
    fields = [name for kind in load_site_kinds().values() for name in kind.fields]
    return definition.choice("fact", {name: name for name in (SITE, *fields)})


def _above_zero(definition: Definition, name: str) -> float:
    if (value := definition.take(name, float)) <= 0:
        raise definition.error(name, f"must be above 0, not {value:g}")
    return value
