"""The newest reading of every metric of every sensor."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from model.reading import Origin, Quality, Reading
from store.pool import Connection
from store.sql import load

_SQL = load("latest")


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


def lock_latest(conn: Connection, sensor_nums: Collection[int]) -> dict[tuple[int, str], datetime]:
    """The time of the newest reading by (sensor, metric); the rows stay locked until the commit."""
    rows = conn.execute(_SQL["lock_latest"], {"sensor_nums": list(sensor_nums)})
    return {(sensor_num, metric): observed_at for sensor_num, metric, observed_at in rows}


def put_latest(conn: Connection, readings: Sequence[Reading]) -> None:
    """Keeps the newest of ``readings`` for each sensor and metric."""
    newest: dict[tuple[int, str], Reading] = {}
    for reading in readings:
        key = (reading.sensor_num, reading.metric)
        if key not in newest or newest[key].observed_at < reading.observed_at:
            newest[key] = reading
    kept = [newest[key] for key in sorted(newest)]
    conn.execute(
        _SQL["put_latest"],
        {
            "sensor_nums": [reading.sensor_num for reading in kept],
            "metrics": [reading.metric for reading in kept],
            "values": [reading.value for reading in kept],
            "qualities": [reading.quality.value for reading in kept],
            "origins": [reading.origin.value for reading in kept],
            "observed": [reading.observed_at for reading in kept],
            "received": [reading.received_at for reading in kept],
        },
    )


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
