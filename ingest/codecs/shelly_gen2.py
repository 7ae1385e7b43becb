"""Shelly, second generation and later: status topics and the RPC notifications of ``PREFIX/events/rpc``.

Fields are named by component, then relative to its status, without the ``id`` in it: ``temperature:0.tC``, be
it told on ``PREFIX/status/temperature:0`` or in ``params`` of NotifyStatus and NotifyFullStatus. A status
topic tells no time, but that of ``sys`` (``unixtime``); a notification does (``params.ts``, seconds). The
device is the notification's ``src``; a status topic names it by its prefix only. NotifyStatus tells only what
changed. Of interest for few sources, so to be ignored there: ``sys``, ``wifi``, ``cloud``, ``mqtt``, ``ws``.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason, RejectedError
from ingest.payload import flat, json_of, object_of, text_of
from ingest.stamp import us_if_set, us_of_stamp

_READINGS = frozenset({"NotifyStatus", "NotifyFullStatus"})
_SENT_US = 1_764_576_000_250_000  # 2025-12-01T08:00:00.25Z
_DEVICE = "shellyplusht-0a1b2c"


def _at(rest: str) -> Context:
    return Context(topic=f"{_DEVICE}/{rest}")


EXAMPLES: Sequence[Example] = (
    Example(
        b'{"id": 0, "tC": 21.5, "tF": 70.7, "errors": ["out_of_range"]}',
        Decoded(
            fields=[
                Field("temperature:0.tC", 21.5),
                Field("temperature:0.tF", 70.7),
                Field("temperature:0.errors.0", "out_of_range"),
            ],
        ),
        _at("status/temperature:0"),
    ),
    Example(
        b'{"unixtime": 1764576000.25, "uptime": 7, "time": null}',
        Decoded(
            fields=[
                Field("sys.unixtime", 1_764_576_000.25, _SENT_US),
                Field("sys.uptime", 7.0, _SENT_US),
            ],
            observed_us=_SENT_US,
        ),
        _at("status/sys"),
    ),
    Example(
        b'{"src": "shellyplusht-0a1b2c", "dst": "x/events", "method": "NotifyStatus", "params":'
        b' {"ts": 1764576000.25, "flood:0": {"id": 0, "alarm": true, "mute": false}}}',
        Decoded(
            fields=[
                Field("flood:0.alarm", 1.0, _SENT_US, None, _DEVICE),
                Field("flood:0.mute", 0.0, _SENT_US, None, _DEVICE),
            ],
            observed_us=_SENT_US,
            device=_DEVICE,
        ),
        _at("events/rpc"),
    ),
    Example(  # its clock was never set
        b'{"src": "shellyplusht-0a1b2c", "method": "NotifyFullStatus", "params":'
        b' {"ts": 3.41, "humidity:0": {"id": 0, "rh": 57}, "sys": {"unixtime": null}}}',
        Decoded(fields=[Field("humidity:0.rh", 57.0, device=_DEVICE)], device=_DEVICE),
    ),
    Example(  # a value that a radio sensor sent earlier
        b'{"src": "shellyplusht-0a1b2c", "method": "NotifyFullStatus", "params": {"ts": 1764579600,'
        b' "bthomesensor:200": {"id": 200, "value": 12, "last_updated_ts": 1764576000.25}}}',
        Decoded(
            fields=[Field("bthomesensor:200.value", 12.0, _SENT_US, None, _DEVICE)],
            observed_us=1_764_579_600_000_000,
            device=_DEVICE,
        ),
    ),
    Example(b"{}", Decoded(notice="empty"), _at("status/ble")),
    Example(b'{"id": 0, "tC": null}', Decoded(notice="empty"), _at("status/temperature:0")),
    Example(b"true", Decoded(notice="availability"), _at("online")),
    Example(b"I (3021) shelly_main.c", Decoded(notice="log"), _at("debug/log")),
    Example(b"status_update", Decoded(notice="command"), _at("command")),
    Example(b"on", Decoded(notice="command"), _at("command/switch:0")),
    Example(
        b'{"id": 4, "src": "me", "method": "Switch.Set", "params": {"id": 0}}', Decoded(notice="command")
    ),
    Example(b'{"id": 4, "src": "shelly", "dst": "me", "result": {"was_on": false}}', Decoded(notice="reply")),
    Example(b'{"id": 4, "src": "shelly", "error": {"code": 404}}', Decoded(notice="reply")),
    Example(b'{"src": "shelly", "method": "NotifyEvent", "params": {"events": []}}', Decoded(notice="event")),
    Example(b'{"id": 0, "tC": 21.5}', Reason.TOPIC),
    Example(b'{"id": 0, "tC": 21.5', Reason.MALFORMED, _at("status/temperature:0")),
    Example(b"21.5", Reason.WRONG_TYPE, _at("status/temperature:0")),
    Example(
        b'{"method": "NotifyStatus", "params": {"ts": 1764576000}}', Reason.WRONG_TYPE, _at("events/rpc")
    ),
    Example(b'{"src": "shelly", "method": "NotifyStatus"}', Reason.WRONG_TYPE, _at("events/rpc")),
    Example(b'{"unixtime": "18:05"}', Reason.BAD_TIME, _at("status/sys")),
    Example(b'{"src": "a", "method": "NotifyStatus", "params": {"ts": 1e300}}', Reason.BAD_TIME),
    Example(b'{"id": 0, "tC": Infinity}', Reason.NOT_A_NUMBER, _at("status/temperature:0")),
)


def decode(payload: bytes, context: Context = NO_CONTEXT, /) -> Decoded:
    """All values of a status message or notification. Raises RejectedError when any part of it is wrong."""
    levels = context.topic.split("/")
    if notice := _notice_of(levels):
        return Decoded(notice=notice)
    message = object_of(json_of(payload), "the message")
    if levels[-2:-1] == ["status"]:
        return _reading({levels[-1]: message}, None, None)
    return _frame(message)


def _notice_of(levels: Sequence[str]) -> str | None:
    """What a topic tells whose payload need not be JSON."""
    if levels[-1] == "online":
        return "availability"
    if levels[-2:] == ["debug", "log"]:
        return "log"
    return "command" if "command" in levels[-2:] else None


def _frame(frame: dict[str, Any]) -> Decoded:
    if not {"result", "error"}.isdisjoint(frame):
        return Decoded(notice="reply")
    if "method" not in frame:
        raise RejectedError(
            Reason.TOPIC, "neither a topic PREFIX/status/COMPONENT nor a key method tells what this is"
        )
    if (method := text_of(frame["method"], "method")) not in _READINGS:
        return Decoded(notice="event" if method == "NotifyEvent" else "command")
    params = dict(object_of(frame.get("params"), "params"))
    return _reading(params, _time_of(params.pop("ts", None), "params.ts"), text_of(frame.get("src"), "src"))


def _reading(components: dict[str, Any], sent_us: int | None, device: str | None) -> Decoded:
    if sent_us is None and isinstance(system := components.get("sys"), dict):
        sent_us = _time_of(system.get("unixtime"), "sys.unixtime")
    fields = [
        field for name, status in components.items() for field in _fields(name, status, sent_us, device)
    ]
    return Decoded(fields=fields, observed_us=sent_us, device=device) if fields else Decoded(notice="empty")


def _fields(name: str, status: Any, sent_us: int | None, device: str | None) -> Iterator[Field]:
    values = dict(object_of(status, name)) if status is not None else {}
    values.pop("id", None)
    updated_us = _time_of(values.pop("last_updated_ts", None), f"{name}.last_updated_ts")
    for inner, value in flat(values, name):
        yield Field(inner, value, sent_us if updated_us is None else updated_us, None, device)


def _time_of(stamp: Any, what: str) -> int | None:
    return None if stamp is None else us_if_set(us_of_stamp(stamp, what))
