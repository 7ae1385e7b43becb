"""One sensor: how it stands now, the history of its readings, what became of its messages, its alerts."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from dash import Dash, Input, Output, State, html
from dash.exceptions import PreventUpdate

from dashboard import course, desk_states, feeds
from dashboard.config import Role
from dashboard.door.caller import Caller
from dashboard.door.live import live
from dashboard.history import asked_of, history_of, metric_asked
from dashboard.panels import asides, desk_rows, sensor_sheet, sheet
from dashboard.panels.bar import bar
from dashboard.screen import Screen
from model.reading import Origin
from model.sensor import Sensor
from store.alerts import alerts_of_sensors
from store.asides import asides as asides_of
from store.latest import latest_of
from store.ledger import days_of_sensor
from store.orders import orders_of_sensors
from store.pool import Connection
from store.sensors import sensor_by_id, site_by_id
from store.series import quality_of

PATH = re.compile(r"/sensors/(?P<id>[A-Za-z0-9][A-Za-z0-9._-]{0,63})/?")
ROLES = frozenset({Role.OFFICER})
DAYS = 7
PAST_ORDERS = 5
MOST_ASIDES = 50


def layout(screen: Screen, who: Caller, place: dict[str, Any]) -> html.Div:
    now = datetime.now(UTC)
    with screen.pool.connection() as conn:
        sensor = _sensor(conn, screen, place["id"])
        standing, beside = _now(conn, screen, who, sensor, now)
        history = _history(conn, screen, who, sensor, place["search"], now)
        accounts = _accounts(conn, screen, who, sensor, now)
    left = [
        html.Div(standing, id="sensor-now"),
        html.Section(history, id="sensor-history", className="sheet course history"),
        *accounts,
    ]
    return html.Div(
        [
            bar(who, who.words("sensor_page.title"), [sheet.to_wall(who.words, sensor.area)]),
            html.Main(
                [
                    html.Div(left, className="column"),
                    html.Div(beside, id="sensor-beside", className="column"),
                ],
                className="desk-body",
            ),
        ],
        className="page desk-page light",
    )


def _sensor(conn: Connection, screen: Screen, sensor_id: str) -> Sensor:
    sensor = sensor_by_id(conn, sensor_id)
    if sensor is None or sensor.kind not in screen.kinds:
        raise LookupError(sensor_id)
    return sensor


def _now(
    conn: Connection, screen: Screen, who: Caller, sensor: Sensor, now: datetime
) -> tuple[html.Section, list[html.Section]]:
    """What changes by itself: the state, and beside it alerts, orders and what is set aside."""
    words, names, city = who.words, feeds.names_of(screen), screen.hub.city
    site = site_by_id(conn, sensor.site) if sensor.site else None
    subject = sensor_sheet.Subject(
        sensor=sensor,
        kind=screen.kinds[sensor.kind],
        way=city.way(sensor.area) if city else (),
        site=site[0] if site else None,
        severity=course.severity_of(screen, sensor.num, Origin.LIVE),
        silent=desk_states.is_silent(screen, sensor.num),
    )
    alerts = alerts_of_sensors(conn, [sensor.num])
    orders = orders_of_sensors(conn, [sensor.num], past=PAST_ORDERS)
    set_aside = asides_of(conn, limit=MOST_ASIDES, sensor_num=sensor.num)
    clock = asides.Clock(screen.config.zone, now)
    return sensor_sheet.now(words, subject, latest_of(conn, sensor.num)), [
        sheet.sheet(words("desk.alerts"), desk_rows.alerts(words, alerts, names)),
        sheet.sheet(words("desk.orders_and_past", n=PAST_ORDERS), desk_rows.orders(words, orders)),
        sheet.sheet(words("feed_view.asides"), desk_rows.set_aside(words, set_aside, names, clock)),
    ]


def _history(
    conn: Connection, screen: Screen, who: Caller, sensor: Sensor, search: str, now: datetime
) -> list[Any]:
    kind, told = screen.kinds[sensor.kind], latest_of(conn, sensor.num)
    alarm = next((view.alert for view in alerts_of_sensors(conn, [sensor.num])), None)
    origin = course.origin_of(told, alarm)
    usual, _ = course.metric_shown(kind, told, alarm, origin)
    asked = asked_of(search, kind)
    metric = metric_asked(kind, asked, usual)
    found = history_of(conn, screen, who.words, sensor, asked, metric=metric, origin=origin, now=now)
    return sensor_sheet.history(who.words, kind, found, screen.config.zone)


def _accounts(
    conn: Connection, screen: Screen, who: Caller, sensor: Sensor, now: datetime
) -> list[html.Section]:
    words, zone = who.words, screen.config.zone
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    since = today - timedelta(days=DAYS - 1)
    days = days_of_sensor(conn, sensor.num, since=since, until=now, zone=zone.key)
    counts = quality_of(conn, sensor.num, since=since)
    return [
        sheet.sheet(
            words("sensor_page.quality_days", n=DAYS),
            sensor_sheet.quality(words, screen.kinds[sensor.kind], counts),
        ),
        sheet.sheet(words("sensor_page.ledger_days", n=DAYS), sensor_sheet.account(words, days)),
    ]


def register(app: Dash, screen: Screen) -> None:
    """The state follows the push, a chart of hours the readings; a chart of days stays as it was asked."""

    @app.callback(
        Output("sensor-now", "children"),
        Output("sensor-beside", "children"),
        *(Input(f"version-{name}", "data") for name in ("alerts", "orders", "newest")),
        State("address", "pathname"),
        prevent_initial_call=True,
    )
    @live(*ROLES)
    def refresh_sensor(who: Caller, *told: Any) -> Any:
        if not (found := PATH.fullmatch(told[-1])):
            raise PreventUpdate
        with screen.pool.connection() as conn:
            return _now(conn, screen, who, _sensor(conn, screen, found["id"]), datetime.now(UTC))

    @app.callback(
        Output("sensor-history", "children"),
        Input("version-newest", "data"),
        State("address", "pathname"),
        State("address", "search"),
        prevent_initial_call=True,
    )
    @live(*ROLES)
    def refresh_history(who: Caller, _version: int, path: str, search: str | None) -> Any:
        if not (found := PATH.fullmatch(path)):
            raise PreventUpdate
        with screen.pool.connection() as conn:
            sensor = _sensor(conn, screen, found["id"])
            if not asked_of(search, screen.kinds[sensor.kind]).range.lives:
                raise PreventUpdate
            return _history(conn, screen, who, sensor, search or "", datetime.now(UTC))
