"""The newest reading of every metric of every sensor, live and of drills apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.reading import Origin, Quality
from store.arrays import whole_numbers
from store.binary import Coded, copy_in, timestamps
from store.columns import NO_TIME, ORIGINS, QUALITIES, Columns
from store.pool import Connection
from store.sql import load

_SQL = load("latest")
TRAIL = ("last_us", "last_value", "before_us", "before_value", "unchanged_us", "lag_us", "lag_since_us")
"""Names of what the next reading is judged by; those of values are floats, all others microseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The newest reading of one metric of one sensor; both times aware."""

    sensor_num: int
    metric: str
    value: float
    quality: Quality
    origin: Origin
    observed_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the table holds of some keys, one row each in no order; ``trail`` has TRAIL's columns by name.

    A key is a sensor's number, and a metric with an origin in ``words``. Times are microseconds since
    1970-01-01 UTC.
    """

    sensor_num: NDArray[np.int64]
    words: Sequence[tuple[str, str]]
    observed_us: NDArray[np.int64]
    trail: Mapping[str, NDArray[Any]]


def lock_latest(conn: Connection, sensor_nums: NDArray[np.int32], origins: Sequence[Origin]) -> Known:
    """The newest reading by key of some sensors and origins; the rows stay locked until the commit.

    Nobody who asks for what is live waits for a drill.
    """
    wanted = {"sensor_nums": whole_numbers(sensor_nums.tolist()), "origins": list(origins)}
    rows = conn.execute(_SQL["lock_latest"], wanted).fetchall()
    columns = list(zip(*rows, strict=True)) or [()] * (4 + len(TRAIL))
    return Known(
        sensor_num=np.array(columns[0], np.int64),
        words=list(zip(*columns[1:3], strict=True)),
        observed_us=np.array(columns[3], np.int64),
        trail={name: np.array(column, _dtype(name)) for name, column in zip(TRAIL, columns[4:], strict=True)},
    )


def put_latest(conn: Connection, readings: Columns, trail: Mapping[str, NDArray[Any]] | None = None) -> None:
    """Keeps readings, one a key, where they are newer than what is there.

    ``trail`` is what the next ones are judged by, beside them; left out, nothing is known.
    """
    if not len(readings):
        return
    known = trail or {name: np.full(len(readings), _unknown(name), _dtype(name)) for name in TRAIL}
    conn.execute(_SQL["make_staging"])
    copy_in(
        conn,
        _SQL["copy_staging"],
        [
            readings.sensor_num,
            Coded([metric for _, metric in readings.measures], readings.measure),
            readings.value,
            Coded(QUALITIES, readings.quality),
            Coded(ORIGINS, readings.origin),
            timestamps(readings.observed_us),
            timestamps(readings.received_us),
            readings.clockless,
            *(known[name] for name in TRAIL),
        ],
    )
    conn.execute(_SQL["put_latest"])


def latest_of(conn: Connection, sensor_num: int) -> list[Latest]:
    """The newest reading of each metric and origin of one sensor."""
    return [
        Latest(
            sensor_num=num,
            metric=metric,
            value=value,
            quality=Quality(quality),
            origin=Origin(origin),
            observed_at=observed_at,
            received_at=received_at,
        )
        for num, metric, value, quality, origin, observed_at, received_at in conn.execute(
            _SQL["latest_of"], {"sensor_num": sensor_num}
        )
    ]


def newest_received(conn: Connection, *, under: str | None = None) -> datetime | None:
    """When the last live reading of the area ``under`` and all below it arrived, None before the first."""
    row = conn.execute(_SQL["newest_received"], {"under": under}).fetchone()
    return row[0] if row else None


def newest_observed(conn: Connection, origin: Origin) -> datetime | None:
    """The latest time that any sensor has told of an origin, None before the first."""
    row = conn.execute(_SQL["newest_observed"], {"origin": origin.value}).fetchone()
    return row[0] if row else None


def silent_sensors(conn: Connection, *, now: datetime, under: str | None = None) -> set[int]:
    """Numbers of the sensors of which nothing live arrived for three of their expected periods, or ever.

    Those of the area ``under`` and all below it.
    """
    return {num for (num,) in conn.execute(_SQL["silent_sensors"], {"now": now, "under": under})}


def _dtype(name: str) -> type[np.float64] | type[np.int64]:
    return np.float64 if name.endswith("value") else np.int64


def _unknown(name: str) -> float:
    return np.nan if name.endswith("value") else NO_TIME
