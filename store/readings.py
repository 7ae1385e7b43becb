"""Readings: in by COPY and primary key."""

import numpy as np
from numpy.typing import NDArray

from store.binary import Coded, Column, copy_in, timestamps
from store.columns import ORIGINS, QUALITIES, Columns
from store.pool import Connection
from store.sql import load

_SQL = load("readings")


def put_fresh(conn: Connection, readings: Columns) -> None:
    """Stores readings each of which is newer than all that are stored of its sensor, metric and origin.

    Raises DoubledError when one is there already; nothing of the transaction is kept then.
    """
    if len(readings):
        copy_in(conn, _SQL["copy_fresh"], _columns(readings))


def put_new(conn: Connection, readings: Columns) -> NDArray[np.bool_]:
    """Stores the readings that are not there yet, and tells which those were.

    A reading is there when one of the same sensor, metric, observed_at and origin is, whatever its value.
    """
    new = np.zeros(len(readings), np.bool_)
    if len(readings):
        conn.execute(_SQL["make_staging"])
        places = np.arange(len(readings), dtype=np.int32)
        copy_in(conn, _SQL["copy_staging"], [places, *_columns(readings)])
        new[[place for (place,) in conn.execute(_SQL["insert_staged"])]] = True
    return new


def _columns(readings: Columns) -> list[Column]:
    return [
        readings.sensor_num,
        Coded([metric for _, metric in readings.measures], readings.measure),
        readings.value,
        timestamps(readings.observed_us),
        timestamps(readings.received_us),
        Coded(QUALITIES, readings.quality),
        Coded(ORIGINS, readings.origin),
        readings.clockless,
    ]
