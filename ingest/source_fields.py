"""The fields of a source: which metric each is, in which unit the device tells it, and of which sensor."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass

from ingest.template import Template, TemplateError, pattern_of, template_from
from model.definition import Definition
from model.kind import Kind, Metric
from model.units import UNITS, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMap:
    """What one field is. ``unit`` is the device's; ``absent`` and the values of ``texts`` are in it.

    ``absent`` is the value of a message that leaves the field out, None where leaving out means nothing.
    ``texts`` are the numbers that words such as ``ON`` stand for.
    """

    kind: Kind
    metric: Metric
    unit: Unit
    sensor: Template
    absent: float | None
    texts: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePattern:
    """A field whose name holds words."""

    regex: re.Pattern[str]
    field: FieldMap


def fields_from(
    definition: Definition, *, kind: Kind, kinds: Mapping[str, Kind], sensor: Template, known: Set[str]
) -> tuple[Mapping[str, FieldMap], tuple[NamePattern, ...]]:
    """The fields of plain names, and those whose names hold words; ``known`` are the words that all have.

    Raises DefinitionError naming the key.
    """
    literal: dict[str, FieldMap] = {}
    patterns: list[NamePattern] = []
    for name, table in definition.named_tables("fields"):
        words, regex = _words_of(name, table, known)
        field = _field(table, kind=kind, kinds=kinds, sensor=sensor, known=known | words)
        if not words:
            literal[name] = field
        elif field.absent is None:
            patterns.append(NamePattern(regex=regex, field=field))
        else:
            raise table.error("absent", "needs a field whose name holds no words")
    if not literal and not patterns:
        raise definition.error("fields", "a source maps at least one field")
    return literal, tuple(patterns)


def template_at(definition: Definition, key: str, text: str) -> Template:
    """The template under ``key``. Raises DefinitionError."""
    try:
        return template_from(text)
    except TemplateError as problem:
        raise definition.error(key, str(problem)) from None


def units_from(definition: Definition) -> Mapping[str, Unit]:
    """What a platform's own names of units mean."""
    table = definition.optional_table("units")
    return {} if table is None else {name: table.choice(name, UNITS) for name in table.names()}


def _words_of(name: str, table: Definition, known: Set[str]) -> tuple[frozenset[str], re.Pattern[str]]:
    try:
        template = template_from(name)
        regex = re.compile(pattern_of(template), re.DOTALL)
    except TemplateError as problem:
        raise table.error("", str(problem)) from None
    words = frozenset(template.words)
    if twice := (words & known) - {"device"}:
        raise table.error("", f"{{{min(twice)}}} is a word of the topic; only {{device}} may be told twice")
    return words, regex


def _field(
    table: Definition, *, kind: Kind, kinds: Mapping[str, Kind], sensor: Template, known: Set[str]
) -> FieldMap:
    own_kind = table.choice("kind", dict(kinds)) if "kind" in table.names() else kind
    metric = table.choice("metric", dict(own_kind.metrics))
    absent = table.take("absent", float) if "absent" in table.names() else None
    texts = table.numbers("texts") if "texts" in table.names() else {}
    field = FieldMap(
        kind=own_kind,
        metric=metric,
        unit=_unit(table, metric),
        sensor=template_at(table, "sensor", table.take("sensor", str, sensor.text)),
        absent=absent,
        texts=texts,
    )
    if unknown := [word for word in field.sensor.words if word not in known]:
        raise table.error("sensor", f"{{{unknown[0]}}} is a word of neither the topic nor this field's name")
    table.finish()
    return field


def _unit(table: Definition, metric: Metric) -> Unit:
    table.take("unit", str, "")
    if "unit" not in table.names():
        return metric.unit
    unit = table.choice("unit", UNITS)
    if unit.quantity != metric.unit.quantity:
        problem = f"{unit.name} ({unit.quantity}) is no unit of {metric.name} ({metric.unit.quantity})"
        raise table.error("unit", problem)
    return unit
