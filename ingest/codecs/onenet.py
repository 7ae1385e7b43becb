"""OneJSON of China Mobile's OneNET, ``$sys/{pid}/{device-name}/thing/property/post``, and older data points.

Fields lie under ``params``, by identifier: ``depth``, ``wind.speed`` of a struct; in ``pack`` and ``history``
under ``properties`` and ``events`` of each ``identity``. An event is a reading as soon as it carries a
number: ``overflow.depth``. Data points (``dp/post/json``) lie under ``dp``. Only the topic tells which
message it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason, RejectedError
from ingest.payload import flat, json_of, list_of, object_of
from ingest.thing_model import fields_of, fields_of_shares, has_numbers, place_in, us_of_told

_ROOTS = ("$sys", "$gw-proxy")
_NOTICES = (
    ("thing/service/", "service"),
    ("thing/sub/", "management"),
    ("thing/property/desired/", "desired"),
    ("thing/property/", "service"),
    ("thing/config/", "management"),
    ("cmd/", "service"),
    ("image/", "shadow"),
    ("ota/", "ota"),
)
"""How the rest of a topic begins where there is no reading, the narrower ones first."""

_PROPERTY = Context(topic="$sys/Dem0/gauge-7/thing/property/post")
_PACK = Context(topic="$sys/Dem0/gate-1/thing/pack/post")
_HISTORY = Context(topic="$sys/Dem0/gate-1/thing/history/post")
_POINTS = Context(topic="$sys/100200/gauge-7/dp/post/json")
_T_US = 1_764_576_000_123_000

EXAMPLES: Sequence[Example] = (
    Example(
        b'{"id": "1", "version": "1.0", "params": {"depth": {"value": 12.4, "time": 1764576000123},'
        b' "mode": {"value": "auto"}, "wind": {"value": {"speed": 3, "from": null}}}}',
        Decoded(
            device="gauge-7",
            fields=[
                Field("depth", 12.4, _T_US, device="gauge-7"),
                Field("mode", "auto", device="gauge-7"),
                Field("wind.speed", 3.0, device="gauge-7"),
            ],
        ),
        _PROPERTY,
    ),
    Example(
        b'{"id": "2", "params": [{"identity": {"productID": "p", "deviceName": "lid-3"}, "properties":'
        b' {"tilt": {"value": 4, "time": 1764576000123}}}, {"properties": {"battery": {"value": 88}}}]}',
        Decoded(
            device="gate-1",
            fields=[Field("tilt", 4.0, _T_US, device="lid-3"), Field("battery", 88.0, device="gate-1")],
        ),
        _PACK,
    ),
    Example(
        b'{"id": "3", "params": [{"identity": {"productID": "p", "deviceName": "lid-3"}, "properties":'
        b' {"tilt": [{"value": 4, "time": 1764576000123}, {"value": 5, "time": 1764576001123}]}}]}',
        Decoded(
            device="gate-1",
            fields=[
                Field("tilt", 4.0, _T_US, device="lid-3"),
                Field("tilt", 5.0, _T_US + 1_000_000, device="lid-3"),
            ],
        ),
        _HISTORY,
    ),
    Example(
        b'{"id": 4, "dp": {"depth": [{"v": 12.4, "t": 1764576000}, {"v": {"top": 1}}]}}',
        Decoded(
            device="gauge-7",
            fields=[
                Field("depth", 12.4, 1_764_576_000_000_000, device="gauge-7"),
                Field("depth.top", 1.0, device="gauge-7"),
            ],
        ),
        _POINTS,
    ),
    Example(
        b'{"id": "5", "params": {"overflow": {"value": {"depth": 31}, "time": 1764576000123}}}',
        Decoded(device="g", fields=[Field("overflow.depth", 31.0, _T_US, device="g")]),
        Context(topic="$sys/Dem0/g/thing/event/post"),
    ),
    Example(
        b'{"id": "6", "params": {"fault": {"value": {"code": "E4"}}}}',
        Decoded(notice="event"),
        Context(topic="$sys/Dem0/g/thing/event/post"),
    ),
    Example(b'{"id": "1", "code": 200, "msg": "success"}', Decoded(notice="reply")),
    Example(
        b'{"id": "7", "version": "1.0", "params": {"pump": true}}',
        Decoded(notice="service"),
        Context(topic="$sys/Dem0/g/thing/property/set"),
    ),
    Example(b'{"id": 4}', Decoded(notice="reply"), Context(topic="$sys/100200/g/dp/post/json/accepted")),
    Example(b"", Reason.MALFORMED, _PROPERTY),
    Example(b"7", Reason.WRONG_TYPE, _PROPERTY),
    Example(b'{"params": {"depth": 1}}', Reason.TOPIC),
    Example(b'{"params": [1]}', Reason.WRONG_TYPE, _PROPERTY),
    Example(b'{"params": {"depth": 1}}', Reason.WRONG_TYPE, _PACK),
    Example(b'{"params": {"depth": {"value": 1, "time": true}}}', Reason.BAD_TIME, _PROPERTY),
    Example(b'{"dp": {"depth": [{"t": 1764576000}]}}', Reason.WRONG_TYPE, _POINTS),
    Example(b'{"dp": {"depth": [{"v": 1, "t": 1e300}]}}', Reason.BAD_TIME, _POINTS),
    Example(b'{"dp": {"depth": [{"v": NaN}]}}', Reason.NOT_A_NUMBER, _POINTS),
)


def decode(payload: bytes, context: Context = NO_CONTEXT, /) -> Decoded:
    """All values of a message. Raises RejectedError when any part of it is wrong."""
    device, place = place_in(context.topic, _ROOTS)
    if notice := _notice_of(place):
        return Decoded(notice=notice)
    message = object_of(json_of(payload), "a OneNET message")
    if "code" in message and "params" not in message:
        return Decoded(notice="reply")
    match place:
        case "dp/post/json":
            return Decoded(fields=list(_points(object_of(message.get("dp"), "dp"), device)), device=device)
        case "thing/property/post":
            return Decoded(fields=list(fields_of(_params(message), device)), device=device)
        case "thing/event/post":
            fields = list(fields_of(_params(message), device))
            return Decoded(fields=fields, device=device) if has_numbers(fields) else Decoded(notice="event")
        case "thing/pack/post" | "thing/property/pack/post" | "thing/history/post":
            shares = list_of(message.get("params"), "params")
            return Decoded(fields=list(fields_of_shares(shares, device)), device=device)
    raise RejectedError(Reason.TOPIC, f"{context.topic!r} does not tell which OneNET message this is")


def _notice_of(place: str) -> str | None:
    if place in {"thing/property/post", "thing/property/pack/post"}:
        return None
    if place.endswith(("/reply", "_reply", "/accepted", "/rejected")):
        return "reply"
    return next((notice for beginning, notice in _NOTICES if place.startswith(beginning)), None)


def _params(message: Mapping[str, Any]) -> dict[str, Any]:
    return object_of(message.get("params"), "params")


def _points(streams: Mapping[str, Any], device: str | None) -> Iterator[Field]:
    for stream, points in streams.items():
        for point in list_of(points, f"dp.{stream}"):
            told = object_of(point, f"a point of dp.{stream}")
            if "v" not in told:
                raise RejectedError(Reason.WRONG_TYPE, f"a point of dp.{stream} has no v")
            observed_us = us_of_told(told.get("t"), f"dp.{stream}", per_s=1)
            for name, value in flat(told["v"], stream):
                yield Field(name, value, observed_us, None, device)
