"""The newest reading of every metric of every sensor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.reading import Origin, Quality
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

    Times are microseconds since 1970-01-01 UTC.
    """

    keys: Sequence[tuple[int, str]]
    observed_us: NDArray[np.int64]
    trail: Mapping[str, NDArray[Any]]


def lock_latest(conn: Connection, sensor_nums: NDArray[np.int32]) -> Known:
    """The newest reading by (sensor, metric) of some sensors; the rows stay locked until the commit."""
    wanted = "{" + ",".join(map(str, sensor_nums.tolist())) + "}"
    rows = conn.execute(_SQL["lock_latest"], {"sensor_nums": wanted}).fetchall()
    columns = list(zip(*rows, strict=True)) or [()] * (3 + len(TRAIL))
    return Known(
        keys=list(zip(columns[0], columns[1], strict=True)),
        observed_us=np.array(columns[2], np.int64),
        trail={name: np.array(column, _dtype(name)) for name, column in zip(TRAIL, columns[3:], strict=True)},
    )


def put_latest(conn: Connection, readings: Columns, trail: Mapping[str, NDArray[Any]] | None = None) -> None:
    """Keeps readings, one a sensor and metric, where they are newer than what is there.

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
    """The newest reading of each metric of one sensor."""
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
    """When the last reading of the area ``under`` and all below it arrived, None before the first."""
    row = conn.execute(_SQL["newest_received"], {"under": under}).fetchone()
    return row[0] if row else None


def newest_observed(conn: Connection) -> datetime | None:
    """The latest time that any sensor has told, None before the first."""
    row = conn.execute(_SQL["newest_observed"]).fetchone()
    return row[0] if row else None


def silent_sensors(conn: Connection, *, now: datetime, under: str | None = None) -> set[int]:
    """Numbers of the sensors of which nothing arrived for three of their expected periods, or ever.

    Those of the area ``under`` and all below it.
    """
    return {num for (num,) in conn.execute(_SQL["silent_sensors"], {"now": now, "under": under})}


def _dtype(name: str) -> type[np.float64] | type[np.int64]:
    return np.float64 if name.endswith("value") else np.int64


def _unknown(name: str) -> float:
    return np.nan if name.endswith("value") else NO_TIME
