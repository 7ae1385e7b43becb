"""The Properties of an NGSI-LD entity, in each of the shapes in which brokers tell them, as fields."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ingest.codec import Field
from ingest.errors import Reason, RejectedError
from ingest.ngsi import OWN_TIMES, first_us, untyped
from ingest.payload import flat, text_of

NOT_MEASURED = frozenset(
    {"id", "type", "@id", "@type", "@context", "scope", "createdAt", "modifiedAt", "deletedAt", "expiresAt"}
    | set(OWN_TIMES)
)
"""The members of an entity that are no Properties, and those that tell its time."""

_VALUE_OF = {
    "Property": "value",
    "GeoProperty": "value",
    "LanguageProperty": "languageMap",
    "VocabProperty": "vocab",
    "JsonProperty": "json",
    "ListProperty": "valueList",
    "Relationship": "object",
    "ListRelationship": "objectList",
}
_VALUES = tuple(dict.fromkeys(_VALUE_OF.values()))
_LINKS = frozenset({"object", "objectList"})
_GONE = "urn:ngsi-ld:null"


class _Around(NamedTuple):
    """What a Property takes from where it stands; times in microseconds, the device's and the broker's."""

    device: str
    own_us: int | None
    taken_us: int | None


def fields_of(entity: Mapping[str, Any], notified_us: int | None) -> Iterator[Field]:
    """The fields of an entity with an ``id``. Raises RejectedError, which names the Property at fault."""
    taken_us = first_us(entity, ["modifiedAt"])
    around = _Around(entity["id"], first_us(entity, OWN_TIMES), notified_us if taken_us is None else taken_us)
    for name, told in entity.items():
        if name not in NOT_MEASURED:
            yield from _fields(name, told, around)


def _fields(name: str, told: Any, around: _Around) -> Iterator[Field]:
    if (instances := _instances(told)) is not None:
        for one in instances:
            yield from _instance(name, one, around)
    elif isinstance(told, dict) and told.keys() == {"dataset"} and isinstance(told["dataset"], dict):
        for key, value in told["dataset"].items():
            yield from _simple(name if key == "@none" else f"{name}[{key}]", value, around)
    else:
        yield from _simple(name, told, around)


def _instances(told: Any) -> list[dict[str, Any]] | None:
    """The Properties of one name, by their datasets; None when ``told`` is a value and no Property."""
    several = told if isinstance(told, list) else [told]
    return several if all(_member(one) for one in several) else None


def _member(told: Any) -> str | None:
    """The member that holds the value of a Property, None when ``told`` is none."""
    if not isinstance(told, dict):
        return None
    if "type" in told:
        return _VALUE_OF.get(told["type"]) if isinstance(told["type"], str) else None
    return next((member for member in _VALUES if member in told), None)


def _instance(name: str, told: Mapping[str, Any], around: _Around) -> Iterator[Field]:
    member = _member(told) or "value"
    if member not in told:
        raise RejectedError(Reason.WRONG_TYPE, f"{name} is a {told['type']} without {member}")
    if member in _LINKS:
        return
    if "datasetId" in told:
        name = f"{name}[{text_of(told['datasetId'], f'{name}.datasetId')}]"
    observed_us, modified_us = first_us(told, ["observedAt"]), first_us(told, ["modifiedAt"])
    inner = _Around(
        around.device,
        around.own_us if observed_us is None else observed_us,
        around.taken_us if modified_us is None else modified_us,
    )
    unit = text_of(told["unitCode"], f"{name}.unitCode") if "unitCode" in told else None
    yield from _simple(name, told[member], inner, unit)
    for key, part in told.items():
        if key not in _VALUES and key != "previousValue" and _instances(part) is not None:
            yield from _fields(f"{name}.{key}", part, inner)


def _simple(name: str, value: Any, around: _Around, unit: str | None = None) -> Iterator[Field]:
    observed_us = around.taken_us if around.own_us is None else around.own_us
    for field, one in flat(untyped(value), name):
        if one != _GONE:
            yield Field(field, one, observed_us, unit, around.device)
