"""A rule: which metric of which kind, which condition, with its passport and its own examples."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from alerts.condition import Condition, Facts, Seen, Standing, condition_from, hears, remembered
from model.catalogue import load_kinds
from model.definition import Definition, id_from, read_definition
from model.errors import DefinitionError
from model.kind import Kind, Metric
from model.passport import Passport, passport_from
from model.severity import SEVERITIES, Severity
from model.text import Text

RULES = Path(__file__).parent / "rules"
NORMAL = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Readings as (seconds, values by metric), and the changes of level they must cause as (seconds, level).

    ``facts`` are what is known of the site of the example.
    """

    name: str
    facts: Facts
    readings: Sequence[tuple[float, Mapping[str, float]]]
    changes: Sequence[tuple[float, Severity | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule; ``id`` is the file's stem, ``digest`` the SHA-256 of the file.

    After a silence longer than ``forget_after`` the next reading begins anew.
    """

    id: str
    name: Text
    kind: Kind
    metric: Metric
    condition: Condition
    forget_after: timedelta
    passport: Passport
    examples: Sequence[Example]
    body: str

    @property
    def digest(self) -> str:
        return digest_of(self.body)


def load_rules(folder: Path = RULES, *, kinds: Mapping[str, Kind] | None = None) -> list[Rule]:
    """Every rule of ``folder`` that has a condition, each shown by its own examples.

    Raises DefinitionError, naming file and key, at the first rule that is wrong.
    """
    known = load_kinds() if kinds is None else kinds
    paths = [path for path in sorted(folder.glob("*.toml")) if not is_watch(path)]
    return [load_rule(path, kinds=known) for path in paths]


def is_watch(path: Path) -> bool:
    """Whether a file describes a rule with a watch, see ``alerts/watch_rule.py``, and no condition."""
    return "watch" in read_definition(path).names()


def load_rule(path: Path, *, kinds: Mapping[str, Kind]) -> Rule:
    """The rule of one file. Raises DefinitionError, naming file and key, when anything in it is wrong."""
    definition = read_definition(path)
    id_from(definition, path)
    return rule_from(definition, path.read_text(encoding="utf-8"), kinds=kinds)


def rule_from(definition: Definition, body: str, *, kinds: Mapping[str, Kind]) -> Rule:
    """The rule that a whole definition describes; ``body`` is the text it was read from."""
    kind = definition.choice("kind", dict(kinds))
    metric = definition.choice("metric", dict(kind.metrics))
    rule = Rule(
        id=definition.take("id", str),
        name=definition.text("name"),
        kind=kind,
        metric=metric,
        condition=condition_from(definition.take("condition", str), definition, kind=kind, metric=metric),
        forget_after=timedelta(seconds=definition.take("forget_after_s", float)),
        passport=passport_from(definition.table("passport")),
        examples=[_example(table, metric) for table in definition.tables("examples")],
        body=body,
    )
    definition.finish()
    _check_examples(rule, definition)
    return rule


def played(rule: Rule, example: Example) -> list[tuple[float, Severity | None]]:
    """Each change of level, (seconds, level or None for normal), that the readings of ``example`` cause."""
    start = datetime(2025, 1, 1, tzinfo=UTC)
    condition, level = rule.condition, None
    standing = Standing(condition.rest, None)
    changes: list[tuple[float, Severity | None]] = []
    for seconds, values in example.readings:
        at = start + timedelta(seconds=seconds)
        for metric, value in values.items():
            seen = Seen(metric, value, at)
            state = remembered(condition, standing, at=at, forget_after=rule.forget_after)
            if hears(condition, state, seen):
                standing = Standing(condition.step(state, seen, example.facts), at)
        if (now_level := condition.severity(standing.state)) is not level:
            level = now_level
            changes.append((seconds, level))
    return changes


def digest_of(body: str) -> str:
    """The SHA-256 of a rule's file, which tells one revision from another."""
    return hashlib.sha256(body.encode()).hexdigest()


def _example(table: Definition, metric: Metric) -> Example:
    example = Example(
        name=table.take("name", str),
        facts=_numbers(table, "facts", table.take("facts", dict, {})),
        readings=[
            (float(seconds), _values(table, metric, told)) for seconds, told in pairs_from(table, "readings")
        ],
        changes=[(float(seconds), level_from(table, word)) for seconds, word in pairs_from(table, "changes")],
    )
    times = [seconds for seconds, _ in example.readings]
    if not times or sorted(set(times)) != times:
        raise table.error("readings", "must be in order of time, with at least one")
    table.finish()
    return example


def pairs_from(table: Definition, name: str) -> list[tuple[Any, Any]]:
    """A list of [seconds, anything]."""
    pairs: list[Any] = table.take(name, list)
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], int | float):
            raise table.error(name, f"{pair!r} is not [seconds, value]")
    return [(first, second) for first, second in pairs]


def _values(table: Definition, metric: Metric, told: object) -> Mapping[str, float]:
    """Values by metric; a bare number is one of the rule's own metric."""
    return _numbers(table, "readings", told if isinstance(told, dict) else {metric.name: told})


def _numbers(table: Definition, name: str, given: Mapping[str, Any]) -> Mapping[str, float]:
    for value in given.values():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise table.error(name, f"{value!r} is not a number")
    return {key: float(value) for key, value in given.items()}


def level_from(table: Definition, word: object) -> Severity | None:
    """The level that an example names, None for normal."""
    if word == NORMAL:
        return None
    if not isinstance(word, str) or word not in SEVERITIES:
        raise table.error("changes", f"{word!r} is not one of {NORMAL}, {', '.join(SEVERITIES)}")
    return SEVERITIES[word]


def _check_examples(rule: Rule, definition: Definition) -> None:
    if not any(example.changes for example in rule.examples):
        raise definition.error("examples", "none of them fires; a rule shows at least one that does")
    if all(example.changes for example in rule.examples):
        raise definition.error("examples", "none of them stays silent; a rule shows at least one that does")
    for index, example in enumerate(rule.examples):
        if (found := played(rule, example)) != list(example.changes):
            problem = f"{example.name!r} changes {changes_told(found)}, not {changes_told(example.changes)}"
            raise DefinitionError(definition.file, f"examples[{index}]", problem)


def changes_told(changes: Sequence[tuple[float, Severity | None]]) -> str:
    """Changes of level in words."""
    return ", ".join(f"to {level.key if level else NORMAL} at {at:g} s" for at, level in changes) or "nothing"
