"""ChirpStack v4 (LoRaWAN), as its MQTT integration writes JSON (``json=true``).

Fields are named relative to ``object`` of an ``up`` event, which the codec of the device profile makes:
``{"tank": {"level": 3}}`` gives ``tank.level``. The time is that of the event, the device
``deviceInfo.devEui``. An event is known by its topic, else by its keys, some of which are left out when zero.
"""

from collections.abc import Sequence
from typing import Any

from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason, RejectedError
from ingest.payload import flat, json_of, object_of, text_of
from ingest.stamp import us_of_stamp

_NOTICES = frozenset({"status", "join", "ack", "txack", "log", "location", "integration"})

# In this order: an uplink has the devAddr of a join too, a txack the queueItemId of an ack.
_MARKS = {
    "integration": {"integrationName"},
    "up": {"object", "data", "rxInfo", "fPort", "fCnt"},
    "txack": {"gatewayId", "downlinkId"},
    "ack": {"queueItemId"},
    "log": {"level", "code", "description"},
    "location": {"location"},
    "status": {"margin", "batteryLevel", "batteryLevelUnavailable", "externalPowerSource"},
    "join": {"devAddr"},
}

_EVENTS = "application/4c0f/device/0011223344556677/event/"
_INFO = b'"time": "2025-12-01T08:00:00.123456789+00:00", "deviceInfo": {"devEui": "0011223344556677"}'
_EUI = "0011223344556677"
_SENT_US = 1_764_576_000_123_456  # 2025-12-01T08:00:00.123456Z

EXAMPLES: Sequence[Example] = (
    Example(
        b"{" + _INFO + b', "devAddr": "01020304", "fPort": 2, "data": "AQI=",'
        b'"object": {"level": 0, "cover": {"open": false}, "mode": "slow", "spare": null}}',
        Decoded(
            fields=[
                Field("level", 0.0, _SENT_US, None, _EUI),
                Field("cover.open", 0.0, _SENT_US, None, _EUI),
                Field("mode", "slow", _SENT_US, None, _EUI),
            ],
            observed_us=_SENT_US,
            device=_EUI,
        ),
        Context(topic=_EVENTS + "up"),
    ),
    Example(b"{" + _INFO + b', "object": {}}', Decoded(fields=[], observed_us=_SENT_US, device=_EUI)),
    Example(b"{" + _INFO + b', "devAddr": "01020304", "rxInfo": []}', Decoded(notice="empty")),
    Example(b"{" + _INFO + b', "margin": 7, "batteryLevel": 61.5}', Decoded(notice="status")),
    Example(b"{" + _INFO + b"}", Decoded(notice="status"), Context(topic=_EVENTS + "status")),
    Example(b"{" + _INFO + b', "devAddr": "01020304"}', Decoded(notice="join")),
    Example(b"{" + _INFO + b', "queueItemId": "9a", "fCntDown": 3}', Decoded(notice="ack")),
    Example(b"{" + _INFO + b', "queueItemId": "9a", "gatewayId": "0a"}', Decoded(notice="txack")),
    Example(b"{" + _INFO + b', "code": "UPLINK_CODEC", "level": "ERROR"}', Decoded(notice="log")),
    Example(b"{" + _INFO + b', "location": {"latitude": 31.2}}', Decoded(notice="location")),
    Example(
        b"{" + _INFO + b', "integrationName": "geo", "object": {"level": 1}}', Decoded(notice="integration")
    ),
    Example(b'{"devEui": "0011223344556677", "fPort": 2, "data": "AQ=="}', Decoded(notice="command")),
    Example(b"\x0a\x01", Decoded(notice="gateway"), Context(topic="cn470/gateway/0a/event/up")),
    Example(
        b"{" + _INFO + b', "fPort": 2, "data": "AQI="}', Reason.WRONG_TYPE, Context(topic=_EVENTS + "up")
    ),
    Example(b"{" + _INFO + b', "object": "12.5"}', Reason.WRONG_TYPE),
    Example(b"{" + _INFO + b"}", Reason.WRONG_TYPE),
    Example(b'{"devEUI": "ABEiM0RVZnc=", "objectJSON": "{}", "data": "AQ=="}', Reason.WRONG_TYPE),
    Example(b'{"time": "now", "deviceInfo": {"devEui": "00"}, "object": {}}', Reason.BAD_TIME),
    Example(b"{" + _INFO + b', "object": {"level": 1e999}}', Reason.NOT_A_NUMBER),
    Example(b"\x0a\x24\x33", Reason.MALFORMED, Context(topic=_EVENTS + "up")),
)


def decode(payload: bytes, context: Context = NO_CONTEXT, /) -> Decoded:
    """The decoded values of an ``up`` event. Raises RejectedError when it holds none, or a wrong one."""
    told = _event_of_topic(context.topic)
    if told in _NOTICES | {"gateway", "command"}:
        return Decoded(notice=told)
    message = object_of(json_of(payload), "the event")
    event = told or _event_of_keys(message)
    return _uplink_of(message) if event == "up" else Decoded(notice=event)


def _event_of_topic(topic: str) -> str:
    """The event that ends ``application/ID/device/EUI/event/up``; empty when the topic tells none."""
    levels = topic.split("/")
    if levels[-4:-3] == ["gateway"]:  # between a gateway and ChirpStack; the same uplink comes again as `up`
        return "gateway"
    if levels[-2:] == ["command", "down"]:
        return "command"
    return levels[-1] if levels[-2:-1] == ["event"] and levels[-1] in {"up", *_NOTICES} else ""


def _event_of_keys(message: dict[str, Any]) -> str:
    if "deviceInfo" not in message and "devEui" in message:
        return "command"
    for event, marks in _MARKS.items():
        if not marks.isdisjoint(message):
            return event
    raise RejectedError(
        Reason.WRONG_TYPE, "object is missing, and no other key tells which event of ChirpStack v4 this is"
    )


def _uplink_of(message: dict[str, Any]) -> Decoded:
    info = object_of(message.get("deviceInfo"), "deviceInfo (an event of ChirpStack v4 has one)")
    device = text_of(info.get("devEui"), "deviceInfo.devEui")
    if (values := message.get("object")) is None:
        return _undecoded(message)
    stamp = message.get("time")
    observed_us = None if stamp is None else us_of_stamp(stamp, "time")
    fields = [
        Field(name, value, observed_us, None, device) for name, value in flat(object_of(values, "object"))
    ]
    return Decoded(fields=fields, observed_us=observed_us, device=device)


def _undecoded(message: dict[str, Any]) -> Decoded:
    """An uplink without ``object``: nothing was sent, or nobody made values of what was."""
    if not message.get("data"):
        return Decoded(notice="empty")
    raise RejectedError(
        Reason.WRONG_TYPE,
        "the event has data but no object: choose a codec in the device profile; one that fails leaves no"
        " object either and tells so in a log event",
    )
