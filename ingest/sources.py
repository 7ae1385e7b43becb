"""Sources: what the messages of another platform mean. One TOML a source, in the folder of that setting.

A source says on which topics it speaks, in which codec, of which registered sensor a message is, and which
metric, in which unit, each field is. Read strictly; docs/howto/sources.md tells how to write one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import combinations
from pathlib import Path

from ingest.codec import codec_names
from ingest.source_fields import FieldMap, NamePattern, fields_from, template_at, units_from
from ingest.template import Template, TemplateError
from ingest.topic_pattern import OURS, TopicPattern, can_meet, topic_pattern
from model.definition import Definition, read_definition
from model.errors import DefinitionError
from model.kind import Kind
from model.units import Unit

DEVICE = "device"
"""The word that a message may tell where the topic does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One platform's messages.

    ``sensor`` becomes the name of the sensor, ``sensors`` its registered id where that differs. ``units`` are
    further names of units that messages may tell; ``may_be_absent`` are the fields that mean a value when a
    message leaves them out.
    """

    id: str
    codec: str
    topic: TopicPattern
    sensor: Template
    kind: Kind
    numbers_as_text: bool
    ignore: tuple[str, ...]
    fields: Mapping[str, FieldMap]
    patterns: tuple[NamePattern, ...]
    may_be_absent: tuple[str, ...]
    sensors: Mapping[str, str]
    units: Mapping[str, Unit]

    @property
    def filter(self) -> str:
        """The MQTT subscription of this source."""
        return self.topic.filter

    def match(self, topic: str) -> dict[str, str] | None:
        """What the words of the topic stand for; None where the topic is not of this source."""
        return self.topic.match(topic)

    def field(self, name: str) -> tuple[FieldMap, Mapping[str, str]] | None:
        """What the field is, and the words that its name tells; None where the source does not map it."""
        if (known := self.fields.get(name)) is not None:
            return known, _NO_WORDS
        for pattern in self.patterns:
            if (found := pattern.regex.fullmatch(name)) is not None:
                return pattern.field, found.groupdict()
        return None

    def ignores(self, name: str) -> bool:
        """Whether the field is known to be of no interest."""
        return any(fnmatchcase(name, pattern) for pattern in self.ignore)


_NO_WORDS: Mapping[str, str] = {}


def source_from(definition: Definition, *, stem: str, kinds: Mapping[str, Kind]) -> Source:
    """The source that a definition describes. Raises DefinitionError naming the key."""
    if (source_id := definition.take("id", str)) != stem:
        raise definition.error("id", f"{source_id!r} differs from the file's name {stem!r}")
    kind = definition.choice("kind", dict(kinds))
    topic = _topic(definition)
    sensor = template_at(definition, "sensor", definition.take("sensor", str, f"{{{DEVICE}}}"))
    literal, patterns = fields_from(
        definition, kind=kind, kinds=kinds, sensor=sensor, known={*topic.words, DEVICE}
    )
    source = Source(
        id=source_id,
        codec=definition.choice("codec", {name: name for name in codec_names()}),
        topic=topic,
        sensor=sensor,
        kind=kind,
        numbers_as_text=definition.take("numbers_as_text", bool, default=False),
        ignore=_ignore(definition),
        fields=literal,
        patterns=patterns,
        may_be_absent=tuple(name for name, field in literal.items() if field.absent is not None),
        sensors=_sensors(definition),
        units=units_from(definition),
    )
    definition.finish()
    return source


def load_sources(folder: Path | None, *, kinds: Mapping[str, Kind]) -> Sequence[Source]:
    """Every source of ``folder`` by its name; none without a folder.

    Raises DefinitionError at the first wrong key, and where two sources could claim the same topic.
    """
    if folder is None:
        return ()
    if not folder.is_dir():
        raise DefinitionError(
            str(folder), "", "is no folder; the setting sources names the folder of the sources"
        )
    paths = sorted(folder.glob("*.toml"))
    sources = [source_from(read_definition(path), stem=path.stem, kinds=kinds) for path in paths]
    refuse_meeting(sources, folder)
    return sources


def refuse_meeting(sources: Iterable[Source], folder: Path) -> None:
    """Raises DefinitionError naming two sources of which it would be chance who gets a message.

    Two may share one subscription where their topics differ within a level (``wd-{n}``, ``rain-{n}``); two
    different subscriptions that bring the same topic are refused, because brokers may then deliver it twice.
    """
    for one, other in combinations(sources, 2):
        if can_meet(one.topic, other.topic):
            problem = f"{other.topic.text!r} can be the same topic as {one.topic.text!r} of {one.id}"
        elif one.filter != other.filter and can_meet(one.topic.brought, other.topic.brought):
            problem = f"its subscription {other.filter} brings messages of {one.filter} of {one.id}"
        else:
            continue
        raise DefinitionError(str(folder / f"{other.id}.toml"), "topic", f"{problem}; make them differ")


def source_of(topic: str, sources: Iterable[Source]) -> tuple[Source, dict[str, str]] | None:
    """The source that a topic is of, and what the topic's words stand for."""
    for source in sources:
        if (words := source.match(topic)) is not None:
            return source, words
    return None


def _topic(definition: Definition) -> TopicPattern:
    text = definition.take("topic", str)
    try:
        topic = topic_pattern(text)
    except TemplateError as problem:
        raise definition.error("topic", str(problem)) from None
    if can_meet(topic.brought, OURS):
        raise definition.error("topic", f"{text!r} reaches into {OURS.text}, which the native codec has")
    return topic


def _sensors(definition: Definition) -> Mapping[str, str]:
    table = definition.optional_table("sensors")
    return {} if table is None else {name: table.take(name, str) for name in table.names()}


def _ignore(definition: Definition) -> tuple[str, ...]:
    found = definition.take("ignore", list, [])
    if wrong := [one for one in found if not isinstance(one, str) or not one]:
        raise definition.error("ignore", f"{wrong[0]!r} is no name of a field")
    return tuple(found)
