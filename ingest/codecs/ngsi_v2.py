"""FIWARE NGSI-v2: a notification (``data``), an entity alone or a list, normalized or as key and value.

A field is an attribute, in ``level`` or ``level.value``; inside of an object or a list each value is a field
of its own, ``address.city``. Numbers that stand as texts stay texts. The device is the ``id`` of the entity,
the unit ``metadata.unitCode`` or ``metadata.unit``. The time is, in this order, that of the attribute's
metadata (``TimeInstant``, ``timestamp``, ``dateObserved``, ``observedAt``), that of the entity
(``TimeInstant``, ``dateObserved``, ``observationDateTime``), and ``dateModified``, when the broker took the
value. Notices are ``entity`` for one without any attribute, ``deleted`` for one that is gone, and ``empty``.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason
from ingest.ngsi import OWN_TIMES, first_us, plain
from ingest.payload import flat, json_of, list_of, object_of, text_of

_METADATA_TIMES = ("TimeInstant", "timestamp", "dateObserved", "observedAt")
_PLATFORM_TIME = "dateModified"
_NOT_MEASURED = frozenset({"id", "type", "alterationType", "dateCreated", _PLATFORM_TIME, *OWN_TIMES})
_NORMALIZED = frozenset({"value", "type", "metadata"})
_AT_8 = 1_764_576_000_000_000

EXAMPLES: Sequence[Example] = (
    Example(
        b'{"subscriptionId": "5", "data": [{"id": "gully-7", "type": "Gully",'
        b' "TimeInstant": {"type": "DateTime", "value": "2025-12-01T08:00:00.000Z", "metadata": {}},'
        b' "level": {"type": "Number", "value": 0.12,'
        b' "metadata": {"unitCode": {"type": "Text", "value": "MTR"}}},'
        b' "cell": {"type": "Number", "value": 3.3, "metadata":'
        b' {"TimeInstant": {"type": "DateTime", "value": "2025-12-01T08:00:01Z"}}}}]}',
        Decoded(
            fields=[
                Field("level", 0.12, _AT_8, "MTR", "gully-7"),
                Field("cell", 3.3, _AT_8 + 1_000_000, None, "gully-7"),
            ]
        ),
    ),
    Example(
        b'{"id": "gully-7", "type": "Gully",'
        b' "dateObserved": "2025-12-01T15:55:00+08:00/2025-12-01T16:00:00+08:00",'
        b' "level": "0.12", "wet": true, "spare": null, "at": {"lane": 2}}',
        Decoded(
            fields=[
                Field("level", "0.12", _AT_8, None, "gully-7"),
                Field("wet", 1.0, _AT_8, None, "gully-7"),
                Field("at.lane", 2.0, _AT_8, None, "gully-7"),
            ]
        ),
    ),
    Example(  # a time without a zone is UTC; an agent without a clock tells a blank
        b'[{"id": "a", "level": 1, "TimeInstant": " ", "dateObserved": "2025-12-01T08:00:00"}]',
        Decoded(fields=[Field("level", 1.0, _AT_8, None, "a")]),
    ),
    Example(
        b'{"id": "a", "level": {"value": 1,'
        b' "metadata": {"dateModified": {"value": "2025-12-01T08:00:00Z"}}}}',
        Decoded(fields=[Field("level", 1.0, _AT_8, None, "a")]),
    ),
    Example(b'{"id": "a", "level": 1}', Decoded(fields=[Field("level", 1.0, None, None, "a")])),
    Example(b'{"id": "a", "level": null}', Decoded(fields=[])),
    Example(b'{"subscriptionId": "5", "data": []}', Decoded(notice="empty")),
    Example(b'{"id": "a", "type": "Gully", "TimeInstant": "2025-12-01T08:00:00Z"}', Decoded(notice="entity")),
    Example(
        b'{"data": [{"id": "a", "alterationType": {"type": "Text", "value": "entityDelete"}}]}',
        Decoded(notice="deleted"),
    ),
    Example(b'{"data": [', Reason.MALFORMED),
    Example(b"7", Reason.WRONG_TYPE),
    Example(b'{"data": {"id": "a"}}', Reason.WRONG_TYPE),
    Example(b'{"data": [[0.12, 3.3]]}', Reason.WRONG_TYPE),  # attrsFormat "values" tells no names
    Example(b'{"level": 1}', Reason.WRONG_TYPE),
    Example(b'{"id": 7, "level": 1}', Reason.WRONG_TYPE),
    Example(b'{"id": "a", "level": {"value": 1, "metadata": 7}}', Reason.WRONG_TYPE),
    Example(b'{"id": "a", "level": {"value": 1, "metadata": {"unitCode": {"value": 7}}}}', Reason.WRONG_TYPE),
    Example(b'{"id": "a", "level": 1e999}', Reason.NOT_A_NUMBER),
    Example(b'{"id": "a", "level": 1, "TimeInstant": "yesterday"}', Reason.BAD_TIME),
    Example(b'{"id": "a", "level": 1, "TimeInstant": 1764576000}', Reason.BAD_TIME),
    Example(b'{"id": "a", "level": 1, "dateObserved": "2025-12-01"}', Reason.BAD_TIME),
)


def decode(payload: bytes, _context: Context = NO_CONTEXT, /) -> Decoded:
    """All attributes of all entities. Raises RejectedError when any of them is wrong."""
    entities = _entities(json_of(payload))
    present = [one for one in entities if plain(one.get("alterationType")) != "entityDelete"]
    if not any(one.keys() - _NOT_MEASURED for one in present):
        return Decoded(notice="entity" if present else "deleted" if entities else "empty")
    return Decoded(fields=[field for one in present for field in _fields(one)])


def _entities(message: Any) -> list[dict[str, Any]]:
    if isinstance(message, dict) and "data" in message and "id" not in message:
        message = list_of(message["data"], "data")
    found = message if isinstance(message, list) else [message]
    entities = [object_of(one, "an entity") for one in found]
    for one in entities:
        text_of(one.get("id"), "the id of an entity")
    return entities


def _fields(entity: Mapping[str, Any]) -> Iterator[Field]:
    device, own_us = entity["id"], first_us(entity, OWN_TIMES)
    taken_us = first_us(entity, [_PLATFORM_TIME])
    for name, told in entity.items():
        if name in _NOT_MEASURED:
            continue
        normalized = isinstance(told, dict) and "value" in told and told.keys() <= _NORMALIZED
        metadata = object_of(told.get("metadata", {}), f"{name}.metadata") if normalized else {}
        times = (first_us(metadata, _METADATA_TIMES), own_us, first_us(metadata, [_PLATFORM_TIME]), taken_us)
        observed_us = next((us for us in times if us is not None), None)
        unit = _unit(metadata, name)
        for field, value in flat(told["value"] if normalized else told, name):
            yield Field(field, value, observed_us, unit, device)


def _unit(metadata: Mapping[str, Any], name: str) -> str | None:
    key = next((key for key in ("unitCode", "unit") if plain(metadata.get(key)) is not None), None)
    return None if key is None else text_of(plain(metadata[key]), f"{name}.metadata.{key}")
