"""NGSI-LD: a notification or an entity, normalized, concise or simplified, also as MQTT and GeoJSON wrap it.

A field is a Property, in ``level``, ``level.value`` or what its type has instead; inside of an object or a
list each value is a field of its own, ``position.coordinates.0``, and so is a Property of a Property,
``level.accuracy``. One with a ``datasetId`` is the field ``level[datasetId]``. Relationships, ``@context``
and what was deleted (``urn:ngsi-ld:null``) are left out. The device is the ``id`` of the entity, the unit the
``unitCode``. The time is, in this order, ``observedAt``, that of the Property around it, the entity's own
(``TimeInstant``, ``dateObserved``, ``observationDateTime``), ``modifiedAt`` and ``notifiedAt`` of the broker.
Notices are ``entity`` for one without Properties, ``deleted``, ``registration`` and ``empty``.
"""

from collections.abc import Sequence
from typing import Any

from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason
from ingest.ngsi import first_us
from ingest.payload import json_of, list_of, object_of, text_of
from ingest.properties import NOT_MEASURED, fields_of

_REGISTRATIONS = frozenset({"ContextSourceNotification", "ContextSourceRegistration", "Subscription"})
_AT_8 = 1_764_576_000_000_000

EXAMPLES: Sequence[Example] = (
    Example(
        b'{"id": "urn:ngsi-ld:Notification:1", "type": "Notification", "notifiedAt": "2025-12-01T08:00:09Z",'
        b' "data": [{"id": "urn:ngsi-ld:Gully:7", "type": "Gully", "@context": "https://city.example/c.jsonld",'
        b' "level": {"type": "Property", "value": 0.12, "unitCode": "MTR",'
        b' "observedAt": "2025-12-01T08:00:00Z", "accuracy": {"type": "Property", "value": 0.01}},'
        b' "cell": {"type": "Property", "value": 3.3, "modifiedAt": "2025-12-01T08:00:01Z"},'
        b' "on": {"type": "Property", "value": true},'
        b' "street": {"type": "Relationship", "object": "urn:ngsi-ld:Street:2"}}]}',
        Decoded(
            fields=[
                Field("level", 0.12, _AT_8, "MTR", "urn:ngsi-ld:Gully:7"),
                Field("level.accuracy", 0.01, _AT_8, None, "urn:ngsi-ld:Gully:7"),
                Field("cell", 3.3, _AT_8 + 1_000_000, None, "urn:ngsi-ld:Gully:7"),
                Field("on", 1.0, _AT_8 + 9_000_000, None, "urn:ngsi-ld:Gully:7"),
            ]
        ),
    ),
    Example(  # simplified, as MQTT wraps it
        b'{"metadata": {"Content-Type": "application/json"}, "body": {"type": "Notification",'
        b' "data": [{"id": "a", "dateObserved": {"@type": "DateTime", "@value": "2025-12-01T08:00:00Z"},'
        b' "level": 1, "mode": "auto", "position": {"type": "Point", "coordinates": [121.5, 31.2]}}]}}',
        Decoded(
            fields=[
                Field("level", 1.0, _AT_8, None, "a"),
                Field("mode", "auto", _AT_8, None, "a"),
                Field("position.type", "Point", _AT_8, None, "a"),
                Field("position.coordinates.0", 121.5, _AT_8, None, "a"),
                Field("position.coordinates.1", 31.2, _AT_8, None, "a"),
            ]
        ),
    ),
    Example(
        b'{"id": "a", "type": "Gully", "level": [{"type": "Property", "value": 1},'
        b' {"type": "Property", "value": 2, "datasetId": "urn:left", "observedAt": "2025-12-01T08:00:00Z"}]}',
        Decoded(
            fields=[Field("level", 1.0, None, None, "a"), Field("level[urn:left]", 2.0, _AT_8, None, "a")]
        ),
    ),
    Example(  # concise, and several datasets simplified
        b'{"id": "a", "level": {"value": 1, "unitCode": "MTR"},'
        b' "flow": {"dataset": {"@none": 2, "urn:left": 3}}}',
        Decoded(
            fields=[
                Field("level", 1.0, None, "MTR", "a"),
                Field("flow", 2.0, None, None, "a"),
                Field("flow[urn:left]", 3.0, None, None, "a"),
            ]
        ),
    ),
    Example(
        b'{"type": "FeatureCollection", "features": [{"id": "a", "type": "Feature", "geometry": null,'
        b' "properties": {"type": "Gully", "level": {"type": "Property", "value": 1}}}]}',
        Decoded(fields=[Field("level", 1.0, None, None, "a")]),
    ),
    Example(b'{"id": "a", "level": {"type": "Property", "value": "urn:ngsi-ld:null"}}', Decoded(fields=[])),
    Example(b'{"id": "a", "type": "Gully", "deletedAt": "2025-12-01T08:00:00Z"}', Decoded(notice="deleted")),
    Example(b'{"id": "a", "type": "Gully", "modifiedAt": "2025-12-01T08:00:00Z"}', Decoded(notice="entity")),
    Example(b'{"type": "Notification", "data": []}', Decoded(notice="empty")),
    Example(b'{"id": "a", "type": "Subscription", "entities": []}', Decoded(notice="registration")),
    Example(b"\xff", Reason.MALFORMED),
    Example(b"null", Reason.WRONG_TYPE),
    Example(b'{"type": "Notification"}', Reason.WRONG_TYPE),
    Example(b'{"type": "Gully", "level": 1}', Reason.WRONG_TYPE),
    Example(b'{"id": "a", "level": {"type": "Property"}}', Reason.WRONG_TYPE),
    Example(b'{"id": "a", "level": {"type": "Property", "value": 1, "unitCode": 7}}', Reason.WRONG_TYPE),
    Example(b'{"id": "a", "level": [{"type": "Property", "value": 1, "datasetId": 7}]}', Reason.WRONG_TYPE),
    Example(b'{"id": "a", "level": {"type": "Property", "value": -1e999}}', Reason.NOT_A_NUMBER),
    Example(b'{"id": "a", "level": {"type": "Property", "value": 1, "observedAt": "8"}}', Reason.BAD_TIME),
    Example(b'{"id": "a", "level": {"type": "Property", "value": 1, "observedAt": 8}}', Reason.BAD_TIME),
)


