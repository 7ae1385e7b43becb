"""Readings: in by COPY and primary key, out as series."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from model.reading import Reading
from store.pool import Connection
from store.sql import load

_SQL = load("readings")


def insert_new(conn: Connection, readings: Sequence[Reading]) -> list[Reading]:
    """Stores the readings that are not there yet and returns just those, in the order given.

    A reading is there when one of the same sensor, metric and observed_at is, whatever its value.
    """
    if not readings:
        return []
    conn.execute(_SQL["make_staging"])
    with conn.cursor() as cursor:
        with cursor.copy(_SQL["copy_staging"]) as copy:
            for position, reading in enumerate(readings):
                copy.write_row(_row(position, reading))
        new = cursor.execute(_SQL["insert_staged"]).fetchall()
    return [readings[position] for (position,) in new]


def series(
    conn: Connection, *, sensor_num: int, metric: str, since: datetime, until: datetime, points: int = 1500
) -> list[tuple[datetime, float]]:
    """Time and highest value of about ``points`` equal spans between two aware times.

    The highest is kept because a peak is what a duty officer must not miss. Empty spans are left out, bad
    readings do not count.
    """
    bucket = max((until - since) / points, timedelta(seconds=1))
    return [
        (time, value)
        for time, value in conn.execute(
            _SQL["series"],
            {"sensor_num": sensor_num, "metric": metric, "since": since, "until": until, "bucket": bucket},
        )
    ]


def _row(position: int, reading: Reading) -> tuple[object, ...]:
    return (
        position,
        reading.sensor_num,
        reading.metric,
        reading.value,
        reading.observed_at,
        reading.received_at,
        reading.quality.value,
        reading.origin.value,
    )
