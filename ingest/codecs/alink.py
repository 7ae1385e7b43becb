"""Alink JSON of Alibaba's IoT platform: ``/sys/{productKey}/{deviceName}/thing/event/property/post``.

Fields lie under ``params``, by identifier: ``depth``, ``wind.speed`` of a struct. Batches (``batch``,
``pack`` and ``history``) put them under ``properties``, ``events`` and ``subDevices``. An event is a reading
as soon as it carries a number: ``overflow.depth``. The device is the ``deviceName``. Which message it is
stands in ``method`` or, where a device leaves that out, in the topic.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason, RejectedError
from ingest.payload import json_of, list_of, object_of, text_of
from ingest.thing_model import fields_of, fields_of_shares, has_numbers, place_in

_PROPERTIES = "thing.event.property."
_NOTICES = (
    ("thing.service", "service"),
    ("thing.property.desired", "desired"),
    ("thing.ota", "ota"),
    ("thing", "management"),
)
"""How the methods begin that hold no reading, the narrower ones first."""

_OTHER_TOPICS = {"/ota/": "ota", "/ext/ntp/": "clock", "/shadow/": "shadow", "/ext/rrpc/": "service"}
_POST = Context(topic="/sys/a1Demo/gauge-7/thing/event/property/post")
_REPLY = Context(topic="/sys/a1Demo/gauge-7/thing/event/property/post_reply")
_T_US = 1_764_576_000_123_000

EXAMPLES: Sequence[Example] = (
    Example(
        b'{"id": "1", "version": "1.0", "sys": {"ack": 0}, "method": "thing.event.property.post", "params":'
        b' {"depth": {"value": 12.4, "time": 1764576000123}, "mode": {"value": "auto"}, "pump": true}}',
        Decoded(
            device="gauge-7",
            fields=[
                Field("depth", 12.4, _T_US, device="gauge-7"),
                Field("mode", "auto", device="gauge-7"),
                Field("pump", 1.0, device="gauge-7"),
            ],
        ),
        _POST,
    ),
    Example(
        b'{"id": 2, "params": {"wind": {"value": {"speed": 3, "from": null}, "time": 1764576000123}}}',
        Decoded(device="gauge-7", fields=[Field("wind.speed", 3.0, _T_US, device="gauge-7")]),
        _POST,
    ),
    Example(
        b'{"method": "thing.event.property.batch.post", "params": {"properties": {"depth":'
        b' [{"value": 1, "time": 1764576000123}, {"value": 2, "time": 1764576001123}]}}}',
        Decoded(fields=[Field("depth", 1.0, _T_US), Field("depth", 2.0, _T_US + 1_000_000)]),
    ),
    Example(
        b'{"method": "thing.event.property.pack.post", "params": {"properties": {}, "subDevices": ['
        b'{"identity": {"productKey": "p", "deviceName": "lid-3"}, "properties": {"tilt": {"value": 4}}}]}}',
        Decoded(fields=[Field("tilt", 4.0, device="lid-3")]),
    ),
    Example(
        b'{"method": "thing.event.property.history.post", "params": [{"identity": {"deviceName": "lid-3"},'
        b' "properties": [{"tilt": {"value": 4, "time": 1764576000123}}], "events": []}]}',
        Decoded(fields=[Field("tilt", 4.0, _T_US, device="lid-3")]),
    ),
    Example(
        b'{"method": "thing.event.overflow.post", "params": {"value": {"depth": 31}, "time": 1764576000123}}',
        Decoded(fields=[Field("overflow.depth", 31.0, _T_US)]),
    ),
    Example(
        b'{"method": "thing.event.fault.post", "params": {"value": {"code": "E4"}}}', Decoded(notice="event")
    ),
    Example(
        b'{"id": "1", "code": 200, "data": {}, "method": "thing.event.property.post"}',
        Decoded(notice="reply"),
    ),
    Example(b'{"id": "1", "code": 460, "message": "params error"}', Decoded(notice="reply"), _REPLY),
    Example(b'{"method": "thing.service.property.set", "params": {"pump": 1}}', Decoded(notice="service")),
    Example(
        b'{"id": 1, "params": {"version": "1.0.1"}}',
        Decoded(notice="ota"),
        Context(topic="/ota/device/inform/a1Demo/gauge-7"),
    ),
    Example(b"", Reason.MALFORMED, _POST),
    Example(b"[]", Reason.WRONG_TYPE, _POST),
    Example(b'{"params": {"depth": 1}}', Reason.TOPIC),
    Example(b'{"params": [1]}', Reason.WRONG_TYPE, _POST),
    Example(b'{"method": 7, "params": {}}', Reason.WRONG_TYPE, _POST),
    Example(b'{"params": {"depth": {"value": 1, "time": "1764576000123"}}}', Reason.BAD_TIME, _POST),
    Example(b'{"params": {"depth": {"value": 1, "time": 1e18}}}', Reason.BAD_TIME, _POST),
    Example(b'{"params": {"depth": {"value": 1e999, "time": 1764576000123}}}', Reason.NOT_A_NUMBER, _POST),
)


def decode(payload: bytes, context: Context = NO_CONTEXT, /) -> Decoded:
    """All values of a message. Raises RejectedError when any part of it is wrong."""
    device, place = place_in(context.topic, ["sys"])
    if not place and (notice := _notice_of(context.topic)):
        return Decoded(notice=notice)
    message = object_of(json_of(payload), "an Alink message")
    if place.endswith("_reply") or ("code" in message and "params" not in message):
        return Decoded(notice="reply")
    method = text_of(message.get("method", place.replace("/", ".")), "method")
    if not method:
        raise RejectedError(
            Reason.TOPIC, f"no method, and {context.topic!r} does not tell it: ask for /sys/..."
        )
    return _of_method(method, message.get("params"), device)


def _notice_of(topic: str) -> str | None:
    return next((notice for part, notice in _OTHER_TOPICS.items() if part in topic), None)


def _of_method(method: str, params: Any, device: str | None) -> Decoded:
    if method == f"{_PROPERTIES}post":
        return Decoded(fields=list(fields_of(object_of(params, "params"), device)), device=device)
    if method in {f"{_PROPERTIES}batch.post", f"{_PROPERTIES}pack.post"}:
        return Decoded(
            fields=list(fields_of_shares(_shares(object_of(params, "params")), device)), device=device
        )
    if method == f"{_PROPERTIES}history.post":
        return Decoded(fields=list(fields_of_shares(list_of(params, "params"), device)), device=device)
    if method.startswith("thing.event.") and method.endswith(".post"):
        return _of_event(method.removeprefix("thing.event.").removesuffix(".post"), params, device)
    for beginning, notice in _NOTICES:
        if method.startswith(beginning):
            return Decoded(notice=notice)
    raise RejectedError(Reason.WRONG_TYPE, f"method {method[:80]!r} is none of Alink's")


def _shares(params: Mapping[str, Any]) -> list[Any]:
    return [{**params, "identity": {}}, *list_of(params.get("subDevices", []), "params.subDevices")]


def _of_event(identifier: str, params: Any, device: str | None) -> Decoded:
    fields = list(fields_of({identifier: params}, device))
    return Decoded(fields=fields, device=device) if has_numbers(fields) else Decoded(notice="event")