def decode(payload: bytes, _context: Context = NO_CONTEXT, /) -> Decoded:
    """All Properties of all entities. Raises RejectedError when any of them is wrong."""
    message = json_of(payload)
    if isinstance(message, dict) and message.keys() >= {"metadata", "body"}:
        message = message["body"]
    if (kind := _kind_of(message)) in _REGISTRATIONS:
        return Decoded(notice="registration")
    entities = [_entity(one) for one in _told(message, kind)]
    measured = [one for one in entities if one.keys() - NOT_MEASURED]
    if not measured:
        gone = any("deletedAt" in one for one in entities)
        return Decoded(notice="deleted" if gone else "entity" if entities else "empty")
    notified_us = first_us(message, ["notifiedAt"]) if kind == "Notification" else None
    return Decoded(fields=[field for one in measured for field in fields_of(one, notified_us)])


def _kind_of(message: Any) -> str | None:
    """The type of a message, None for the several types that an entity may have, and where there is none."""
    kind = message.get("type") if isinstance(message, dict) else None
    return kind if isinstance(kind, str) else None


def _told(message: Any, kind: str | None) -> list[Any]:
    """What a notification, a FeatureCollection or a list holds, or the one that stands alone."""
    if kind == "Notification":
        found = message.get("data")
        return _told(found, _kind_of(found)) if isinstance(found, dict) else list_of(found, "data")
    if kind == "FeatureCollection":
        return list_of(message.get("features"), "features")
    return message if isinstance(message, list) else [message]


def _entity(told: Any) -> dict[str, Any]:
    entity = object_of(told, "an entity")
    if entity.get("type") == "Feature":
        entity = {**object_of(entity.get("properties"), "properties"), "id": entity.get("id")}
    return {**entity, "id": text_of(entity.get("id", entity.get("@id")), "the id of an entity")}
