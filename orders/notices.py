"""The words of a notification: what people are told of an order, by command, from ``notices.toml``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_in
from functools import cache
from pathlib import Path
from string import Formatter

from model.definition import Definition, read_definition
from model.order import OrderCommand
from model.severity import Severity
from model.text import Text

NOTICES = Path(__file__).parent / "notices.toml"
LANGUAGES = ("zh", "en")
NEEDED = frozenset({"case", "name", "level"})
"""What every headline has: without them nobody knows what he is told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What the words may name; a line that names what is None or empty is left out.

    ``case`` is the case's id, ``due`` a time as people read it.
    """

    case: str
    name: Text
    level: Severity
    area: Text | None = None
    address: str | None = None
    note: str | None = None
    person: str | None = None
    due: Text | None = None
    plan: Text | None = None


FIELDS = frozenset(field.name for field in fields_in(Fields))
IN_DIGEST = frozenset({"count", "level", "cases"})
DIGEST_CASES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The templates for one command."""

    headline: Text
    body: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """The words of every level and command."""

    levels: Mapping[Severity, Text]
    words: Mapping[OrderCommand, Words]
    digest: Words

    def words_of(self, command: OrderCommand, told: Fields) -> tuple[Text, Text]:
        """Headline and body; braces that people wrote themselves stay as they are."""
        words = self.words[command]
        known = {language: self._known(told, language) for language in LANGUAGES}
        headline = {
            language: words.headline.in_language(language).format_map(known[language])
            for language in LANGUAGES
        }
        body = {language: _lines(words.body, known[language], language) for language in LANGUAGES}
        return Text(**headline), Text(**body)

    def digest_of(self, cases: Sequence[str], level: Severity) -> tuple[Text, Text]:
        """Headline and body for many orders at once, of which the first DIGEST_CASES are named."""
        more = "" if len(cases) <= DIGEST_CASES else " …"
        shown = ", ".join(cases[:DIGEST_CASES]) + more
        texts = [self.digest.headline, *self.digest.body]
        headline, body = (
            Text(
                **{
                    language: text.in_language(language).format(
                        count=len(cases), cases=shown, level=self.levels[level].in_language(language)
                    )
                    for language in LANGUAGES
                }
            )
            for text in texts
        )
        return headline, body

    def _known(self, told: Fields, language: str) -> dict[str, str]:
        """What is known, each on one line: a headline is the subject of a mail."""
        known = {}
        for name in FIELDS:
            value = self.levels[told.level] if name == "level" else getattr(told, name)
            plain = value.in_language(language) if isinstance(value, Text) else value or ""
            known[name] = " ".join(plain.split())
        return known


def words_of(command: OrderCommand, told: Fields) -> tuple[Text, Text]:
    """Headline and body of what somebody is told of a command, by the words that the program brings."""
    return shipped_notices().words_of(command, told)


def digest_of(cases: Sequence[str], *, level: Severity) -> tuple[Text, Text]:
    """Headline and body for many orders at once, by the words that the program brings."""
    return shipped_notices().digest_of(cases, level)


@cache
def shipped_notices() -> Notices:
    """The words that the program brings."""
    return load_notices()


def load_notices(path: Path = NOTICES) -> Notices:
    """The words of one file. Raises DefinitionError, naming file and key, when anything in it is wrong."""
    definition = read_definition(path)
    levels = definition.table("level")
    lines = definition.table("line")
    told = {name: _template(lines, name) for name in lines.names()}
    commands = definition.table("command")
    notices = Notices(
        levels={severity: levels.text(severity.key) for severity in Severity},
        words={command: _words(commands.table(command.value), told) for command in OrderCommand},
        digest=_digest(definition.table("digest")),
    )
    for table in (levels, commands, definition):
        table.finish()
    return notices


def _words(table: Definition, lines: dict[str, Text]) -> Words:
    words = Words(headline=_template(table, "headline"), body=tuple(table.choice_of("body", lines)))
    table.finish()
    for language in LANGUAGES:
        if missing := NEEDED - _named(words.headline.in_language(language)):
            raise table.error(f"headline.{language}", f"does not name {', '.join(sorted(missing))}")
    return words


def _digest(table: Definition) -> Words:
    words = Words(
        headline=_template(table, "headline", IN_DIGEST), body=(_template(table, "body", IN_DIGEST),)
    )
    table.finish()
    return words


def _template(table: Definition, name: str, fields: frozenset[str] = FIELDS) -> Text:
    text = table.text(name)
    for language in LANGUAGES:
        try:
            unknown = _named(text.in_language(language)) - fields
        except ValueError as problem:
            raise table.error(f"{name}.{language}", f"cannot be filled in: {problem}") from problem
        if unknown:
            known = ", ".join(sorted(fields))
            raise table.error(f"{name}.{language}", f"{sorted(unknown)[0]!r} is not one of {known}")
    return text


def _named(template: str) -> set[str]:
    """The fields that a template names, with all that stands between their braces. Raises ValueError."""
    parts = [part for part in Formatter().parse(template) if part[1] is not None]
    return {f"{name}{f'!{how}' if how else ''}{f':{form}' if form else ''}" for _, name, form, how in parts}


def _lines(templates: tuple[Text, ...], known: Mapping[str, str], language: str) -> str:
    told = [template.in_language(language) for template in templates]
    return "\n".join(line.format_map(known) for line in told if all(known[name] for name in _named(line)))
