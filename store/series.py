"""One metric of one sensor over time, for a chart: from readings, minutes or hours, by its span."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from model.reading import Origin
from store.pool import Connection
from store.sql import load

_SQL = load("series")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_ROLLED = {
    _MINUTE: (_SQL["newest_minute"], _SQL["of_minutes"]),
    _HOUR: (_SQL["newest_hour"], _SQL["of_hours"]),
}
Points = list[tuple[datetime, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Since when readings of a sensor, and minutes, are kept; None when all are."""

    readings: datetime | None
    minutes: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityCounts:
    """Readings of one metric and origin: all, those with a plausible value, and those that are good."""

    metric: str
    origin: Origin
    readings: int
    plausible: int
    good: int


def grain_for(bucket: timedelta, since: datetime, kept: Kept) -> timedelta | None:
    """What a chart of such buckets is made from: an hour, a minute, or None for the readings themselves.

    The coarsest that a bucket holds wholly, unless it is not kept since ``since``: then the next that is.
    """
    readings = kept.readings is None or since >= kept.readings
    minutes = kept.minutes is None or since >= kept.minutes
    if bucket >= _HOUR:
        return _HOUR
    if readings and (bucket < _MINUTE or not minutes):
        return None
    return _MINUTE if minutes else _HOUR


def series(
    conn: Connection,
    *,
    sensor_num: int,
    metric: str,
    since: datetime,
    until: datetime,
    points: int = 1500,
    origin: Origin = Origin.LIVE,
) -> Points:
    """Time and highest value of about ``points`` equal spans between two aware times.

    The highest is kept because a peak is what a duty officer must not miss. Empty spans are left out, bad
    readings and those of another origin do not count. Long spans are whole minutes or hours, so the first may
    begin a little before ``since``.
    """
    bucket = max((until - since) / points, timedelta(seconds=1))
    asked = {
        "sensor_num": sensor_num,
        "metric": metric,
        "since": since,
        "until": until,
        "origin": origin.value,
    }
    kept = _kept(conn, sensor_num)
    grain = grain_for(bucket, since, kept)
    if grain is None:
        return list(conn.execute(_SQL["of_readings"], {**asked, "bucket": bucket}))
    newest, rolled = _ROLLED[grain]
    begin = since - (since - _EPOCH) % grain
    # Rounded up to whole grains, or a minute would lie in two buckets.
    asked |= {"begin": begin, "bucket": -(-max(bucket, grain) // grain) * grain}
    return list(conn.execute(rolled, {**asked, "fresh": _fresh(conn, newest, asked, kept)}))


def _fresh(conn: Connection, newest: bytes, asked: Mapping[str, object], kept: Kept) -> datetime:
    # From the newest rollup on, the readings themselves are asked: that one may not be complete, and when
    # the refresh has stood still nothing is missing on the screen.
    row = conn.execute(newest, asked).fetchone()
    times = [time for time in (row and row[0], kept.readings, asked["begin"]) if isinstance(time, datetime)]
    return max(times)


def _kept(conn: Connection, sensor_num: int) -> Kept:
    row = conn.execute(_SQL["kept"], {"sensor_num": sensor_num}).fetchone()
    readings, minutes = row or (None, None)
    return Kept(readings=readings, minutes=minutes)


def quality_of(conn: Connection, sensor_num: int, *, since: datetime) -> list[QualityCounts]:
    """How good the readings of one sensor were in the whole hours since ``since``."""
    rows = conn.execute(_SQL["quality_of"], {"sensor_num": sensor_num, "since": since})
    return [
        QualityCounts(metric=metric, origin=Origin(origin), readings=readings, plausible=plausible, good=good)
        for metric, origin, readings, plausible, good in rows
    ]
