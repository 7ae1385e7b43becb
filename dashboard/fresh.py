"""Reads what a part of a page shows now, and gives it to the pure panels."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from dash import html

from dashboard import say
from dashboard.door.caller import Caller
from dashboard.figures import trend as trend_figure
from dashboard.layers import order_pins
from dashboard.panels import feed, orders, themes, trend
from dashboard.push.picture import SILENT
from dashboard.screen import Screen
from dashboard.words import Words
from model.kind import Kind, Metric
from model.reading import Origin
from model.sensor import Sensor
from model.severity import Severity
from store.alerts import AlertView, recent_alerts
from store.latest import Latest, latest_of
from store.orders import open_orders
from store.pool import Connection
from store.readings import series

FEED_ROWS = 40
ORDER_ROWS = 40
MOST_ALERTS = 500
WINDOW = timedelta(hours=6)
QUIET = timedelta(minutes=10)
POINTS = 720


def feed_rows(screen: Screen, who: Caller) -> Any:
    """The rows of the feed."""
    with screen.pool.connection() as conn:
        views = recent_alerts(conn, limit=MOST_ALERTS)
    shown = sorted(views, key=rank)[:FEED_ROWS]
    return feed.rows(who.words, shown, kinds=screen.kinds, rules=screen.rule_names)


def rank(view: AlertView) -> tuple[bool, int]:
    """Open alerts before others, the worst first; those of one level stay newest first."""
    over = view.alert.cleared_at is not None
    return over, 0 if over else -view.alert.severity


def order_rows(screen: Screen, who: Caller) -> tuple[Any, dict[str, Any]]:
    """The rows of the order list, and the pins of all open orders."""
    with screen.pool.connection() as conn:
        views = open_orders(conn)
    return orders.rows(who.words, views[:ORDER_ROWS]), order_pins(views)


def theme_cards(screen: Screen, who: Caller) -> list[html.Section]:
    """The cards of all themes, of sensors that the push last saw."""
    city, picture = screen.hub.city, screen.hub.picture
    if city is None or picture is None or len(picture.states) != len(city.sensors):
        return []
    states = themes.theme_states(city, picture.states)
    worst = [state.worst for state in states if state.worst]
    with screen.pool.connection() as conn:
        alarmed = alarmed_metrics(conn)
        readings = {one.num: _newest_in_words(conn, screen, who.words, one, alarmed) for one in worst}
    return themes.cards(who.words, states, readings)


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


def trend_panel(screen: Screen, who: Caller, *, chosen: int | None, scale: float) -> html.Div:
    """The readings of the chosen sensor, else of the worst one."""
    num = chosen if chosen is not None else _worst_num(screen)
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


def _worst_num(screen: Screen) -> int | None:
    city, picture = screen.hub.city, screen.hub.picture
    if city is None or picture is None:
        return None
    at = max(range(len(picture.states)), key=lambda at: picture.states[at] % SILENT, default=None)
    return None if at is None or not picture.states[at] % SILENT else city.sensors[at].num


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
