"""The Things Stack v3 (LoRaWAN), as its MQTT server and its webhooks write JSON.

Fields are named relative to ``uplink_message.decoded_payload``, which the application's payload formatter
makes: ``{"tank": {"level": 3}}`` gives ``tank.level``. The stack leaves out what is 0, false or empty, so an
empty ``decoded_payload`` is a reading of zeros: no fields, but a time and a device. A simulated uplink is an
exercise, never a real figure; without values it is none at all.
"""

from collections.abc import Sequence
from typing import Any

from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason, RejectedError
from ingest.payload import flat, json_of, object_of, text_of
from ingest.stamp import us_of_stamp
from model.reading import Origin

_NOTICES = {
    "join_accept": "join",
    "downlink_queued": "downlink_queued",
    "downlink_sent": "downlink_sent",
    "downlink_ack": "downlink_ack",
    "downlink_nack": "downlink_nack",
    "downlink_failed": "downlink_failed",
    "downlink_queue_invalidated": "downlink_queue_invalidated",
    "downlinks": "downlink_command",
    "location_solved": "location",
    "service_data": "service_data",
    "uplink_normalized": "uplink_normalized",
}
_NOTICES_OF_TOPICS = {
    "join": "join",
    "down/queued": "downlink_queued",
    "down/sent": "downlink_sent",
    "down/ack": "downlink_ack",
    "down/nack": "downlink_nack",
    "down/failed": "downlink_failed",
    "down/push": "downlink_command",
    "down/replace": "downlink_command",
    "location/solved": "location",
    "service/data": "service_data",
    "up/normalized": "uplink_normalized",
}

_UP = Context(topic="v3/floods@city/devices/gully-7/up")
_IDS = b'"end_device_ids": {"device_id": "gully-7", "application_ids": {"application_id": "floods"}}'
_SENT_US = 1_764_576_000_123_456  # 2025-12-01T08:00:00.123456Z

EXAMPLES: Sequence[Example] = (
    Example(
        b"{" + _IDS + b', "received_at": "2025-12-01T08:00:00.912345678Z", "uplink_message": {"f_port": 2,'
        b'"frm_payload": "AQI=", "decoded_payload": {"level": 12.5, "cover": {"open": true}, "mode": "slow"},'
        b'"settings": {"time": "2025-12-01T08:00:00.123456789Z"}}}',
        Decoded(
            fields=[
                Field("level", 12.5, _SENT_US, None, "gully-7"),
                Field("cover.open", 1.0, _SENT_US, None, "gully-7"),
                Field("mode", "slow", _SENT_US, None, "gully-7"),
            ],
            observed_us=_SENT_US,
            device="gully-7",
        ),
        _UP,
    ),
    Example(  # all values are 0
        b"{" + _IDS + b', "uplink_message": {"frm_payload": "AAA=", "decoded_payload": {},'
        b'"received_at": "2025-12-01T08:00:00.123456789Z"}}',
        Decoded(fields=[], observed_us=_SENT_US, device="gully-7"),
        _UP,
    ),
    Example(
        b"{" + _IDS + b', "simulated": true, "received_at": "2025-12-01T08:00:00.123456789Z",'
        b'"uplink_message": {"decoded_payload": {"level": 90}}}',
        Decoded(
            fields=[Field("level", 90.0, _SENT_US, None, "gully-7", Origin.EXERCISE)],
            observed_us=_SENT_US,
            device="gully-7",
        ),
    ),
    Example(
        b"{" + _IDS + b', "simulated": true, "uplink_message": {"decoded_payload": {}}}',
        Decoded(notice="simulated"),
    ),
    Example(b"{" + _IDS + b', "uplink_message": {"f_cnt": 4}}', Decoded(notice="empty")),
    Example(b"{" + _IDS + b', "join_accept": {"session_key_id": "AQ=="}}', Decoded(notice="join")),
    Example(b"{" + _IDS + b', "downlink_sent": {"f_port": 15}}', Decoded(notice="downlink_sent")),
    Example(b"{" + _IDS + b', "location_solved": {}}', Decoded(notice="location")),
    Example(
        b"{}", Decoded(notice="downlink_nack"), Context(topic="v3/floods@city/devices/gully-7/down/nack")
    ),
    Example(b"{" + _IDS + b', "uplink_message": {"frm_payload": "AQI="}}', Reason.WRONG_TYPE, _UP),
    Example(b"{" + _IDS + b', "uplink_message": {"decoded_payload": [1]}}', Reason.WRONG_TYPE),
    Example(b'{"uplink_message": {"decoded_payload": {"level": 1}}}', Reason.WRONG_TYPE),
    Example(b'{"app_id": "floods", "dev_id": "gully-7", "payload_fields": {"level": 1}}', Reason.WRONG_TYPE),
    Example(b"{" + _IDS + b', "uplink_message": {"decoded_payload": {"level": NaN}}}', Reason.NOT_A_NUMBER),
    Example(
        b"{" + _IDS + b', "received_at": "2025-12-01T08:00:00", "uplink_message": {"decoded_payload": {}}}',
        Reason.BAD_TIME,
    ),
    Example(b"", Reason.MALFORMED, _UP),
)


