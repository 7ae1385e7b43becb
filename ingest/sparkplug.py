"""The payload of Sparkplug B on the wire: a protobuf message of metrics (Sparkplug 3.0, chapter 6).

The schema stands here as a table and becomes protobuf classes when the module is imported: no compiler, no
generated file. It names only what is read; a data set, a template, a file stay bytes, which also means that
nothing nests deeper than a metric's properties.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

from ingest.errors import Reason, RejectedError

_PACKAGE = "yiping.sparkplug"
_SCHEMA: Mapping[str, Mapping[str, tuple[int, str]]] = {
    "Payload": {
        "timestamp": (1, "uint64"),
        "metrics": (2, "Metric*"),
        "seq": (3, "uint64"),
        "uuid": (4, "string"),
    },
    "Metric": {
        "name": (1, "string"),
        "alias": (2, "uint64"),
        "timestamp": (3, "uint64"),
        "datatype": (4, "uint32"),
        "is_historical": (5, "bool"),
        "is_transient": (6, "bool"),
        "is_null": (7, "bool"),
        "properties": (9, "PropertySet"),
        "int_value": (10, "uint32"),
        "long_value": (11, "uint64"),
        "float_value": (12, "float"),
        "double_value": (13, "double"),
        "boolean_value": (14, "bool"),
        "string_value": (15, "string"),
        "bytes_value": (16, "bytes"),
        "dataset_value": (17, "bytes"),
        "template_value": (18, "bytes"),
        "extension_value": (19, "bytes"),
    },
    "PropertySet": {"keys": (1, "string*"), "values": (2, "PropertyValue*")},
    "PropertyValue": {"type": (1, "uint32"), "int_value": (3, "uint32"), "string_value": (8, "string")},
}
"""Each message's fields: number and type, ``*`` for any number of them."""


class Metric(NamedTuple):
    """One metric. ``kind`` is the field that holds ``value`` (``int_value``, ...), "" where none does.

    ``timestamp`` counts ms since 1970 UTC. ``unit`` and ``quality`` are the properties ``engUnit`` and
    ``Quality`` (192 good, 0 bad, 500 stale).
    """

    name: str = ""
    kind: str = ""
    value: float | str | bytes | None = None
    datatype: int = 0
    alias: int | None = None
    timestamp: int = 0
    is_null: bool = False
    is_transient: bool = False
    unit: str | None = None
    quality: int | None = None


class Payload(NamedTuple):
    """A message. ``timestamp`` counts ms since 1970 UTC, 0 where none was sent; ``seq`` runs 0 to 255."""

    timestamp: int = 0
    metrics: Sequence[Metric] = ()
    seq: int | None = None
    uuid: str = ""


def payload_of(payload: bytes) -> Payload:
    """The message in a payload. Raises RejectedError when it is no Sparkplug B."""
    message = _PAYLOAD()
    try:
        message.ParseFromString(payload)
        found = Payload(
            timestamp=message.timestamp,
            metrics=[_metric(metric) for metric in message.metrics],
            seq=message.seq if message.HasField("seq") else None,
            uuid=message.uuid,
        )
    except (DecodeError, UnicodeDecodeError) as problem:
        raise RejectedError(Reason.MALFORMED, f"not a Sparkplug B payload: {problem}") from None
    if not found.timestamp and not found.metrics:
        raise RejectedError(Reason.MALFORMED, "not a Sparkplug B payload: neither a timestamp nor metrics")
    return found


def bytes_of(payload: Payload) -> bytes:
    """The payload that ``payload_of`` takes apart again."""
    message = _PAYLOAD(timestamp=payload.timestamp or None, seq=payload.seq, uuid=payload.uuid or None)
    for metric in payload.metrics:
        row = message.metrics.add(
            name=metric.name or None,
            alias=metric.alias,
            timestamp=metric.timestamp or None,
            datatype=metric.datatype or None,
            is_null=metric.is_null or None,
            is_transient=metric.is_transient or None,
        )
        if metric.kind:
            setattr(row, metric.kind, metric.value)
        _add_properties(row, metric)
    return bytes(message.SerializeToString())


def _metric(metric: Any) -> Metric:
    kind = metric.WhichOneof("value") or ""
    properties = _properties(metric.properties) if metric.HasField("properties") else {}
    unit, quality = properties.get("engUnit"), properties.get("Quality")
    return Metric(
        name=metric.name,
        kind=kind,
        value=getattr(metric, kind) if kind else None,
        datatype=metric.datatype,
        alias=metric.alias if metric.HasField("alias") else None,
        timestamp=metric.timestamp,
        is_null=metric.is_null,
        is_transient=metric.is_transient,
        unit=unit.string_value or None if unit is not None else None,
        quality=quality.int_value if quality is not None and quality.HasField("int_value") else None,
    )


def _properties(properties: Any) -> dict[str, Any]:
    return dict(zip(properties.keys, properties.values, strict=False))


def _add_properties(row: Any, metric: Metric) -> None:
    if metric.unit is not None:
        row.properties.keys.append("engUnit")
        row.properties.values.add(type=12, string_value=metric.unit)
    if metric.quality is not None:
        row.properties.keys.append("Quality")
        row.properties.values.add(type=3, int_value=metric.quality)


def _schema_file() -> descriptor_pb2.FileDescriptorProto:
    # Not proto2, Sparkplug's own: read by that, a text that is no UTF-8 comes out as bytes.
    file = descriptor_pb2.FileDescriptorProto(
        name="yiping/sparkplug.proto",
        package=_PACKAGE,
        syntax="editions",
        edition=descriptor_pb2.EDITION_2023,
    )
    for name, fields in _SCHEMA.items():
        message = file.message_type.add(name=name)
        if any(field.endswith("_value") for field in fields):
            message.oneof_decl.add(name="value")
        for field, (number, type_name) in fields.items():
            _add_field(message, field, number, type_name)
    return file


def _add_field(message: descriptor_pb2.DescriptorProto, name: str, number: int, type_name: str) -> None:
    single = type_name.removesuffix("*")
    field = message.field.add(name=name, number=number)
    kinds = descriptor_pb2.FieldDescriptorProto
    field.label = kinds.LABEL_OPTIONAL if single == type_name else kinds.LABEL_REPEATED
    if single in _SCHEMA:
        field.type, field.type_name = kinds.TYPE_MESSAGE, f".{_PACKAGE}.{single}"
    else:
        field.type = kinds.Type.Value(f"TYPE_{single.upper()}")
    if name.endswith("_value"):
        field.oneof_index = 0


def _payload_class() -> Any:
    # A pool of its own: the default one is shared with all other packages of the process.
    pool = descriptor_pool.DescriptorPool()
    pool.Add(_schema_file())
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.Payload"))


_PAYLOAD = _payload_class()
