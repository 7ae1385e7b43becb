"""Reads the readings of one sensor over a span that its page was asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import plotly.graph_objects as go

from dashboard import address
from dashboard.course import threshold_lines
from dashboard.figures.trend import trend
from dashboard.screen import Screen
from dashboard.words import Words
from model.kind import Kind, Metric
from model.reading import Origin
from model.sensor import Sensor
from store.pool import Connection
from store.series import Points, series


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """How far back a chart goes, in how many points, and how its times are written.

    The points are such that hours are drawn from readings, days from minutes, a year from hours.
    """

    key: str
    back: timedelta
    points: int
    ticks: str
    hover: str
    lives: bool = False
    """Whether it is drawn anew while readings come in."""

    @property
    def bucket(self) -> timedelta:
        return self.back / self.points


RANGES = {
    one.key: one
    for one in (
        Range(key="6h", back=timedelta(hours=6), points=720, ticks="%H:%M", hover="%H:%M:%S", lives=True),
        Range(key="24h", back=timedelta(days=1), points=720, ticks="%H:%M", hover="%m-%d %H:%M", lives=True),
        Range(key="7d", back=timedelta(days=7), points=672, ticks="%m-%d", hover="%m-%d %H:%M"),
        Range(key="1y", back=timedelta(days=365), points=1460, ticks="%Y-%m", hover="%Y-%m-%d %H:%M"),
    )
}
USUAL = RANGES["6h"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a page's address asks for; anything else is the usual."""

    range: Range
    metric: str | None

    def address(self, *, range_key: str | None = None, metric: str | None = None) -> str:
        """The query that asks for the same but for one thing."""
        return address.to("", {}, range=range_key or self.range.key, metric=metric or self.metric)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One metric over a span: the figure, None without readings, and the highest point with its time."""

    asked: Asked
    metric: Metric
    origin: Origin
    figure: go.Figure | None
    highest: tuple[datetime, float] | None


def asked_of(search: str | None, kind: Kind) -> Asked:
    """What a query asks of a sensor of a kind; unknown words ask for the usual."""
    told = address.told(search)
    metric = told.get("metric")
    return Asked(
        range=RANGES.get(told.get("range", ""), USUAL),
        metric=metric if metric in kind.metrics else None,
    )


def history_of(
    conn: Connection,
    screen: Screen,
    words: Words,
    sensor: Sensor,
    asked: Asked,
    *,
    metric: Metric,
    origin: Origin,
    now: datetime,
) -> History:
    """The readings of one metric of a sensor up to ``now``."""
    span = asked.range
    rows = series(
        conn,
        sensor_num=sensor.num,
        metric=metric.name,
        since=now - span.back,
        until=now,
        points=span.points,
        origin=origin,
    )
    return History(
        asked=asked,
        metric=metric,
        origin=origin,
        figure=_figure(screen, words, sensor, metric, span, rows, now) if rows else None,
        highest=max(rows, key=lambda row: row[1]) if rows else None,
    )


def _figure(
    screen: Screen, words: Words, sensor: Sensor, metric: Metric, span: Range, rows: Points, now: datetime
) -> go.Figure:
    return trend(
        rows,
        unit=words(f"unit.{metric.unit.name}"),
        thresholds=threshold_lines(screen, words, screen.kinds[sensor.kind], metric),
        since=now - span.back,
        until=now,
        zone=screen.config.zone,
        expected_every_s=max(sensor.expected_every_s, int(span.bucket.total_seconds())),
        theme="light",
        ticks=span.ticks,
        hover=span.hover,
    )


def metric_asked(kind: Kind, asked: Asked, usual: Metric) -> Metric:
    """The metric that was asked for, else the usual one of the sensor."""
    return kind.metrics[asked.metric] if asked.metric else usual
