"""Sparkplug B 3.0: ``spBv1.0/{group}/{message}/{edge node}[/{device}]``, births, aliases, sequence numbers.

Fields are the metrics, by the name of their birth as it stands there: ``Tank/Level``. The time is the
metric's, else the message's. The device is the one of the topic, or the edge node where that speaks itself.

Births are readings and are remembered: their aliases and datatypes hold until the node's next birth or death.
A message that only a missing birth explains is refused and the birth asked for (``Node Control/Rebirth``). A
gap in the sequence numbers says that a message is lost: a birth is asked for too, but the reading counts.
A value of a birth that cannot be understood is left out, for a birth refused would be asked for without end.
``bdSeq`` and ``Node Control/...`` belong to the protocol and are no fields.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from ingest.clock import us_of_number
from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason, RejectedError
from ingest.sparkplug import Metric, Payload, bytes_of, payload_of
from ingest.sparkplug_births import Birth, written
from ingest.sparkplug_session import (
    Speaker,
    asked_of,
    birth_for,
    counted,
    definition_for,
    rebirth_of,
    session_of,
)
from ingest.sparkplug_values import value_of
from ingest.told import Told

_COMPRESSED = "SPBV1.0_COMPRESSED"
_BD_SEQ = "bdSeq"
_CONTROLS = ("Node Control/", "Device Control/")

_MS = 1_764_576_000_123
_GAUGE = Speaker("bund", "gate", "gauge")
_LEVEL = Metric("Level", "float_value", 12.5, 9, alias=7, timestamp=_MS, unit="cm")
_ALIAS = Metric(kind="float_value", value=13.5, alias=7)
_NODE_BORN = written([Metric(_BD_SEQ, datatype=4)], session="3@1764576000123", bd_seq=3)
_GAUGE_BORN = written([_LEVEL, Metric("Rise", datatype=3)], session="3@1764576000123")
_MEMORY = {_GAUGE.node_key: _NODE_BORN, _GAUGE.key: _GAUGE_BORN, _GAUGE.seq_key: "255@1764575999000"}
_FIRST = f"0@{_MS}"
_REBIRTH = rebirth_of(_GAUGE, Payload(timestamp=_MS), NO_CONTEXT)


def _sent(*metrics: Metric, seq: int | None = None) -> bytes:
    return bytes_of(Payload(timestamp=_MS, metrics=metrics, seq=seq))


def _on(message: str, memory: Mapping[str, str] = _MEMORY) -> Context:
    return Context(topic=f"spBv1.0/bund/{message}", memory=memory)


def _level(value: float) -> Field:
    return Field("Level", value, _MS * 1000, "cm", "gauge")


def _read(field: Field, seq: int, tell: Sequence[Told] = (), born: str = "") -> Decoded:
    remember = {_GAUGE.seq_key: f"{seq}@{_MS}"} | ({_GAUGE.key: born} if born else {})
    return Decoded(fields=[field], observed_us=_MS * 1000, device="gauge", remember=remember, tell=tell)


EXAMPLES: Sequence[Example] = (
    Example(
        _sent(Metric(_BD_SEQ, "long_value", 3, 4), seq=0),
        Decoded(fields=[], notice="birth", remember={_GAUGE.seq_key: _FIRST, _GAUGE.node_key: _NODE_BORN}),
        _on("NBIRTH/gate"),
    ),
    Example(
        _sent(_LEVEL, Metric("Rise", datatype=3, is_null=True), seq=0),
        _read(_level(12.5), 0, born=_GAUGE_BORN),
        _on("DBIRTH/gate/gauge"),
    ),
    Example(_sent(_ALIAS, seq=0), _read(_level(13.5), 0), _on("DDATA/gate/gauge")),
    Example(_sent(_ALIAS, seq=2), _read(_level(13.5), 2, _REBIRTH), _on("DDATA/gate/gauge")),
    Example(
        _sent(Metric("Rise", "int_value", 4_294_967_291), seq=0),
        _read(Field("Rise", -5.0, _MS * 1000, None, "gauge"), seq=0),
        _on("DDATA/gate/gauge"),
    ),
    Example(
        _sent(seq=0),
        Decoded(notice="death", remember={_GAUGE.seq_key: _FIRST, _GAUGE.key: None}),
        _on("DDEATH/gate/gauge"),
    ),
    Example(
        _sent(Metric(_BD_SEQ, "long_value", 3, 4)),
        Decoded(notice="death", remember={_GAUGE.seq_key: None, _GAUGE.node_key: None}),
        _on("NDEATH/gate"),
    ),
    Example(_sent(Metric(_BD_SEQ, "long_value", 2, 4)), Decoded(notice="death"), _on("NDEATH/gate")),
    Example(b'{"online": true}', Decoded(notice="state"), Context(topic="spBv1.0/STATE/city")),
    Example(b"", Decoded(notice="command"), _on("DCMD/gate/gauge")),
    Example(_sent(_ALIAS, seq=0), Reason.NO_BIRTH, _on("DDATA/gate/gauge", {})),
    Example(_sent(Metric("Rise", "int_value", 5), seq=0), Reason.NO_BIRTH, _on("DDATA/gate/gauge", {})),
    Example(b"", Reason.MALFORMED, _on("NDATA/gate")),
    Example(b'{"depth": 1}', Reason.MALFORMED, _on("NDATA/gate")),
    Example(_sent(_LEVEL), Reason.TOPIC),
    Example(_sent(Metric(kind="float_value", value=1.0)), Reason.WRONG_TYPE, _on("NDATA/gate")),
    Example(_sent(Metric("Level", "string_value", "1", 9)), Reason.WRONG_TYPE, _on("NDATA/gate")),
    Example(_sent(_LEVEL._replace(value=float("nan"))), Reason.NOT_A_NUMBER, _on("NDATA/gate")),
    Example(_sent(_LEVEL._replace(timestamp=2**64 - 1)), Reason.BAD_TIME, _on("NDATA/gate")),
    Example(bytes_of(Payload(timestamp=_MS, uuid=_COMPRESSED)), Reason.WRONG_TYPE, _on("NDATA/gate")),
)


def decode(payload: bytes, context: Context = NO_CONTEXT, /) -> Decoded:
    """All values of a message. Raises RejectedError when any part of it is wrong, or needs a birth."""
    match context.topic.split("/"):
        case ["spBv1.0", "STATE", _] | ["STATE", _]:
            return Decoded(notice="state")
        case ["spBv1.0", _, "NCMD", _] | ["spBv1.0", _, "DCMD", _, _]:
            return Decoded(notice="command")
        case ["spBv1.0", group, "NBIRTH" | "NDATA" | "NDEATH" as message, node]:
            return _of(message[1:], payload_of(payload), Speaker(group, node), context)
        case ["spBv1.0", group, "DBIRTH" | "DDATA" | "DDEATH" as message, node, device]:
            return _of(message[1:], payload_of(payload), Speaker(group, node, device), context)
    raise RejectedError(Reason.TOPIC, f"{context.topic!r} is not spBv1.0/group/message/node[/device]")


def _of(what: str, message: Payload, speaker: Speaker, context: Context) -> Decoded:
    if message.uuid == _COMPRESSED:
        raise RejectedError(Reason.WRONG_TYPE, "the payload is compressed: switch that off at the edge node")
    return {"BIRTH": _birth, "DATA": _data, "DEATH": _death}[what](message, speaker, context)


def _birth(message: Payload, speaker: Speaker, context: Context) -> Decoded:
    fields = list(_born(message, speaker))
    bd_seq = None if speaker.device else _bd_seq_of(message.metrics)
    session = session_of(speaker, context.memory) if speaker.device else f"{bd_seq}@{message.timestamp}"
    return Decoded(
        fields=fields,
        notice=None if fields else "birth",
        observed_us=_time_of(message.timestamp) if fields else None,
        device=speaker.name if fields else None,
        remember={
            **({} if speaker.device else {speaker.seq_key: None}),
            **counted(message, speaker),
            speaker.key: written(message.metrics, session=session, bd_seq=bd_seq),
        },
        tell=asked_of(message, speaker, context) if speaker.device else (),
    )


def _data(message: Payload, speaker: Speaker, context: Context) -> Decoded:
    birth = birth_for(speaker, context.memory)
    try:
        fields = [field for one in message.metrics for field in _field_of(one, birth, message, speaker)]
    except RejectedError as rejected:
        tell = rebirth_of(speaker, message, context) if rejected.reason is Reason.NO_BIRTH else ()
        raise RejectedError(rejected.reason, rejected.detail, tell=tell) from None
    return Decoded(
        fields=fields,
        observed_us=_time_of(message.timestamp),
        device=speaker.name,
        remember=counted(message, speaker),
        tell=asked_of(message, speaker, context),
    )


def _death(message: Payload, speaker: Speaker, context: Context) -> Decoded:
    if speaker.device:
        return Decoded(
            notice="death",
            remember={**counted(message, speaker), speaker.key: None},
            tell=asked_of(message, speaker, context),
        )
    birth, bd_seq = birth_for(speaker, context.memory), _bd_seq_of(message.metrics)
    if birth is not None and None not in {birth.bd_seq, bd_seq} and birth.bd_seq != bd_seq:
        return Decoded(notice="death")  # the will of an older connection, come after the new birth
    return Decoded(notice="death", remember={speaker.seq_key: None, speaker.node_key: None})


def _born(message: Payload, speaker: Speaker) -> Iterator[Field]:
    for metric in message.metrics:
        with suppress(RejectedError):
            yield from _field_of(metric, None, message, speaker)


def _field_of(metric: Metric, birth: Birth | None, message: Payload, speaker: Speaker) -> Iterator[Field]:
    name, datatype, unit = definition_for(metric, birth)
    if name == _BD_SEQ or name.startswith(_CONTROLS):
        return
    if (value := value_of(metric, name, metric.datatype or datatype)) is not None:
        observed_us = _time_of(metric.timestamp or message.timestamp)
        yield Field(name, value, observed_us, metric.unit or unit, speaker.name)


def _bd_seq_of(metrics: Iterable[Metric]) -> int | None:
    values = [metric.value for metric in metrics if metric.name == _BD_SEQ]
    return values[0] if values and isinstance(values[0], int) else None


def _time_of(ms: int) -> int | None:
    return us_of_number(ms, per_s=1000) if ms else None
