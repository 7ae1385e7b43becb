"""Reconciliation: the rollups of a day beside its readings, and what differs put right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from store.pool import Connection
from store.rollups import hold_rollups
from store.sql import load

_SQL = load("reconciliation")
_LAST_SENSOR = 2**31 - 1
_EXAMPLES = 5
SHARE_READINGS = 100_000
"""About how many readings one step compares, so that others wait for a second or two at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One rollup that was wrong: what it said and what the readings say; 0 and None where nothing was."""

    table: str
    sensor_num: int
    metric: str
    origin: str
    at: datetime
    held_count: int
    held_max: float | None
    true_count: int
    true_max: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a day was compared: sensors up to a number, and what was found among them."""

    up_to_sensor: int = 0
    differences: int = 0
    examples: Sequence[Difference] = field(default=())
    done: bool = False


def compare_share(conn: Connection, *, day: date, so_far: Progress, share: int = SHARE_READINGS) -> Progress:
    """Compares the next sensors of a day (UTC), repairs what differs, and tells how far it came.

    ``share`` is about how many readings it looks at. One transaction, the caller's. Readings that are not
    kept any more, and changes that wait to be refreshed, are left out.
    """
    hold_rollups(conn)
    row = conn.execute(_SQL["next_share"], {"after": so_far.up_to_sensor, "readings": share}).fetchone()
    last = row[0] if row and row[0] is not None else None
    since = datetime.combine(day, time(), UTC)
    asked = {
        "after": so_far.up_to_sensor,
        "up_to": last or _LAST_SENSOR,
        "since": since,
        "until": since + timedelta(days=1),
        "examples": _EXAMPLES,
    }
    minutes = conn.execute(_SQL["repair_minutes"], asked).fetchall()
    hours = conn.execute(_SQL["repair_hours"], asked).fetchall()
    found = [_difference("reading_1m", *row[1:]) for row in minutes]
    found += [_difference("reading_1h", *row[1:]) for row in hours]
    return Progress(
        up_to_sensor=last or _LAST_SENSOR,
        differences=so_far.differences + sum(rows[0][0] for rows in (minutes, hours) if rows),
        examples=(*so_far.examples, *found)[:_EXAMPLES],
        done=last is None,
    )


def progress_of(conn: Connection, day: date) -> Progress:
    """How far the nightly comparison of a day has come."""
    row = conn.execute(_SQL["progress"], {"day": day}).fetchone()
    if row is None:
        return Progress()
    return Progress(up_to_sensor=row[0], differences=row[1], done=row[2])


def note_progress(conn: Connection, day: date, progress: Progress, *, now: datetime) -> None:
    """Keeps how far the nightly comparison of a day has come."""
    conn.execute(
        _SQL["note_progress"],
        {
            "day": day,
            "up_to_sensor": progress.up_to_sensor,
            "differences": progress.differences,
            "finished_at": now if progress.done else None,
        },
    )


def _difference(
    table: str,
    sensor_num: int,
    metric: str,
    origin: str,
    at: datetime,
    held_count: int,
    held_max: float | None,
    true_count: int,
    true_max: float | None,
) -> Difference:
    return Difference(
        table=table,
        sensor_num=sensor_num,
        metric=metric,
        origin=origin,
        at=at,
        held_count=held_count,
        held_max=held_max,
        true_count=true_count,
        true_max=true_max,
    )
