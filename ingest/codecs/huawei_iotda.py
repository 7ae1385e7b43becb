"""Huawei IoTDA: ``$oc/devices/{device_id}/sys/properties/report``, and what a gateway reports for others.

Fields lie under ``services[].properties`` and are named ``<service_id>.<property>``. Numbers that a device
writes as text stay text. The time is the service's ``event_time``, to the second (``20251201T080000Z``) or to
the millisecond. The answer to a query of properties is a reading as well: it tells values with their time.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from ingest.clock import us_of_text
from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason, RejectedError
from ingest.payload import flat, json_of, list_of, object_of, shown, text_of

_NOTICES = (
    ("sys/messages/", "message"),
    ("sys/commands/response/", "reply"),
    ("sys/commands/", "service"),
    ("sys/properties/set/response/", "reply"),
    ("sys/properties/set/", "service"),
    ("sys/properties/get/request_id", "service"),
    ("sys/shadow/", "shadow"),
    ("sys/events/", "event"),
    ("user/", "message"),
)
"""How the rest of a topic begins where there is no reading."""

_MARKS = (
    ("result_code", "reply"),
    ("command_name", "service"),
    ("shadow", "shadow"),
    ("content", "message"),
)
"""The keys that tell the same where a bridge has changed the topic."""

_REPORT = Context(topic="$oc/devices/p1_gauge-7/sys/properties/report")
_T_US = 1_764_576_000_000_000

EXAMPLES: Sequence[Example] = (
    Example(
        b'{"services": [{"service_id": "Water", "event_time": "20251201T080000Z",'
        b' "properties": {"depth": 12.4, "battery": "88", "flow": {"in": 2}, "spare": null}}]}',
        Decoded(
            device="p1_gauge-7",
            fields=[
                Field("Water.depth", 12.4, _T_US, device="p1_gauge-7"),
                Field("Water.battery", "88", _T_US, device="p1_gauge-7"),
                Field("Water.flow.in", 2.0, _T_US, device="p1_gauge-7"),
            ],
        ),
        _REPORT,
    ),
    Example(
        b'{"devices": [{"device_id": "p1_lid-3", "services": [{"service_id": "Lid", "event_time":'
        b' "2025-12-01T08:00:00.250Z", "properties": {"tilt": 4}},'
        b' {"service_id": "Radio", "properties": {"rssi": -91}}]}]}',
        Decoded(
            fields=[
                Field("Lid.tilt", 4.0, _T_US + 250_000, device="p1_lid-3"),
                Field("Radio.rssi", -91.0, device="p1_lid-3"),
            ]
        ),
    ),
    Example(b'{"result_code": 0, "result_desc": "success"}', Decoded(notice="reply")),
    Example(
        b'{"object_device_id": "p1_gauge-7", "services": [{"service_id": "$time_sync", "event_type":'
        b' "time_sync_request", "event_time": "20251201T080000Z", "paras": {"device_send_time": 1}}]}',
        Decoded(notice="event"),
    ),
    Example(
        b'{"object_device_id": "p1_gauge-7", "shadow": [{"service_id": "Water", "desired": {}}]}',
        Decoded(notice="shadow"),
    ),
    Example(b"\x00\x01", Decoded(notice="message"), Context(topic="$oc/devices/p1_x/sys/messages/up")),
    Example(b'{"services": []}', Decoded(fields=[], device="p1_gauge-7"), _REPORT),
    Example(b"", Reason.MALFORMED, _REPORT),
    Example(b"[]", Reason.WRONG_TYPE, _REPORT),
    Example(b"{}", Reason.WRONG_TYPE, _REPORT),
    Example(b'{"services": [{"properties": {"depth": 1}}]}', Reason.WRONG_TYPE, _REPORT),
    Example(b'{"services": [{"service_id": "Water", "properties": [1]}]}', Reason.WRONG_TYPE, _REPORT),
    Example(b'{"services": [{"service_id": "W", "properties": {"d": NaN}}]}', Reason.NOT_A_NUMBER, _REPORT),
    Example(
        b'{"services": [{"service_id": "W", "properties": {"d": 1}, "event_time": "20251301T080000Z"}]}',
        Reason.BAD_TIME,
        _REPORT,
    ),
    Example(
        b'{"services": [{"service_id": "W", "properties": {"d": 1}, "event_time": 1764576000}]}',
        Reason.BAD_TIME,
        _REPORT,
    ),
)


def decode(payload: bytes, context: Context = NO_CONTEXT, /) -> Decoded:
    """All values of a message. Raises RejectedError when any part of it is wrong."""
    device, place = _place_in(context.topic)
    for beginning, notice in _NOTICES:
        if place.startswith(beginning):
            return Decoded(notice=notice)
    message = object_of(json_of(payload), "an IoTDA message")
    if "devices" in message:
        shares = list_of(message["devices"], "devices")
        return Decoded(fields=[field for share in shares for field in _of_device(share)], device=device)
    if "services" in message:
        services = [object_of(one, "a service") for one in list_of(message["services"], "services")]
        if services and all("event_type" in service for service in services):
            return Decoded(notice="event")
        return Decoded(
            fields=[field for one in services for field in _of_service(one, device)], device=device
        )
    for mark, notice in _MARKS:
        if mark in message:
            return Decoded(notice=notice)
    raise RejectedError(Reason.WRONG_TYPE, "neither services nor devices, of which a report consists")


def _place_in(topic: str) -> tuple[str | None, str]:
    _, found, rest = topic.partition("$oc/devices/")
    device, _, place = rest.partition("/")
    return (device or None, place) if found else (None, "")


def _of_device(share: Any) -> Iterator[Field]:
    one = object_of(share, "a device of devices")
    device = text_of(one.get("device_id"), "device_id")
    for service in list_of(one.get("services"), f"services of {device}"):
        yield from _of_service(object_of(service, f"a service of {device}"), device)


def _of_service(service: dict[str, Any], device: str | None) -> Iterator[Field]:
    name = text_of(service.get("service_id"), "service_id")
    observed_us = _time_of(service.get("event_time"), name)
    for path, value in flat(object_of(service.get("properties"), f"properties of {name}"), name):
        yield Field(path, value, observed_us, None, device)


def _time_of(event_time: Any, service: str) -> int | None:
    if event_time is None:
        return None
    if not isinstance(event_time, str):
        raise RejectedError(Reason.BAD_TIME, f"event_time of {service} = {shown(event_time)} is no text")
    return us_of_text(event_time)
