"""One area: its counts, its worst places, its orders, who is on duty, and the areas within it."""

import re
from datetime import UTC, datetime
from typing import Any

from dash import Dash, Input, Output, State, html
from dash.exceptions import PreventUpdate

from dashboard import area_standing, desk_states
from dashboard.config import Role
from dashboard.door.caller import Caller
from dashboard.door.live import live
from dashboard.panels import area_sheet, badge, desk_rows, sheet
from dashboard.panels.bar import bar
from dashboard.screen import Screen
from store.orders import count_overdue, open_orders
from store.pool import Connection

PATH = re.compile(r"/areas/(?P<code>[0-9A-Za-z_-]{1,32})/?")
ROLES = frozenset({Role.OFFICER})
MOST_PLACES = 10
MOST_ORDERS = 12
MOST_CREWS = 12


def layout(screen: Screen, who: Caller, place: dict[str, Any]) -> html.Div:
    code = place["code"]
    with screen.pool.connection() as conn:
        main = _body(conn, screen, who, code, datetime.now(UTC))
    return html.Div(
        [
            bar(who, who.words("area_page.title"), [sheet.to_wall(who.words, code)]),
            html.Main(main, id="area-now", className="desk-body"),
        ],
        className="page desk-page light",
    )


def _body(conn: Connection, screen: Screen, who: Caller, code: str, now: datetime) -> list[html.Div]:
    words = who.words
    city, picture = area_standing.seen(screen)
    if not (way := city.way(code)):
        raise LookupError(code)
    figures = area_standing.figures(conn, city, picture, code, now=now)
    worst = area_standing.worst_places(city, picture, code, most=MOST_PLACES)
    states = desk_states.states_of(conn, screen, words, worst)
    serving, idle = area_standing.duty(conn, city, way, now=now)
    calm = badge.emptiness(words("area_page.no_places"), calm=True)
    left = [
        area_sheet.head(words, way),
        area_sheet.counts(words, figures, count_overdue(conn, now=now, under=code)),
        sheet.sheet(words("area_page.worst"), desk_rows.sensors(words, states, calm)),
        area_sheet.within(words, area_standing.within(city, picture, code)),
    ]
    right = [
        sheet.sheet(words("wall.orders"), _orders(conn, who, code)),
        sheet.sheet(
            words("area_page.duty"),
            area_sheet.crews(words, serving[:MOST_CREWS], idle, len(serving) - MOST_CREWS),
        ),
    ]
    return [html.Div(left, className="column"), html.Div(right, className="column")]


def _orders(conn: Connection, who: Caller, code: str) -> html.Div:
    found = open_orders(conn, under=code)
    left = desk_rows.more(who.words, len(found) - MOST_ORDERS)
    return desk_rows.orders(who.words, found[:MOST_ORDERS], more=left)


def register(app: Dash, screen: Screen) -> None:
    """The page follows the push."""

    @app.callback(
        Output("area-now", "children"),
        *(Input(f"version-{name}", "data") for name in ("alerts", "orders", "newest")),
        State("address", "pathname"),
        prevent_initial_call=True,
    )
    @live(*ROLES)
    def refresh_area(who: Caller, *told: Any) -> Any:
        if not (found := PATH.fullmatch(told[-1])):
            raise PreventUpdate
        with screen.pool.connection() as conn:
            return _body(conn, screen, who, found["code"], datetime.now(UTC))
