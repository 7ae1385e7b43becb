"""Reads the course of one sensor's readings for its panel."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from dash import html

from dashboard import say
from dashboard.door.caller import Caller
from dashboard.figures import trend as trend_figure
from dashboard.panels import trend
from dashboard.push.picture import SILENT
from dashboard.screen import Screen
from dashboard.words import Words
from model.kind import Kind, Metric
from model.reading import Origin
from model.sensor import Sensor
from model.severity import Severity
from store.alerts import recent_alerts
from store.latest import Latest, latest_of
from store.pool import Connection
from store.series import series

MOST_ALERTS = 500
WINDOW = timedelta(hours=6)
QUIET = timedelta(minutes=10)
POINTS = 720


def newest_in_words(
    conn: Connection, screen: Screen, words: Words, sensors: Iterable[Sensor]
) -> dict[int, str]:
    """The newest value of each sensor by its number, of the metric that alarms it."""
    alarmed = alarmed_metrics(conn)
    return {one.num: _newest_in_words(conn, screen, words, one, alarmed) for one in sensors}


def alarmed_metrics(conn: Connection) -> dict[int, str]:
    """The metric of each sensor's worst open alert, by sensor number."""
    views = [view.alert for view in recent_alerts(conn, limit=MOST_ALERTS)]
    still = [alert for alert in views if alert.cleared_at is None]
    return {alert.sensor_num: alert.metric for alert in sorted(still, key=lambda alert: alert.severity)}


def _newest_in_words(
    conn: Connection, screen: Screen, words: Words, sensor: Sensor, alarmed: Mapping[int, str]
) -> str:
    metric, newest = _shown(screen.kinds[sensor.kind], latest_of(conn, sensor.num), alarmed.get(sensor.num))
    return say.reading(words, metric, newest.value) if newest else ""


def _shown(kind: Kind, newest: list[Latest], alarmed: str | None) -> tuple[Metric, Latest | None]:
    """The metric to show: that of the alert, else the kind's main one, else the first ever read."""
    by_metric = {one.metric: one for one in newest}
    for name in (alarmed, *kind.metrics):
        if name in by_metric and name in kind.metrics:
            return kind.metrics[name], by_metric[name]
    return kind.main_metric, None


def trend_panel(
    screen: Screen, who: Caller, *, chosen: int | None, scale: float, under: str | None
) -> html.Div:
    """The readings of the chosen sensor, else of the worst one of the area."""
    num = chosen if chosen is not None else _worst_num(screen, under)
    sensor = screen.hub.city.sensor(num) if screen.hub.city and num is not None else None
    if sensor is None:
        return trend.nothing(who.words)
    with screen.pool.connection() as conn:
        course = course_of(conn, screen, who.words, sensor, scale=scale, chosen=chosen is not None)
    return trend.panel(who.words, course)


def order_course(conn: Connection, screen: Screen, who: Caller, num: int) -> trend.Course | None:
    """The readings of an order's sensor, for a light page; None when the city does not know it."""
    sensor = screen.hub.city.sensor(num) if screen.hub.city else None
    if sensor is None:
        return None
    return course_of(conn, screen, who.words, sensor, scale=1.0, chosen=True, theme="light")


def _worst_num(screen: Screen, under: str | None) -> int | None:
    city, picture = screen.hub.city, screen.hub.picture
    if city is None or picture is None or len(picture.states) != len(city.sensors):
        return None
    members = city.under(under)
    levels = np.frombuffer(picture.states, np.uint8)[members] % SILENT
    return city.sensors[members[levels.argmax()]].num if levels.any() else None


def course_of(
    conn: Connection,
    screen: Screen,
    words: Words,
    sensor: Sensor,
    *,
    scale: float,
    chosen: bool,
    theme: str = "dark",
) -> trend.Course:
    kind = screen.kinds[sensor.kind]
    metric, newest = _shown(kind, latest_of(conn, sensor.num), alarmed_metrics(conn).get(sensor.num))
    until = datetime.now(UTC)
    if newest and newest.observed_at < until - QUIET:
        until = newest.observed_at  # what was heard last fills the chart; its age stands beside it
    rows = series(
        conn, sensor_num=sensor.num, metric=metric.name, since=until - WINDOW, until=until, points=POINTS
    )
    lines = [
        (one, _threshold_words(words, one, metric))
        for one in screen.thresholds.get((kind.id, metric.name), ())
    ]
    figure = trend_figure.trend(
        rows,
        unit=words(f"unit.{metric.unit.name}"),
        thresholds=lines,
        since=max(until - WINDOW, rows[0][0]) if rows else until - WINDOW,
        until=until,
        zone=screen.config.zone,
        expected_every_s=sensor.expected_every_s,
        scale=scale,
        theme=theme,
    )
    return trend.Course(
        sensor=sensor,
        kind=kind,
        metric=metric,
        severity=_severity(screen, sensor.num),
        value=newest.value if newest else None,
        origin=newest.origin if newest else Origin.LIVE,
        observed_at=newest.observed_at if newest else None,
        figure=figure if rows else None,
        chosen=chosen,
    )


def _threshold_words(words: Words, threshold: Any, metric: Metric) -> str:
    level = words(f"severity_short.{threshold.severity.key}") + " " + words(f"roman.{threshold.severity.key}")
    key = "wall.threshold" if threshold.above else "wall.threshold_below"
    return words(key, level=level, value=say.number(threshold.value, metric.decimals))


def _severity(screen: Screen, num: int) -> Severity | None:
    city, picture = screen.hub.city, screen.hub.picture
    at = city.index.get(num) if city else None
    if picture is None or at is None or at >= len(picture.states):
        return None
    level = picture.states[at] % SILENT
    return Severity(level) if level else None
