"""A rule with a watch in place of a condition: its numbers, its passport and its own examples."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from alerts.rule import (
    RULES,
    changes_told,
    digest_of,
    is_watch,
    level_from,
    pairs_from,
)
from alerts.watch import Held, Open, Watch, turned, watch_from
from model.catalogue import load_kinds
from model.definition import Definition, id_from, read_definition
from model.errors import DefinitionError
from model.kind import Kind
from model.order import Purpose
from model.passport import Passport, passport_from
from model.severity import Severity
from model.text import Text

_START = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Views as (time, rows), and the changes of the worst level that they must cause as (seconds, level)."""

    name: str
    views: Sequence[tuple[datetime, Sequence[Any]]]
    changes: Sequence[tuple[float, Severity | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRule:
    """One rule with a watch; ``id`` is the file's stem, ``digest`` the SHA-256 of the file.

    An alert clears when the watch has not held for ``clear_after``; ``purpose`` says whom its orders are for.
    """

    id: str
    name: Text
    watch: Watch
    clear_after: timedelta
    purpose: Purpose
    passport: Passport
    examples: Sequence[Example]
    body: str

    @property
    def digest(self) -> str:
        return digest_of(self.body)


def load_watches(folder: Path = RULES, *, kinds: Mapping[str, Kind] | None = None) -> list[WatchRule]:
    """Every rule of ``folder`` that has a watch, each shown by its own examples.

    Raises DefinitionError, naming file and key, at the first rule that is wrong.
    """
    known = load_kinds() if kinds is None else kinds
    paths = sorted(folder.glob("*.toml"))
    others = {path.stem for path in paths if not is_watch(path)}
    found = [load_watch(path, kinds=known) for path in paths if path.stem not in others]
    for rule in found:
        for name in getattr(rule.watch, "rules", ()):
            if name not in others:
                problem = f"{name!r} is not a rule with a condition in {folder}"
                raise DefinitionError(str(folder / f"{rule.id}.toml"), "rule", problem)
    return found


def load_watch(path: Path, *, kinds: Mapping[str, Kind]) -> WatchRule:
    """The rule of one file. Raises DefinitionError, naming file and key, when anything in it is wrong."""
    definition = read_definition(path)
    id_from(definition, path)
    return watch_rule_from(definition, path.read_text(encoding="utf-8"), kinds=kinds)


def watch_rule_from(definition: Definition, body: str, *, kinds: Mapping[str, Kind]) -> WatchRule:
    """The rule that a whole definition describes; ``body`` is the text it was read from."""
    watch = watch_from(definition.take("watch", str), definition, kinds=kinds)
    rule = WatchRule(
        id=definition.take("id", str),
        name=definition.text("name"),
        watch=watch,
        clear_after=timedelta(seconds=definition.take("clear_after_s", float)),
        purpose=_purpose(definition),
        passport=passport_from(definition.table("passport")),
        examples=[_example(table, watch) for table in definition.tables("examples")],
        body=body,
    )
    if rule.clear_after < timedelta(0):
        raise definition.error("clear_after_s", "cannot be below 0 seconds")
    definition.finish()
    _check_examples(rule, definition)
    return rule


def played(rule: WatchRule, example: Example) -> list[tuple[float, Severity | None]]:
    """Each change of the worst level, (seconds, level or None for normal), that the views cause."""
    standing: dict[Hashable, Open] = {}
    level: Severity | None = None
    changes: list[tuple[float, Severity | None]] = []
    for now, view in example.views:
        standing = _after(rule, standing, rule.watch.holding(now, view), now=now)
        now_level = max((one.severity for one in standing.values()), default=None)
        if now_level is not level:
            level = now_level
            changes.append(((now - _START).total_seconds(), level))
    return changes


def _after(
    rule: WatchRule, standing: Mapping[Hashable, Open], holding: Mapping[Hashable, Held], *, now: datetime
) -> dict[Hashable, Open]:
    after: dict[Hashable, Open] = {}
    for subject in standing.keys() | holding.keys():
        before, held = standing.get(subject), holding.get(subject)
        turn = turned(before, held, now=now, clear_after=rule.clear_after)
        if held is not None:
            after[subject] = Open(severity=held.severity, value=held.value)
        elif before is not None and turn.transition is None:
            after[subject] = Open(
                severity=before.severity, value=before.value, normal_since=turn.normal_since
            )
    return after


def _purpose(definition: Definition) -> Purpose:
    known = {purpose.value: purpose for purpose in Purpose}
    return definition.choice("purpose", known) if "purpose" in definition.names() else Purpose.FIELD


def _example(table: Definition, watch: Watch) -> Example:
    pairs = pairs_from(table, "views")
    times = [seconds for seconds, _ in pairs]
    if not times or sorted(set(times)) != times:
        raise table.error("views", "must be in order of time, with at least one")
    example = Example(
        name=table.take("name", str),
        views=[_view(table, watch, seconds, rows) for seconds, rows in pairs],
        changes=[(float(seconds), level_from(table, word)) for seconds, word in pairs_from(table, "changes")],
    )
    table.finish()
    return example


def _view(table: Definition, watch: Watch, seconds: float, rows: object) -> tuple[datetime, Sequence[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise table.error("views", f"{rows!r} is not a list of tables")
    at = _START + timedelta(seconds=seconds)
    found = []
    for row in rows:
        one = Definition(row, file=table.file, path=f"{table.key('views')}[{seconds:g} s]")
        found.append(watch.row(one, at=at))
        one.finish()
    return at, found


def _check_examples(rule: WatchRule, definition: Definition) -> None:
    if not any(example.changes for example in rule.examples):
        raise definition.error("examples", "none of them fires; a rule shows at least one that does")
    if all(example.changes for example in rule.examples):
        raise definition.error("examples", "none of them stays silent; a rule shows at least one that does")
    for index, example in enumerate(rule.examples):
        if (found := played(rule, example)) != list(example.changes):
            problem = f"{example.name!r} changes {changes_told(found)}, not {changes_told(example.changes)}"
            raise DefinitionError(definition.file, f"examples[{index}]", problem)
