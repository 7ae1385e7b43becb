"""Reads the course of one sensor's readings for its panel."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from dash import html

from dashboard import say
from dashboard.door.caller import Caller
from dashboard.figures import trend as trend_figure
from dashboard.panels import trend
from dashboard.push.picture import DRILL, LEVEL
from dashboard.screen import Screen
from dashboard.thresholds import Threshold
from dashboard.words import Words
from model.alert import Alert
from model.kind import Kind, Metric
from model.order import WorkOrder
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
    alarms = worst_alarms(conn)
    return {one.num: _newest_in_words(conn, screen, words, one, alarms) for one in sensors}


def worst_alarms(conn: Connection) -> dict[int, Alert]:
    """Each sensor's worst open alert by its number; any live one comes before those of drills."""
    views = [view.alert for view in recent_alerts(conn, limit=MOST_ALERTS)]
    still = [alert for alert in views if alert.cleared_at is None]
    still.sort(key=lambda alert: (alert.origin is Origin.LIVE, alert.severity))
    return {alert.sensor_num: alert for alert in still}


def _newest_in_words(
    conn: Connection, screen: Screen, words: Words, sensor: Sensor, alarms: Mapping[int, Alert]
) -> str:
    told, alarm = latest_of(conn, sensor.num), alarms.get(sensor.num)
    metric, newest = metric_shown(screen.kinds[sensor.kind], told, alarm, origin_of(told, alarm))
    return say.reading(words, metric, newest.value) if newest else ""


def origin_of(told: Sequence[Latest], alarm: Alert | None) -> Origin:
    """What to show of a sensor: the origin of its alert, else live, else the drill that spoke last."""
    if alarm is not None:
        return alarm.origin
    heard = max(told, key=lambda one: (one.origin is Origin.LIVE, one.received_at), default=None)
    return Origin.LIVE if heard is None else heard.origin


def metric_shown(
    kind: Kind, told: Sequence[Latest], alarm: Alert | None, origin: Origin
) -> tuple[Metric, Latest | None]:
    """The metric to show: that of the alert, else the kind's main one, else the first ever read."""
    by_metric = {one.metric: one for one in told if one.origin is origin}
    alarmed = alarm.metric if alarm is not None and alarm.origin is origin else None
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


def order_course(conn: Connection, screen: Screen, who: Caller, order: WorkOrder) -> trend.Course | None:
    """The readings of an order's sensor and origin, for a light page; None where there is none."""
    city, num = screen.hub.city, order.sensor_num
    sensor = city.sensor(num) if city and num is not None else None
    if sensor is None:
        return None
    return course_of(
        conn, screen, who.words, sensor, scale=1.0, chosen=True, theme="light", origin=order.origin
    )


def _worst_num(screen: Screen, under: str | None) -> int | None:
    city, picture = screen.hub.city, screen.hub.picture
    if city is None or picture is None or len(picture.states) != len(city.sensors):
        return None
    members = city.under(under)
    levels = np.frombuffer(picture.states, np.uint8)[members] & LEVEL
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
    origin: Origin | None = None,
) -> trend.Course:
    """What a panel shows of a sensor; ``origin`` is given where it is about something of one origin."""
    kind, told = screen.kinds[sensor.kind], latest_of(conn, sensor.num)
    alarm = worst_alarms(conn).get(sensor.num)
    origin = origin or origin_of(told, alarm)
    metric, newest = metric_shown(kind, told, alarm, origin)
    until = datetime.now(UTC)
    if newest and newest.observed_at < until - QUIET:
        until = newest.observed_at  # what was heard last fills the chart; its age stands beside it
    rows = series(
        conn,
        sensor_num=sensor.num,
        metric=metric.name,
        since=until - WINDOW,
        until=until,
        points=POINTS,
        origin=origin,
    )
    figure = trend_figure.trend(
        rows,
        unit=words(f"unit.{metric.unit.name}"),
        thresholds=threshold_lines(screen, words, kind, metric),
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
        severity=severity_of(screen, sensor.num, origin),
        value=newest.value if newest else None,
        origin=origin,
        observed_at=newest.observed_at if newest else None,
        figure=figure if rows else None,
        chosen=chosen,
    )


def threshold_lines(screen: Screen, words: Words, kind: Kind, metric: Metric) -> list[tuple[Threshold, str]]:
    """The values at which rules change the level of a metric, each with its words."""
    found = screen.thresholds.get((kind.id, metric.name), ())
    return [(one, _threshold_words(words, one, metric)) for one in found]


def _threshold_words(words: Words, threshold: Threshold, metric: Metric) -> str:
    level = words(f"severity_short.{threshold.severity.key}") + " " + words(f"roman.{threshold.severity.key}")
    key = "wall.threshold" if threshold.above else "wall.threshold_below"
    return words(key, level=level, value=say.number(threshold.value, metric.decimals))


def severity_of(screen: Screen, num: int, origin: Origin) -> Severity | None:
    """The level of a sensor's open alerts of one origin, as the push last saw them."""
    city, picture = screen.hub.city, screen.hub.picture
    at = city.index.get(num) if city else None
    if picture is None or at is None or at >= len(picture.states):
        return None
    level = picture.states[at] // (1 if origin is Origin.LIVE else DRILL) & LEVEL
    return Severity(level) if level else None
