"""What Alink and OneJSON have in common: a thing model's properties and events, each value with its own time.

A value is told bare, as ``{"value": 12.4, "time": 1764576000123}``, or as a list of such over time. ``time``
counts ms since the epoch UTC. A struct is taken apart to dotted names: ``wind.speed``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ingest.clock import us_of_number
from ingest.codec import Field
from ingest.errors import Reason, RejectedError
from ingest.payload import flat, number_of, object_of, shown, text_of


def fields_of(told: Mapping[str, Any], device: str | None) -> Iterator[Field]:
    """The values of properties, or the outputs of events, by identifier. Raises RejectedError."""
    for identifier, values in told.items():
        for value, observed_us in _values(identifier, values):
            for name, one in flat(value, identifier):
                yield Field(name, one, observed_us, None, device)


def fields_of_shares(shares: Iterable[Any], device: str | None) -> Iterator[Field]:
    """The ``properties`` and ``events`` of each device in a message about many. Raises RejectedError.

    Each is an object by identifier, or a list of such objects over time. A share whose ``identity`` names no
    device is of ``device``, that of the topic.
    """
    for share in shares:
        one = object_of(share, "a device's share of params")
        speaker = _device_of(one) or device
        for part in ("properties", "events"):
            told = one.get(part)
            for values in told if isinstance(told, list) else [] if told is None else [told]:
                yield from fields_of(object_of(values, part), speaker)


def us_of_told(time: Any, what: str, *, per_s: int = 1000) -> int | None:
    """Microseconds of a count of 1/``per_s`` seconds, None of null. Raises RejectedError, naming ``what``."""
    if time is None:
        return None
    if isinstance(time, bool) or not isinstance(time, int | float):
        raise RejectedError(Reason.BAD_TIME, f"the time of {what} = {shown(time)} is no number")
    return us_of_number(number_of(time, f"the time of {what}"), per_s=per_s)


def has_numbers(fields: Iterable[Field]) -> bool:
    """Whether anything was measured: an event of texts alone is a notice."""
    return any(isinstance(field.value, float) for field in fields)


def place_in(topic: str, roots: Sequence[str]) -> tuple[str | None, str]:
    """The device and the rest of ``.../<root>/<product>/<device>/<rest>``, wherever a bridge has put it."""
    words = topic.split("/")
    for number, word in enumerate(words):
        if word in roots and len(words) > number + 3:
            return words[number + 2] or None, "/".join(words[number + 3 :])
    return None, ""


def _device_of(share: Mapping[str, Any]) -> str:
    identity = object_of(share.get("identity", {}), "identity")
    return text_of(identity.get("deviceName", ""), "identity.deviceName")


def _values(identifier: str, told: Any) -> list[tuple[Any, int | None]]:
    moments = told if isinstance(told, list) and told and all(map(_is_moment, told)) else [told]
    return [
        (one["value"], us_of_told(one.get("time"), identifier)) if _is_moment(one) else (one, None)
        for one in moments
    ]


def _is_moment(told: Any) -> bool:
    # A struct may have a member called `value` too; it has others then, and no time.
    return isinstance(told, dict) and "value" in told and ("time" in told or len(told) == 1)
