"""Our own JSON: ``{"t": 1764576000123, "v": {"depth_cm": 12.4}, "o": "live"}`` or a list of such.

``t`` is ms since the epoch UTC or RFC 3339 with a zone, left out by a device that has no clock; ``v`` is
metric -> number, ``o`` the origin (default live), ``id`` the sensor, which must then be that of the topic. A
message is taken whole or refused whole: a device that garbles half a message is not believed for the rest.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby
from math import isfinite
from typing import Any, Literal

import msgspec

from ingest.clock import EPOCH, us_of_number, us_of_text
from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason, RejectedError
from ingest.payload import json_of, number_of
from model.reading import Origin, Sample

_ORIGINS = {origin.value: origin for origin in Origin}
_KEYS = frozenset({"t", "v", "o", "id"})

EXAMPLES: Sequence[Example] = (
    Example(
        b'{"t": 1764576000123, "v": {"depth_cm": 12.4}, "o": "live"}',
        Decoded(fields=[Field("depth_cm", 12.4, 1_764_576_000_123_000)]),
    ),
    Example(
        b'[{"t": "2025-12-01T16:00:00+08:00", "v": {"persons": 104}, "o": "replay"}]',
        Decoded(fields=[Field("persons", 104.0, 1_764_576_000_000_000, origin=Origin.REPLAY)]),
    ),
    Example(b'{"v": {"depth_cm": 1}}', Decoded(fields=[Field("depth_cm", 1.0)])),
    Example(b'{"id": "wd-1", "v": {"depth_cm": 1}}', Decoded(fields=[Field("depth_cm", 1.0, device="wd-1")])),
    Example(b"", Reason.MALFORMED),
    Example(b"\xff\xfe", Reason.MALFORMED),
    Example(b'{"t": 1764576000123, "v": {"depth_cm": 12.4}', Reason.MALFORMED),
    Example(b"[]", Reason.MALFORMED),
    Example(b'"hello"', Reason.WRONG_TYPE),
    Example(b'{"t": 1764576000123, "v": {}}', Reason.WRONG_TYPE),
    Example(b'{"t": 1764576000123, "v": [1]}', Reason.WRONG_TYPE),
    Example(b'{"t": 1764576000123, "v": {"depth_cm": "12.4"}}', Reason.WRONG_TYPE),
    Example(b'{"t": 1764576000123, "v": {"depth_cm": true}}', Reason.WRONG_TYPE),
    Example(b'{"t": 1764576000123, "v": {"depth_cm": null}}', Reason.WRONG_TYPE),
    Example(b'{"t": 1764576000123, "v": {"depth_cm": 1}, "unit": "cm"}', Reason.WRONG_TYPE),
    Example(b'{"t": 1764576000123, "v": {"depth_cm": 1}, "id": 7}', Reason.WRONG_TYPE),
    Example(b'{"t": 1764576000123, "v": {"depth_cm": NaN}}', Reason.NOT_A_NUMBER),
    Example(b'{"t": 1764576000123, "v": {"depth_cm": 1e999}}', Reason.NOT_A_NUMBER),
    Example(b'{"t": "2025-12-01T16:00:00", "v": {"depth_cm": 1}}', Reason.BAD_TIME),
    Example(b'{"t": null, "v": {"depth_cm": 1}}', Reason.BAD_TIME),
    Example(b'{"t": 1e30, "v": {"depth_cm": 1}}', Reason.BAD_TIME),
    Example(b'{"t": 1764576000123, "v": {"depth_cm": 1}, "o": "test"}', Reason.UNKNOWN_ORIGIN),
)


def decode(payload: bytes, _context: Context = NO_CONTEXT) -> Decoded:
    """All values of a message. Raises RejectedError when any part of it is wrong."""
    try:
        rows = _FAST.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Decoded(fields=_slowly(payload))
    return Decoded(fields=_fields_of_rows(rows if isinstance(rows, list) else [rows]) or _slowly(payload))


def _slowly(payload: bytes) -> list[Field]:
    """The same by hand, which can say what is wrong and where."""
    message = json_of(payload)
    rows = message if isinstance(message, list) else [message]
    if not rows:
        raise RejectedError(Reason.MALFORMED, "an empty list holds no reading")
    return [field for row in rows for field in _fields_of(row)]


def encode(samples: Iterable[Sample]) -> bytes:
    """The message that ``decode`` takes apart again; neighbours of one time share an object."""
    rows = [
        {
            "t": (time - EPOCH) // timedelta(milliseconds=1),
            "v": {sample.metric: sample.value for sample in group},
            "o": origin.value,
        }
        for (time, origin), group in groupby(samples, key=lambda sample: (sample.observed_at, sample.origin))
    ]
    return json.dumps(rows[0] if len(rows) == 1 else rows, separators=(",", ":")).encode()


class _Row(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    v: dict[str, float]
    t: int | str | float | msgspec.UnsetType = msgspec.UNSET
    o: Literal["live", "exercise", "replay"] = "live"
    id: str | None = None


_FAST = msgspec.json.Decoder(list[_Row] | _Row)


def _fields_of_rows(rows: list[_Row]) -> list[Field] | None:
    """The fields of rows that are right; None where one holds no value, or one that is no number."""
    fields: list[Field] = []
    for row in rows:
        observed_us = None if isinstance(row.t, msgspec.UnsetType) else _time_of(row.t)
        origin, device = _ORIGINS[row.o], row.id
        if not row.v or not all(map(isfinite, row.v.values())):
            return None
        fields += [Field(name, value, observed_us, None, device, origin) for name, value in row.v.items()]
    return fields


def _fields_of(row: Any) -> list[Field]:
    if not isinstance(row, dict):
        raise RejectedError(Reason.WRONG_TYPE, f"a reading is an object, not {type(row).__name__}")
    if unknown := row.keys() - _KEYS:
        raise RejectedError(Reason.WRONG_TYPE, f"unknown key {min(unknown)!r}; known are t, v, o, id")
    observed_us = _time_of(row["t"]) if "t" in row else None
    origin, device = _origin_of(row.get("o", "live")), row.get("id")
    if device is not None and not isinstance(device, str):
        raise RejectedError(Reason.WRONG_TYPE, f"id = {device!r} is no text")
    values = row.get("v")
    if not isinstance(values, dict) or not values:
        raise RejectedError(Reason.WRONG_TYPE, "v must be an object of metric -> number, with at least one")
    return [
        Field(metric, number_of(value, metric), observed_us, None, device, origin)
        for metric, value in values.items()
    ]


def _time_of(stamp: Any) -> int:
    if isinstance(stamp, int | float) and not isinstance(stamp, bool):
        return us_of_number(stamp, per_s=1000)
    if isinstance(stamp, str):
        return us_of_text(stamp)
    raise RejectedError(
        Reason.BAD_TIME, f"t = {stamp!r} is neither ms since the epoch nor RFC 3339 with a zone"
    )


def _origin_of(word: Any) -> Origin:
    if not isinstance(word, str) or word not in _ORIGINS:
        raise RejectedError(Reason.UNKNOWN_ORIGIN, f"o = {word!r} is not one of {', '.join(_ORIGINS)}")
    return _ORIGINS[word]
