"""A kind of site and what its dossier (一楼一档) holds. One TOML file a kind, in ``model/site_kinds``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from model.definition import Definition, read_definition
from model.text import Text

SITE_KINDS = Path(__file__).parent / "site_kinds"
RESERVED = ("id", "kind", "name_zh", "name_en", "lon", "lat", "area")
"""What a site has beside its dossier; no field of a dossier may be named so."""

LIST_MARK = ";"
"""What stands between the members of a list, which a dossier keeps as one text."""

Value = str | int | float


class FieldType(StrEnum):
    """What a field holds. A date is a text YYYY-MM-DD; a list is a text with ``;`` between its members."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    LIST = "list"


TYPES = {one.value: one for one in FieldType}
_WORDS = {
    FieldType.TEXT: "a text",
    FieldType.WHOLE: "a whole number",
    FieldType.NUMBER: "a number",
    FieldType.DATE: "a date YYYY-MM-DD",
    FieldType.LIST: "a list",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One line of a dossier; ``low``..``high`` bound numbers in ``unit``, ``of`` is a list's members."""

    name: str
    label: Text
    type: FieldType
    of: FieldType
    unit: str
    required: bool
    low: float | None
    high: float | None
    choices: tuple[str, ...]

    def problem(self, value: Value) -> str | None:
        """Why ``value`` cannot stand in this field, None when it can."""
        if self.type is FieldType.LIST and isinstance(value, str):
            return next((found for one in members(value) if (found := self._problem(self.of, one))), None)
        return self._problem(self.type, value)

    def _problem(self, kind: FieldType, value: Value) -> str | None:
        if not _fits(kind, value):
            return f"{value!r} is not {_WORDS[kind]}"
        if self.choices and value not in self.choices:
            return f"{value!r} is not one of {', '.join(self.choices)}"
        if isinstance(value, int | float):
            return self._beyond(value)
        return None

    def _beyond(self, value: float) -> str | None:
        for bound, word, wrong in (
            (self.low, "below", self.low is not None and value < self.low),
            (self.high, "above", self.high is not None and value > self.high),
        ):
            if wrong:
                return f"{value:.12g} is {word} {bound:.12g} {self.unit}".rstrip()
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteKind:
    """A kind of site; ``id`` is the file's stem, ``fields`` stand in the file's order."""

    id: str
    label: Text
    fields: Mapping[str, Field]

    def problems(self, dossier: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
        """Each field of ``dossier`` that does not fit, with the reason."""
        for name, value in dossier.items():
            if name not in self.fields:
                yield name, f"a {self.id} has no such field"
            elif found := self.fields[name].problem(value):
                yield name, found
        yield from ((name, f"is missing; every {self.id} has it") for name in self.missing(dossier))

    def missing(self, dossier: Mapping[str, Value]) -> list[str]:
        """The required fields that ``dossier`` lacks."""
        return [field.name for field in self.fields.values() if field.required and field.name not in dossier]


def members(value: str) -> list[str]:
    """The members of a list as a dossier keeps it."""
    return [one.strip() for one in value.split(LIST_MARK) if one.strip()]


def load_site_kinds(folder: Path = SITE_KINDS) -> Mapping[str, SiteKind]:
    """Every kind of ``folder`` by its id. Raises DefinitionError at the first wrong key."""
    paths = sorted(folder.glob("*.toml"))
    return {path.stem: site_kind_from(read_definition(path), stem=path.stem) for path in paths}


def site_kind_from(definition: Definition, *, stem: str) -> SiteKind:
    """The kind that a definition describes. Raises DefinitionError naming the key."""
    if (kind_id := definition.take("id", str)) != stem:
        raise definition.error("id", f"{kind_id!r} differs from the file's name {stem!r}")
    kind = SiteKind(
        id=kind_id,
        label=definition.text("name"),
        fields={name: _field_from(name, table) for name, table in definition.named_tables("fields")},
    )
    definition.finish()
    return kind


def _field_from(name: str, table: Definition) -> Field:
    kind = table.choice("type", TYPES)
    field = Field(
        name=name,
        label=table.text("name"),
        type=kind,
        of=table.choice("of", TYPES) if "of" in table.names() else FieldType.TEXT,
        unit=table.take("unit", str, ""),
        required=table.take("required", bool, default=False),
        low=_bound(table, "low", kind),
        high=_bound(table, "high", kind),
        choices=tuple(str(one) for one in table.take("choices", list, [])),
    )
    _check(field, table)
    table.finish()
    return field


def _bound(table: Definition, name: str, kind: FieldType) -> float | None:
    if name not in table.names():
        return None
    if kind not in (FieldType.WHOLE, FieldType.NUMBER):
        raise table.error(name, f"{_WORDS[kind]} has no bounds")
    return table.take(name, float)


def _check(field: Field, table: Definition) -> None:
    if field.name in RESERVED:
        raise table.error("", "every site has this already, outside of its dossier")
    if field.low is not None and field.high is not None and not field.low < field.high:
        raise table.error("low", f"{field.low} is not below high = {field.high}")
    of_list = field.type is FieldType.LIST
    if "of" in table.names() and not (of_list and field.of in (FieldType.TEXT, FieldType.DATE)):
        raise table.error("of", "is for a list, whose members are texts or dates")
    if field.choices and (field.of if of_list else field.type) is not FieldType.TEXT:
        raise table.error("choices", "are for texts")


def _fits(kind: FieldType, value: Value) -> bool:
    if isinstance(value, bool):
        return False
    if kind is FieldType.WHOLE:
        return isinstance(value, int)
    if kind is FieldType.NUMBER:
        return isinstance(value, int | float)
    return isinstance(value, str) and (kind is not FieldType.DATE or _is_date(value))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
