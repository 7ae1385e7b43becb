"""The rules in force at a time: what people have approved, and what the program ships where they have not.

A process looks at one number again and again, and reads the rules anew when that has moved or the time of an
approved revision has come.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.revisions.text import AnyRule, rule_of
from alerts.rule import Rule
from alerts.watch_rule import WatchRule
from model.errors import DefinitionError
from model.kind import Kind
from model.proposal import Revision
from store import rules as table
from store.pool import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """A rule in force; ``revision`` is None where no database holds it yet."""

    rule: AnyRule
    revision: Revision | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A revision in force that this program cannot read; ``instead`` tells what stands in for it."""

    rule_id: str
    revision: int
    problem: str
    instead: str

    def __str__(self) -> str:
        return f"revision {self.revision} of {self.rule_id} cannot be read: {self.problem}; {self.instead}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The rules in force, by id; ``gone`` were in force once and are not any more."""

    rules: Mapping[str, Current]
    gone: frozenset[str] = frozenset()
    troubles: Sequence[Trouble] = ()

    @property
    def conditions(self) -> list[Rule]:
        return [one.rule for one in self.rules.values() if isinstance(one.rule, Rule)]

    @property
    def watches(self) -> list[WatchRule]:
        return [one.rule for one in self.rules.values() if isinstance(one.rule, WatchRule)]


def newest(history: Sequence[Revision]) -> Revision | None:
    """The last of a rule's revisions that is, or will be, in force; None where there is none."""
    return next(
        (one for one in reversed(history) if one.effective_at is not None and not one.withdrawn), None
    )


def as_shipped(shipped: Mapping[str, AnyRule]) -> InForce:
    """The rules as the program ships them, where there is no database to ask."""
    return InForce(rules={rule.id: Current(rule=rule, revision=None) for rule in shipped.values()})


def in_force(
    conn: Connection,
    shipped: Mapping[str, AnyRule],
    *,
    kinds: Mapping[str, Kind],
    now: datetime,
    before: InForce | None = None,
) -> InForce:
    """The rules in force at ``now``; ``before`` are those that were known last, and need not be read again.

    A revision that this program cannot read is a trouble: the rule of ``before`` stands in for it, or the
    shipped one. A shipped rule that the database does not know yet is in force.
    """
    found: dict[str, Current] = {}
    troubles, gone = [], set()
    for revision in table.in_force(conn, now=now):
        rule_id = revision.rule_id
        if not revision.body:
            gone.add(rule_id)
            continue
        kept = before.rules.get(rule_id) if before else None
        try:
            found[rule_id] = Current(rule=_read(revision, shipped, kept, kinds), revision=revision)
        except DefinitionError as problem:
            stands_in, words = _stand_in(rule_id, shipped, kept)
            troubles.append(
                Trouble(rule_id=rule_id, revision=revision.revision, problem=str(problem), instead=words)
            )
            if stands_in is not None:
                found[rule_id] = stands_in
    for rule_id in shipped.keys() - found.keys() - gone - {one.rule_id for one in troubles}:
        found[rule_id] = Current(rule=shipped[rule_id], revision=None)
    return InForce(rules=dict(sorted(found.items())), gone=frozenset(gone), troubles=troubles)


def _read(
    revision: Revision, shipped: Mapping[str, AnyRule], kept: Current | None, kinds: Mapping[str, Kind]
) -> AnyRule:
    ours = shipped.get(revision.rule_id)
    if ours is not None and ours.digest == revision.digest:
        return ours
    if kept is not None and kept.rule.digest == revision.digest:
        return kept.rule
    return rule_of(revision.body, kinds=kinds, name=f"{revision.rule_id}, revision {revision.revision}")


def _stand_in(
    rule_id: str, shipped: Mapping[str, AnyRule], kept: Current | None
) -> tuple[Current | None, str]:
    if kept is not None:
        number = f"revision {kept.revision.revision}" if kept.revision else "the shipped text"
        return kept, f"{number}, which stood before, goes on"
    if (ours := shipped.get(rule_id)) is not None:
        return Current(rule=ours, revision=None), "the text that this program ships stands in"
    return None, "the rule is not in force; approve a text that this program reads"


class Rulebook:
    """The rules in force, read again when they have changed; ``found`` is a new object then.

    ``tell`` hears of it, with what was in force before, None at first.
    """

    def __init__(
        self,
        shipped: Mapping[str, AnyRule],
        kinds: Mapping[str, Kind],
        tell: Callable[[InForce, InForce | None], None] = lambda _found, _before: None,
    ) -> None:
        self._shipped = shipped
        self._kinds = kinds
        self._tell = tell
        self._version = -1
        self._next: datetime | None = None
        self.found = as_shipped(shipped)

    def look(self, conn: Connection, *, now: datetime) -> InForce:
        """What is in force now, by one question to the database where nothing has changed."""
        # The version is asked first: a change between the two is then seen at the next look.
        version = table.rules_version(conn)
        if version != self._version or (self._next is not None and now >= self._next):
            before = self.found if self._version >= 0 else None
            found = in_force(conn, self._shipped, kinds=self._kinds, now=now, before=before)
            self._next = table.next_effective(conn, now=now)
            self._version, self.found = version, found
            self._tell(found, before)
        return self.found
