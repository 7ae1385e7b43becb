"""A plan (预案): how cases of one scenario are worked. One TOML file each in ``orders/plans``.

An order takes a copy of its plan when it opens, so that a change of the file never reaches work under way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from math import inf
from pathlib import Path

from model.area import LEVELS, Level
from model.catalogue import load_kinds
from model.definition import Definition, id_from, read_definition
from model.errors import DefinitionError
from model.kind import Kind
from model.order import OrderCommand, Purpose
from model.passport import Passport, passport_from
from model.severity import SEVERITIES, Severity
from model.text import Text
from orders.clock import ClockSort, TimeLimit, TimeUnit

PLANS = Path(__file__).parent / "plans"
OTHER, MAINTENANCE = "other", "maintenance"
"""The plan of what no other plan is for, and that of sensors that need a hand themselves."""

MAY_SKIP = (OrderCommand.ARRIVE, OrderCommand.CLOSE)
"""Steps that a plan may leave out; without CLOSE an order closes with its verification."""

ROLES = ("crew", "desk", "committee", "street", "district", "paired_neighbour")
"""Who may be told: the person who has the order, the desk of its area, areas around it, the pair (老伙伴)."""

SORTS = {sort.value: sort for sort in ClockSort}
UNITS = {unit.value: unit for unit in TimeUnit}
Limits = Mapping[ClockSort, TimeLimit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """When ``share`` of a clock is used up, 1 being all of it, the order is carried to ``level``."""

    sort: ClockSort
    share: float
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """At each of the commands ``on``, those are told who have the role ``whom`` for the place."""

    on: frozenset[OrderCommand]
    whom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One plan; ``id`` is the file's stem.

    ``kinds`` are the kinds of sensors whose alerts it is for, ``categories`` what people report of it.
    Reports within ``radius_m`` and ``within`` of each other are one case; where both are 0, every order is a
    case of its own. ``limits`` are told for each level.
    """

    id: str
    name: Text
    kinds: tuple[str, ...]
    categories: Mapping[str, Text]
    trade: str
    skips: frozenset[OrderCommand]
    radius_m: float
    within: timedelta
    limits: Mapping[Severity, Limits]
    ladder: tuple[Rung, ...]
    tells: tuple[Tell, ...]
    passport: Passport


@dataclass(frozen=True, slots=True, kw_only=True)
class Plans:
    """All plans, and which of them is for what."""

    by_id: Mapping[str, Plan]

    def for_alert(self, kind: str, purpose: Purpose) -> Plan:
        """The plan for an alert of a sensor of ``kind``."""
        if purpose is Purpose.MAINTENANCE:
            return self.by_id[MAINTENANCE]
        return next((plan for plan in self.by_id.values() if kind in plan.kinds), self.by_id[OTHER])

    def for_category(self, category: str) -> Plan | None:
        """The plan for what people report, None where no plan knows the word."""
        return next((plan for plan in self.by_id.values() if category in plan.categories), None)

    @property
    def trades(self) -> Sequence[str]:
        """Every trade that a plan asks for."""
        return sorted({plan.trade for plan in self.by_id.values()})


@cache
def shipped_plans() -> Plans:
    """The plans that the program brings."""
    return load_plans()


def load_plans(folder: Path = PLANS, *, kinds: Mapping[str, Kind] | None = None) -> Plans:
    """Every plan of ``folder``. Raises DefinitionError, naming file and key, at the first wrong one."""
    known = load_kinds() if kinds is None else kinds
    plans = [load_plan(path, kinds=known) for path in sorted(folder.glob("*.toml"))]
    for word in ("kinds", "categories"):
        _check_once(folder, word, ((plan.id, one) for plan in plans for one in getattr(plan, word)))
    by_id = {plan.id: plan for plan in plans}
    for needed in (OTHER, MAINTENANCE):
        if needed not in by_id:
            raise DefinitionError(str(folder), "", f"there must be a plan {needed}.toml")
    return Plans(by_id=by_id)


