"""What ingest would make of a message, told as JSON to a person who connects devices. Pure."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ingest.clock import time_of, us_of, us_of_text
from ingest.codec import Codec, Context, Decoded, Field, Told
from ingest.errors import Reason, RejectedError
from ingest.mapping import Mapped, Refused, mapped
from ingest.sources import Source
from model.errors import YipingError


class LineError(YipingError):
    """A line of a recording is no message; names the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``told`` is what to print; ``good`` is False where something was refused."""

    told: Mapping[str, Any]
    good: bool
    remember: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One line of a recording; ``received_us`` is None where it does not tell when the message arrived."""

    topic: str
    payload: bytes
    received_us: int | None = None


def outcome_of(payload: bytes, context: Context, codec: Codec, source: Source | None) -> Outcome:
    """What a message gives: samples, or readings where there is a source; a notice; or why it is refused."""
    try:
        words = _words(context.topic, source)
        decoded = codec.decode(payload, context)
    except RejectedError as rejected:
        refused = Refused(rejected.reason, rejected.detail)
        return Outcome(told=_refusal(refused) | _reply(rejected.tell), good=False)
    told, good = _content(decoded, source, words)
    return Outcome(told=told | _reply(decoded.tell), good=good, remember=decoded.remember)


def recorded(line: str, number: int) -> Recorded:
    """The message of a line of JSON. Raises LineError.

    A ``payload`` that is a text is taken letter by letter, anything else as the JSON that it is; bytes that
    are no text come as ``payload_base64``. ``tst`` is the time of arrival. Other keys are passed over, for
    mosquitto_sub -F %j writes many.
    """
    try:
        message = json.loads(line)
        if "payload_base64" in message:
            payload = base64.b64decode(message["payload_base64"], validate=True)
        else:
            body = message["payload"]
            payload = (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()
        topic, arrived = message.get("topic", ""), message.get("tst")
        received_us = None if arrived is None else us_of_text(arrived)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, RejectedError):
        topic, received_us = None, None
    if not isinstance(topic, str):
        form = '{"topic": "...", "payload": ...} or {"topic": "...", "payload_base64": "..."}'
        raise LineError(f"line {number} is not {form}")
    return Recorded(topic, payload, received_us)


def outcomes(
    lines: Iterable[str], codec: Codec, source: Source | None, *, topic: str, now: datetime
) -> Iterator[Outcome]:
    """The outcome of every line, in order; what a message asks to remember is known to those after it.

    ``topic`` and ``now`` stand in where a line tells no topic or no arrival. Raises LineError.
    """
    memory: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        message = recorded(line, number)
        received_us = us_of(now) if message.received_us is None else message.received_us
        context = Context(topic=message.topic or topic, memory=memory, received_us=received_us)
        outcome = outcome_of(message.payload, context, codec, source)
        for key, value in outcome.remember.items():
            memory.pop(key, None)
            if value is not None:
                memory[key] = value
        yield outcome


def _words(topic: str, source: Source | None) -> Mapping[str, str]:
    if source is None or not topic:
        return {}
    if (words := source.match(topic)) is None:
        raise RejectedError(Reason.TOPIC, f"{topic!r} is not {source.topic.text} of source {source.id}")
    return words


def _content(
    decoded: Decoded, source: Source | None, words: Mapping[str, str]
) -> tuple[dict[str, Any], bool]:
    if decoded.notice is not None:
        return {"not_a_reading": decoded.notice}, True
    if source is None:
        return {"samples": [_sample(one, decoded) for one in decoded.fields]}, True
    readings, refusals = mapped(decoded, source, words)
    if not readings and not refusals:
        return {"not_a_reading": "ignored"}, True
    told: dict[str, Any] = {"readings": [_reading(one) for one in readings]}
    return told | ({"refusals": [_refusal(one) for one in refusals]} if refusals else {}), not refusals


def _sample(one: Field, decoded: Decoded) -> dict[str, Any]:
    return {
        "field": one.name,
        "value": one.value,
        "unit": one.unit,
        "device": one.device if one.device is not None else decoded.device,
        "observed_at": _time(one.observed_us),
        "origin": one.origin.value,
    }


def _reading(one: Mapped) -> dict[str, Any]:
    return {
        "sensor": one.sensor,
        "kind": one.kind,
        "metric": one.metric,
        "value": one.value,
        "observed_at": _time(one.observed_us),
        "origin": one.origin.value,
    }


def _refusal(refused: Refused) -> dict[str, Any]:
    return {"refused": refused.reason.value, "detail": refused.detail}


def _reply(tell: Sequence[Told]) -> dict[str, Any]:
    """What ingest would say back."""
    said = [{"topic": one.topic, "payload_base64": base64.b64encode(one.payload).decode()} for one in tell]
    return {"tell": said} if said else {}


def _time(us: int | None) -> str | None:
    return None if us is None else time_of(us).isoformat()
