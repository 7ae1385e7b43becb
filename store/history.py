"""Readings of long ago as arrays: sensor by sensor, millions a second.

COPY hands out a row at a time, which costs more than the row itself; an array of a sensor's values comes as
one piece of memory. Format: PostgreSQL's ``array_send``, five numbers and then each member after its length.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from psycopg.adapt import Buffer, Loader
from psycopg.pq import Format

from model.reading import Origin, Quality
from store.pool import Connection
from store.sql import load

_SQL = load("history")
_TIMES, _FLOATS = 1185, 1022
"""Numbers of the types timestamptz[] and float8[]."""
_HEAD_BYTES = 20
_US_1970_TO_2000 = 946_684_800_000_000
READINGS_A_BLOCK = 4_000_000
_PLAUSIBLE = [quality.value for quality in Quality if quality.is_plausible]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What one sensor told, in the order of time.

    ``metric`` is the place in the metrics that were asked for, times are microseconds since 1970-01-01 UTC,
    values are in the catalogue's units.
    """

    sensor_num: int
    metric: NDArray[np.int8]
    observed_us: NDArray[np.int64]
    value: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.value)

    @classmethod
    def empty(cls, sensor_num: int) -> Self:
        """The series of a sensor that told nothing."""
        return cls(
            sensor_num=sensor_num,
            metric=np.empty(0, np.int8),
            observed_us=np.empty(0, np.int64),
            value=np.empty(0, np.float64),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which plausible readings: of some metrics and one origin, since one aware time and before another."""

    metrics: Sequence[str]
    since: datetime
    until: datetime
    origin: Origin = Origin.LIVE


class Heard(NamedTuple):
    """The last reading of a metric, of whatever quality."""

    metric: str
    value: float
    observed_at: datetime
    quality: Quality
    origin: Origin


def read_only(conn: Connection) -> None:
    """Makes the database refuse everything that this session might write."""
    conn.execute(_SQL["read_only"])


def histories(conn: Connection, asked: Asked, sensor_nums: Sequence[int]) -> Iterator[list[Series]]:
    """The series of some sensors, block by block in their order; those without a reading are left out.

    A block has about READINGS_A_BLOCK readings, whatever the sensors' pace.
    """
    conn.execute(_SQL["page_by_page"])
    begin, size = 0, 1
    while begin < len(sensor_nums):
        block = sensor_nums[begin : begin + size]
        found = _block(conn, asked, block)
        yield found
        begin += len(block)
        readings = sum(map(len, found))
        # At most eight times more than before: the first sensors may be the quiet ones.
        size = max(1, min(8 * size, len(block) * READINGS_A_BLOCK // max(1, readings)))


def newest(conn: Connection, asked: Asked, sensor_num: int) -> list[Heard]:
    """The last reading, of whatever quality, of each metric asked for; metrics without one are left out."""
    return [
        Heard(metric, value, observed_at, Quality(quality), Origin(origin))
        for metric, value, observed_at, quality, origin in conn.execute(
            _SQL["newest"], {**_named(asked, [sensor_num]), "sensor_num": sensor_num}
        )
    ]


def _block(conn: Connection, asked: Asked, sensor_nums: Sequence[int]) -> list[Series]:
    pieces: dict[int, list[Series]] = {}
    with conn.cursor(binary=True) as cursor:
        cursor.adapters.register_loader(_TIMES, _Times)
        cursor.adapters.register_loader(_FLOATS, _Floats)
        # Never prepared: a plan for any sensors is one for few, and four times as slow for many.
        found = cursor.execute(_SQL["arrays"], _named(asked, sensor_nums), prepare=False)
        for num, metric, times, values in found:
            place = np.full(len(values), asked.metrics.index(metric), np.int8)
            piece = Series(sensor_num=num, metric=place, observed_us=times, value=values)
            pieces.setdefault(num, []).append(piece)
    return [_joined(pieces[num]) for num in sensor_nums if num in pieces]


def _named(asked: Asked, sensor_nums: Sequence[int]) -> Mapping[str, object]:
    return {
        "sensor_nums": list(sensor_nums),
        "metrics": list(asked.metrics),
        "since": asked.since,
        "until": asked.until,
        "qualities": _PLAUSIBLE,
        "origin": asked.origin.value,
    }


def _joined(pieces: Sequence[Series]) -> Series:
    """The metrics of one sensor as one series; of one time in the order in which they were asked for."""
    metric, times, values = (
        np.concatenate([getattr(piece, name) for piece in pieces])
        for name in ("metric", "observed_us", "value")
    )
    if len(pieces) > 1 or (np.diff(times) < 0).any():
        order = np.lexsort((metric, times))
        metric, times, values = metric[order], times[order], values[order]
    return Series(sensor_num=pieces[0].sensor_num, metric=metric, observed_us=times, value=values)


def _members(data: Buffer, kind: str) -> NDArray[Any]:
    layout = np.dtype([("length", ">i4"), ("member", kind)])
    found = np.frombuffer(data, layout, offset=_HEAD_BYTES)["member"]
    return found.astype(found.dtype.newbyteorder("="))


class _Times(Loader):
    """timestamptz[] as microseconds since 1970."""

    format = Format.BINARY

    def load(self, data: Buffer) -> NDArray[np.int64]:
        return _members(data, ">i8") + _US_1970_TO_2000


class _Floats(Loader):
    """float8[] as it is."""

    format = Format.BINARY

    def load(self, data: Buffer) -> NDArray[np.float64]:
        return _members(data, ">f8")
