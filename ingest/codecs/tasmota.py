"""Tasmota: the SENSOR messages of its telemetry, ``tele/TOPIC/SENSOR``.

Fields are named relative to the whole object, ``DS18B20.Temperature``, without the keys ``Time``, ``Epoch``,
``TempUnit`` and ``PressureUnit``; the last two become the units of temperatures and pressures. ``Time`` is
local and tells no zone unless SetOption52 is on: without a zone (and without ``Epoch``) there is no time. No
message names its device; the topic does. A sensor that cannot be read tells null, which is no value.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason
from ingest.payload import flat, json_of, object_of, text_of
from ingest.stamp import us_if_set, us_of_stamp

_LAST_LEVELS = {
    "LWT": "availability",
    "STATE": "state",
    "HASS_STATE": "state",
    "UPTIME": "state",
    "INFO1": "info",
    "INFO2": "info",
    "INFO3": "info",
    "RESULT": "result",
}
_PREFIXES = {"stat": "result", "cmnd": "command", "discovery": "discovery"}
_TEXTS = {b"Online": "availability", b"Offline": "availability", b"ON": "result", b"OFF": "result"}
_MARKS = {
    "state": {"Uptime", "UptimeSec", "Heap", "Wifi"},
    "info": {"Info1", "Info2", "Info3"},
    "result": {"Command", "StatusSNS", "StatusSTS", *(f"POWER{number or ''}" for number in range(33))},
}
_UNITS = {
    "Temperature": "TempUnit",
    "DewPoint": "TempUnit",
    "Pressure": "PressureUnit",
    "SeaPressure": "PressureUnit",
}
_NO_VALUES = {"Time", "Epoch", *_UNITS.values()}

_SENSOR = Context(topic="tele/pump-room/SENSOR")
_SENT_US = 1_764_576_000_000_000  # 2025-12-01T08:00:00Z

EXAMPLES: Sequence[Example] = (
    Example(
        b'{"Time": "2025-12-01T16:00:00", "Switch1": "ON", "BME280": {"Temperature": 61.7, "Humidity": 40},'
        b'"ANALOG": {"A0": 512}, "TempUnit": "F"}',
        Decoded(
            fields=[
                Field("Switch1", "ON"),
                Field("BME280.Temperature", 61.7, unit="F"),
                Field("BME280.Humidity", 40.0),
                Field("ANALOG.A0", 512.0),
            ],
        ),
        _SENSOR,
    ),
    Example(
        b'{"Time": "2025-12-01T16:00:00+08:00", "SR04": {"Distance": 31.5}}',
        Decoded(
            fields=[Field("SR04.Distance", 31.5, _SENT_US)],
            observed_us=_SENT_US,
        ),
        Context(topic="street/gully/tele/SENSOR"),
    ),
    Example(
        b'{"Time": "2025-12-01T16:00:00", "Epoch": 1764576000, "ENERGY": {"Power": [3, 4]}}',
        Decoded(
            fields=[Field("ENERGY.Power.0", 3.0, _SENT_US), Field("ENERGY.Power.1", 4.0, _SENT_US)],
            observed_us=_SENT_US,
        ),
    ),
    Example(  # its clock was never set
        b'{"Time": "1970-01-01T00:00:12+00:00", "SR04": {"Distance": 31.5}}',
        Decoded(fields=[Field("SR04.Distance", 31.5)]),
    ),
    Example(b'{"Time": "2025-12-01T16:00:00", "AM2301": {"Temperature": null}}', Decoded(notice="empty")),
    Example(b'{"Uptime": "0T00:10:02"}', Decoded(notice="state"), Context(topic="tele/pump-room/STATE")),
    Example(b'{"Time": "2025-12-01T16:00:00", "Wifi": {"RSSI": 80}}', Decoded(notice="state")),
    Example(b"Offline", Decoded(notice="availability"), Context(topic="tele/pump-room/LWT")),
    Example(b'{"Info1": {}}', Decoded(notice="info"), Context(topic="tele/pump-room/INFO1")),
    Example(b"OFF", Decoded(notice="result"), Context(topic="stat/pump-room/POWER2")),
    Example(b'{"StatusSNS": {"SR04": {"Distance": 3}}}', Decoded(notice="result")),
    Example(b"", Decoded(notice="command"), Context(topic="cmnd/pump-room/STATUS")),
    Example(b'{"sn": {}}', Decoded(notice="discovery"), Context(topic="tasmota/discovery/A0/sensors")),
    Example(b'{"Time": "2025-12-01T16:00:00", "SR04": {"Distance": nan}}', Reason.MALFORMED, _SENSOR),
    Example(b'{"SR04": {"Distance": 1e999}}', Reason.NOT_A_NUMBER, _SENSOR),
    Example(b'{"BMP280": {"Pressure": 1013}, "PressureUnit": 1}', Reason.WRONG_TYPE, _SENSOR),
    Example(b"[31.5]", Reason.WRONG_TYPE, _SENSOR),
    Example(b'{"Time": "soon", "SR04": {"Distance": 3}}', Reason.BAD_TIME, _SENSOR),
    Example(b'{"Epoch": "soon", "SR04": {"Distance": 3}}', Reason.BAD_TIME, _SENSOR),
)


def decode(payload: bytes, context: Context = NO_CONTEXT, /) -> Decoded:
    """All values of a SENSOR message. Raises RejectedError when any part of it is wrong."""
    levels = context.topic.split("/")
    if notice := _notice_of_topic(levels) or _TEXTS.get(payload):
        return Decoded(notice=notice)
    message = object_of(json_of(payload), "the message")
    if levels[-1] != "SENSOR" and (notice := _notice_of_keys(message)):
        return Decoded(notice=notice)
    observed_us, units = _time_of(message), _units_of(message)
    fields = [
        Field(name, value, observed_us, units.get(_quantity_of(name)))
        for name, value in flat({key: value for key, value in message.items() if key not in _NO_VALUES})
    ]
    return Decoded(fields=fields, observed_us=observed_us) if fields else Decoded(notice="empty")


def _notice_of_topic(levels: Sequence[str]) -> str | None:
    for level in levels:  # the prefix may stand anywhere: the FullTopic is free
        if level in _PREFIXES:
            return _PREFIXES[level]
    return _LAST_LEVELS.get(levels[-1])


def _notice_of_keys(message: dict[str, Any]) -> str | None:
    return next((notice for notice, marks in _MARKS.items() if not marks.isdisjoint(message)), None)


def _quantity_of(name: str) -> str:
    """``Temperature`` of ``ANALOG.Temperature2``."""
    return name.rpartition(".")[2].rstrip("0123456789")


def _units_of(message: dict[str, Any]) -> dict[str, str]:
    return {quantity: text_of(message[key], key) for quantity, key in _UNITS.items() if key in message}


def _time_of(message: dict[str, Any]) -> int | None:
    key = "Epoch" if "Epoch" in message else "Time"
    stamp = message.get(key)
    if stamp is None or (key == "Time" and _has_no_zone(stamp)):
        return None
    return us_if_set(us_of_stamp(stamp, key))


def _has_no_zone(stamp: Any) -> bool:
    try:
        return isinstance(stamp, str) and datetime.fromisoformat(stamp).tzinfo is None
    except ValueError:
        return False