def decode(payload: bytes, context: Context = NO_CONTEXT, /) -> Decoded:
    """The decoded values of an uplink. Raises RejectedError when it holds none, or a wrong one."""
    if notice := _NOTICES_OF_TOPICS.get(_event_of(context.topic)):
        return Decoded(notice=notice)
    message = object_of(json_of(payload), "the message")
    if "uplink_message" in message:
        return _uplink_of(message, object_of(message["uplink_message"], "uplink_message"))
    for key, notice in _NOTICES.items():
        if key in message:
            return Decoded(notice=notice)
    raise RejectedError(
        Reason.WRONG_TYPE,
        "no uplink_message, nor any other message of The Things Stack v3, is in this object",
    )


def _event_of(topic: str) -> str:
    """What stands behind the device in ``v3/APPLICATION/devices/DEVICE/down/ack``."""
    levels = topic.split("/")
    return "/".join(levels[4:]) if levels[0] == "v3" and levels[2:3] == ["devices"] else ""


def _uplink_of(message: dict[str, Any], uplink: dict[str, Any]) -> Decoded:
    ids = object_of(message.get("end_device_ids"), "end_device_ids")
    device = text_of(ids.get("device_id"), "end_device_ids.device_id")
    if (values := uplink.get("decoded_payload")) is None:
        return _undecoded(uplink)
    observed_us = _time_of(message, uplink)
    is_simulated = bool(message.get("simulated"))
    if is_simulated and not values:
        return Decoded(notice="simulated")  # zeros carry no origin, and must not pass for real ones
    origin = Origin.EXERCISE if is_simulated else Origin.LIVE
    return Decoded(
        fields=[
            Field(name, value, observed_us, None, device, origin)
            for name, value in flat(object_of(values, "uplink_message.decoded_payload"))
        ],
        observed_us=observed_us,
        device=device,
    )


def _undecoded(uplink: dict[str, Any]) -> Decoded:
    """An uplink without ``decoded_payload``: nothing was sent, or nobody made values of what was."""
    if not uplink.get("frm_payload"):
        return Decoded(notice="empty")
    raise RejectedError(
        Reason.WRONG_TYPE,
        "uplink_message has a frm_payload but no decoded_payload: give the application (or this device) a"
        " payload formatter for uplinks; one that fails leaves no decoded_payload either",
    )


def _time_of(message: dict[str, Any], uplink: dict[str, Any]) -> int | None:
    """When a gateway heard the uplink; else when a server received it."""
    settings = object_of(uplink.get("settings", {}), "uplink_message.settings")
    stamps = {
        "uplink_message.settings.time": settings.get("time"),
        "uplink_message.received_at": uplink.get("received_at"),
        "received_at": message.get("received_at"),
    }
    return next((us_of_stamp(stamp, key) for key, stamp in stamps.items() if stamp is not None), None)
