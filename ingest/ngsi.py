"""What NGSI-v2 and NGSI-LD have in common: the times that an entity, an attribute or its metadata tell."""

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.clock import us_of_text
from ingest.errors import Reason, RejectedError
from ingest.payload import shown

OWN_TIMES = ("TimeInstant", "dateObserved", "observationDateTime")
"""Where IoT agents and the Smart Data Models tell when an entity was measured; the first wins."""


def plain(told: Any) -> Any:
    """What an attribute or a piece of metadata says, taken out of ``value`` and of JSON-LD's ``@value``."""
    return untyped(told["value"] if isinstance(told, dict) and "value" in told else told)


def untyped(value: Any) -> Any:
    """A value taken out of JSON-LD's ``{"@type": ..., "@value": ...}``, where it stands in one."""
    return value["@value"] if isinstance(value, dict) and "@value" in value else value


def first_us(told: Mapping[str, Any], keys: Sequence[str]) -> int | None:
    """The time, in microseconds, of the first of ``keys`` that is there and neither null nor blank.

    Of an interval it is the end. A time without a zone is UTC, as in both standards. Raises RejectedError,
    which names the key, when it is no time.
    """
    for key in keys:
        time = plain(told.get(key))
        if time is None or (isinstance(time, str) and not time.strip()):
            continue
        if not isinstance(time, str):
            raise RejectedError(Reason.BAD_TIME, f"{key} must be a text, not {shown(time)}")
        return _us_of(time.rpartition("/")[2].strip(), key)
    return None


def _us_of(text: str, key: str) -> int:
    for zone in ("", "Z"):
        try:
            return us_of_text(text + zone)
        except RejectedError:
            continue
    raise RejectedError(Reason.BAD_TIME, f"{key} = {shown(text)} is no ISO 8601 time")
