"""Rollups: minutes and hours of readings, kept exact by computing anew whatever a batch has touched."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from store.arrays import whole_numbers
from store.pool import Connection
from store.sql import load

_SQL = load("rollups")
_SENSOR_BITS = 31
Whole = Sequence[int] | NDArray[np.integer]
"""Whole numbers, a list or a column."""


def note_changes(conn: Connection, sensor_nums: Whole, minutes: Whole) -> None:
    """Notes that readings of these sensors, in these minutes since 1970-01-01 UTC beside them, have changed.

    Pairs may repeat. Belongs in the transaction that changes the readings: a rollup that misses a change
    stays wrong until the nightly reconciliation.
    """
    if not len(minutes):
        return
    pairs = np.unique(np.asarray(minutes, np.int64) << _SENSOR_BITS | np.asarray(sensor_nums, np.int64))
    nums = pairs & (1 << _SENSOR_BITS) - 1
    conn.execute(
        _SQL["note_changes"],
        {
            "sensor_nums": whole_numbers(nums.tolist()),
            "minutes": whole_numbers((pairs >> _SENSOR_BITS).tolist()),
        },
    )


def refresh(conn: Connection, *, limit: int) -> int:
    """Brings the rollups up to date with the oldest ``limit`` noted batches; how many there were.

    What is touched is computed anew from the readings, so a batch that is taken twice changes nothing. One
    transaction, the caller's; another one that refreshes waits for its end.
    """
    hold_rollups(conn)
    taken = 0
    floor = conn.execute(_SQL["minutes_floor"]).fetchone()
    for lines, nums, hours, firsts, lasts, since, until in conn.execute(
        _SQL["take_changes"], {"limit": limit}
    ).fetchall():
        taken = int(lines)
        # The bounds let the planner leave out all other chunks before it begins.
        touched = {"sensor_nums": nums, "hours": hours, "since": since, "until": until}
        conn.execute(_SQL["write_minutes"], {**touched, "firsts": firsts, "lasts": lasts})
        conn.execute(_SQL["write_hours"], touched)
        if floor and since < floor[0]:
            conn.execute(_SQL["write_old_hours"], touched)
    return taken


def hold_rollups(conn: Connection) -> None:
    """Others who write rollups wait until this transaction ends."""
    conn.execute(_SQL["hold_rollups"])


def waiting(conn: Connection) -> int:
    """How many batches wait for their rollups."""
    row = conn.execute(_SQL["waiting"]).fetchone()
    return int(row[0]) if row else 0


def weeks(conn: Connection) -> list[tuple[datetime, datetime]]:
    """The spans of time, beginning and end, that readings are kept in."""
    return [(since, until) for since, until in conn.execute(_SQL["weeks"])]


def note_span(conn: Connection, *, since: datetime, until: datetime) -> int:
    """Notes all minutes of a span as changed, so that they are computed anew; the lines noted."""
    return conn.execute(_SQL["note_span"], {"since": since, "until": until}).rowcount
