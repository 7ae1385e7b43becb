"""The text of a rule, as a file or a person's proposal holds it, and where in it something is wrong."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from alerts.rule import RULES, Rule, load_rules, rule_from
from alerts.watch_rule import WatchRule, load_watches, watch_rule_from
from model.catalogue import load_kinds
from model.definition import Definition
from model.errors import DefinitionError
from model.kind import Kind

AnyRule = Rule | WatchRule
LONGEST = 65_536
"""Bytes of a rule's text; the shipped ones have about 2,000."""
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}[a-z0-9]")
_HEADER = re.compile(r"\s*\[{1,2}\s*([\w.]+)\s*\]{1,2}\s*(?:#.*)?")
_AT_LINE = re.compile(r"at line (\d+)")


def shipped_rules(folder: Path = RULES, *, kinds: Mapping[str, Kind] | None = None) -> dict[str, AnyRule]:
    """Every rule that this program ships, by its id. Raises DefinitionError at the first that is wrong."""
    known = load_kinds() if kinds is None else kinds
    found: list[AnyRule] = [*load_rules(folder, kinds=known), *load_watches(folder, kinds=known)]
    return {rule.id: rule for rule in sorted(found, key=lambda rule: rule.id)}


def rule_of(body: str, *, kinds: Mapping[str, Kind], name: str = "the text") -> AnyRule:
    """The rule that a text describes, shown by its own examples.

    Raises DefinitionError, naming ``name`` and the key, when anything in it is wrong.
    """
    if len(body.encode()) > LONGEST:
        raise DefinitionError(name, "", f"is longer than {LONGEST:,} bytes")
    try:
        definition = Definition(tomllib.loads(body), file=name)
    except tomllib.TOMLDecodeError as problem:
        raise DefinitionError(name, "", f"is not TOML: {problem}") from problem
    if not NAME.fullmatch(rule_id := definition.take("id", str)):
        raise definition.error(
            "id", f"{rule_id!r} is not small letters, digits and _, beginning with a letter"
        )
    read = watch_rule_from if "watch" in definition.names() else rule_from
    try:
        return read(definition, body, kinds=kinds)
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as problem:
        # A person's text must never end a process: a number of seconds beyond all time is one way.
        raise DefinitionError(name, "", f"makes no sense: {type(problem).__name__}, {problem}") from problem


def tidy(text: str) -> str:
    """A text as files hold it: lines end with one newline, whatever a browser or another system sent."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"


def line_of(body: str, problem: DefinitionError) -> int | None:
    """The line, from 1, that a problem is about; None where the text as a whole is meant."""
    if not problem.key:
        found = _AT_LINE.search(problem.problem)  # where the reader of TOML stopped
        return int(found[1]) if found else None
    wanted = [problem.key]
    places = dict(_places(body))
    while wanted and wanted[-1]:
        if wanted[-1] in places:
            return places[wanted[-1]]
        # What is missing has no line; the table that lacks it has.
        wanted.append(re.sub(r"(\.[^.\[]+|\[\d+\]|^[^.\[]+)$", "", wanted[-1]))
    return None


def _places(body: str) -> Iterator[tuple[str, int]]:
    """Each key of a text with its line, as errors name it: ``levels[0].on``."""
    table, counts = "", dict[str, int]()
    for number, line in enumerate(body.splitlines(), 1):
        if found := _HEADER.fullmatch(line):
            table = found[1]
            if line.lstrip().startswith("[["):
                counts[table] = counts.get(table, -1) + 1
                yield table, number
                table = f"{table}[{counts[table]}]"
            yield table, number
        elif named := re.match(r"\s*([\w-]+)\s*=", line):
            yield f"{table}.{named[1]}" if table else named[1], number