def load_plan(path: Path, *, kinds: Mapping[str, Kind]) -> Plan:
    """The plan of one file. Raises DefinitionError, naming file and key, when anything in it is wrong."""
    definition = read_definition(path)
    plan = Plan(
        id=id_from(definition, path),
        name=definition.text("name"),
        kinds=tuple(definition.choice_of("kinds", {kind: kind for kind in kinds})),
        categories=_categories(definition),
        trade=definition.take("trade", str),
        skips=frozenset(definition.choice_of("skips", {one.value: one for one in MAY_SKIP})),
        radius_m=_reach(definition, "radius_m"),
        within=timedelta(hours=_reach(definition, "within_h")),
        limits=_limits(definition),
        ladder=tuple(_rung(one) for one in definition.tables("ladder")),
        tells=tuple(_tell(one) for one in definition.tables("tell")),
        passport=passport_from(definition.table("passport")),
    )
    definition.finish()
    _check_clocks(plan, definition)
    return plan


def _reach(definition: Definition, name: str) -> float:
    value = definition.take(name, float)
    if not 0 <= value < inf:
        raise definition.error(name, f"must be 0 or above, not {value:g}")
    return value


def _categories(definition: Definition) -> Mapping[str, Text]:
    table = definition.optional_table("categories")
    return {name: table.text(name) for name in table.names()} if table else {}


def _limits(definition: Definition) -> Mapping[Severity, Limits]:
    """Limits by level: what ``limits.default`` says, and from a level that has words of its own on, those."""
    table = definition.table("limits")
    limits = _clocks(table.table("default"))
    found = {}
    for severity in Severity:
        own = table.optional_table(severity.key)
        limits = {**limits, **(_clocks(own) if own else {})}
        found[severity] = limits
    table.known("default", *SEVERITIES)
    return found


def _clocks(table: Definition) -> Limits:
    found = {}
    for name in table.names():
        if name not in SORTS:
            raise table.error(name, f"is not one of {', '.join(SORTS)}")
        limit = table.table(name)
        amount, unit = limit.take("amount", float), limit.choice("unit", UNITS)
        limit.finish()
        if not 0 < amount < inf:
            raise table.error(name, "must be above 0")
        found[SORTS[name]] = TimeLimit(amount=amount, unit=unit)
    return found


def _rung(table: Definition) -> Rung:
    rung = Rung(
        sort=table.choice("clock", SORTS),
        share=table.take("share", float),
        level=table.choice("level", LEVELS),
    )
    if not 0 < rung.share < inf:
        raise table.error("share", "must be above 0; 1 is when the clock has run out")
    table.finish()
    return rung


def _tell(table: Definition) -> Tell:
    commands = {one.value: one for one in OrderCommand}
    tell = Tell(
        on=frozenset(table.choice_of("on", commands)),
        whom=table.choice("whom", {role: role for role in ROLES}),
    )
    if not tell.on:
        raise table.error("on", "must name one or more commands")
    table.finish()
    return tell


def _check_clocks(plan: Plan, definition: Definition) -> None:
    skipped = {ClockSort.ARRIVE} if OrderCommand.ARRIVE in plan.skips else set()
    for severity, limits in plan.limits.items():
        if limits.keys() != set(ClockSort) - skipped:
            wanted = ", ".join(sorted(set(ClockSort) - skipped))
            raise definition.error("limits", f"must tell {wanted} for {severity.key}")
    if any(rung.sort in skipped for rung in plan.ladder):
        raise definition.error("ladder", "hangs on a clock that this plan skips")
    rungs = [(rung.sort, rung.share) for rung in plan.ladder]
    if len(set(rungs)) != len(rungs):
        raise definition.error("ladder", "has two rungs at one share of a clock")


def _check_once(folder: Path, word: str, told: Iterable[tuple[str, str]]) -> None:
    taken: dict[str, str] = {}
    for plan_id, one in told:
        if (other := taken.setdefault(one, plan_id)) != plan_id:
            problem = f"{one!r} belongs to {other!r} already"
            raise DefinitionError(str(folder / f"{plan_id}.toml"), word, problem)
