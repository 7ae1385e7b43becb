"""Zigbee2MQTT: the state of a device or group, a JSON object on ``BASE/FRIENDLY_NAME``.

Fields are named relative to the whole object, ``temperature`` or ``update.state``, without ``last_seen`` and
``device``. There is no time but ``last_seen``, where the bridge is told to add it (RFC 3339, or ms since
1970). The device is the friendly name, all levels behind ``zigbee2mqtt``; under another base topic only the
message can tell it. A state repeats all values that the bridge remembers, also those not sent this time.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason
from ingest.payload import flat, json_of, object_of
from ingest.stamp import us_of_stamp

_BASE = "zigbee2mqtt"
_OF_BRIDGE = frozenset(
    {
        *("state", "info", "health", "devices", "groups", "definitions", "extensions", "converters"),
        *("event", "logging", "log", "config", "request", "response"),
    }
)
_NO_VALUES = frozenset({"last_seen", "device"})
_SENT_US = 1_764_576_000_123_000  # 2025-12-01T08:00:00.123Z


def _at(rest: str) -> Context:
    return Context(topic=f"{_BASE}/{rest}")


EXAMPLES: Sequence[Example] = (
    Example(
        b'{"water_leak": true, "soc": 97, "action": "single", "update": {"state": "idle"}, "tamper": null}',
        Decoded(
            fields=[
                Field("water_leak", 1.0, device="lift/pit"),
                Field("soc", 97.0, device="lift/pit"),
                Field("action", "single", device="lift/pit"),
                Field("update.state", "idle", device="lift/pit"),
            ],
            device="lift/pit",
        ),
        _at("lift/pit"),
    ),
    Example(
        b'{"last_seen": "2025-12-01T16:00:00.123+08:00", "temperature": -3.5}',
        Decoded(
            fields=[Field("temperature", -3.5, _SENT_US, None, "roof")], observed_us=_SENT_US, device="roof"
        ),
        Context(topic="north/zigbee2mqtt/roof"),
    ),
    Example(
        b'{"last_seen": 1764576000123, "temperature": 3, "device": {"friendlyName": "roof"}}',
        Decoded(
            fields=[Field("temperature", 3.0, _SENT_US, None, "roof")], observed_us=_SENT_US, device="roof"
        ),
    ),
    Example(  # a bridge of stone
        b'{"tilt": 1}',
        Decoded(fields=[Field("tilt", 1.0, device="east/bridge/2")], device="east/bridge/2"),
        _at("east/bridge/2"),
    ),
    Example(b'{"temperature": null}', Decoded(notice="empty"), _at("roof")),
    Example(b"", Decoded(notice="cleared"), _at("roof")),
    Example(b'{"state": "online"}', Decoded(notice="availability"), _at("lift/pit/availability")),
    Example(b"offline", Decoded(notice="availability"), _at("roof/availability")),
    Example(b"online", Decoded(notice="bridge"), _at("bridge/state")),
    Example(b'{"type": "device_joined"}', Decoded(notice="bridge"), _at("bridge/event")),
    Example(b"online", Decoded(notice="bridge"), Context(topic="site-3/zb/bridge/state")),
    Example(b'{"state": "ON"}', Decoded(notice="command"), _at("roof/set")),
    Example(b"ON", Decoded(notice="command"), _at("roof/set/state")),
    Example(b'{"temperature": ""}', Decoded(notice="command"), _at("roof/get")),
    Example(b"27.3", Reason.WRONG_TYPE, _at("roof/temperature")),
    Example(b"twenty", Reason.MALFORMED, _at("roof")),
    Example(b'{"temperature": NaN}', Reason.NOT_A_NUMBER, _at("roof")),
    Example(b'{"temperature": 3, "last_seen": "2025-12-01T16:00:00"}', Reason.BAD_TIME, _at("roof")),
    Example(b'{"temperature": 3, "last_seen": [1]}', Reason.BAD_TIME, _at("roof")),
)


def decode(payload: bytes, context: Context = NO_CONTEXT, /) -> Decoded:
    """All values of a state. Raises RejectedError when any part of it is wrong."""
    levels = context.topic.split("/")
    if notice := _notice_of(payload, levels):
        return Decoded(notice=notice)
    state = object_of(json_of(payload), "a state (Zigbee2MQTT writes one with output: json)")
    device = "/".join(_name_of(levels)) or _name_told(state)
    stamp = state.get("last_seen")
    observed_us = None if stamp is None else us_of_stamp(stamp, "last_seen", per_s=1000)
    fields = [
        Field(key, value, observed_us, None, device)
        for key, value in flat({key: value for key, value in state.items() if key not in _NO_VALUES})
    ]
    return (
        Decoded(fields=fields, observed_us=observed_us, device=device) if fields else Decoded(notice="empty")
    )


def _notice_of(payload: bytes, levels: Sequence[str]) -> str | None:
    if _is_of_bridge(levels):
        return "bridge"
    if levels[-1] == "availability":
        return "availability"
    if not {"set", "get"}.isdisjoint(levels[-2:]):  # roof/set, or roof/set/state
        return "command"
    return None if payload else "cleared"  # so is a retained state taken back, when a device is renamed


def _is_of_bridge(levels: Sequence[str]) -> bool:
    """Whether the bridge speaks of itself; a device may be called ``east/bridge/2``."""
    return _name_of(levels)[:1] == ["bridge"] or any(
        level == "bridge" and below in _OF_BRIDGE for level, below in pairwise(levels)
    )


def _name_of(levels: Sequence[str]) -> Sequence[str]:
    """The levels behind the base topic; none where that is another one, of who knows how many levels."""
    return levels[levels.index(_BASE) + 1 :] if _BASE in levels else ()


def _name_told(state: dict[str, Any]) -> str | None:
    """The name in the description of the device, which the bridge adds when told to."""
    told = state.get("device")
    name = told.get("friendlyName") if isinstance(told, dict) else None
    return name if isinstance(name, str) else None
