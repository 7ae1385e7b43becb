"""One site: its dossier (一楼一档), its sensors, and what is open there."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote

from dash import Dash, Input, Output, State, html
from dash.exceptions import PreventUpdate

from dashboard import desk_states, feeds
from dashboard.config import Role
from dashboard.door.caller import Caller
from dashboard.door.live import live
from dashboard.panels import desk_rows, sheet, site_sheet
from dashboard.panels.bar import bar
from dashboard.screen import Screen
from model.site_kind import SiteKind, load_site_kinds
from store.alerts import alerts_of_sensors
from store.orders import orders_of_sensors
from store.pool import Connection
from store.sensors import sensors_at, site_by_id

PATH = re.compile(r"/sites/(?P<id>[^/?#]{1,128})/?")
ROLES = frozenset({Role.OFFICER})
MOST_SENSORS = 100
PAST_ORDERS = 5


@cache
def site_kinds() -> Mapping[str, SiteKind]:
    """What a dossier holds, by the kind of the site; read once."""
    return load_site_kinds()


def layout(screen: Screen, who: Caller, place: dict[str, Any]) -> html.Div:
    words, city = who.words, screen.hub.city
    with screen.pool.connection() as conn:
        if (found := site_by_id(conn, unquote(place["id"]))) is None:
            raise LookupError(place["id"])
        site, area = found
        beside = _beside(conn, screen, who, site.id)
    kind = site_kinds().get(site.kind)
    left = [
        site_sheet.about(words, site, kind, city.way(area) if city else ()),
        site_sheet.dossier(words, site, kind),
    ]
    return html.Div(
        [
            bar(who, words("site_page.title"), [sheet.to_wall(words, area)]),
            html.Main(
                [
                    html.Div(left, className="column"),
                    html.Div(beside, id="site-beside", className="column"),
                ],
                className="desk-body",
            ),
        ],
        className="page desk-page light",
    )


def _beside(conn: Connection, screen: Screen, who: Caller, site_id: str) -> list[html.Section]:
    """The sensors of the site, the worst on top, with the alerts and orders of all of them."""
    words, names = who.words, feeds.names_of(screen)
    found = sensors_at(conn, site_id)
    nums = [sensor.num for sensor in found]
    states = desk_states.worst_first(desk_states.states_of(conn, screen, words, found[:MOST_SENSORS]))
    rows = desk_rows.sensors(
        words, states, site_sheet.nothing_here(words), more=desk_rows.more(words, len(found) - MOST_SENSORS)
    )
    return [
        sheet.sheet(words("site_page.sensors", n=len(found)), rows),
        sheet.sheet(words("desk.alerts"), desk_rows.alerts(words, alerts_of_sensors(conn, nums), names)),
        sheet.sheet(
            words("desk.orders_and_past", n=PAST_ORDERS),
            desk_rows.orders(words, orders_of_sensors(conn, nums, past=PAST_ORDERS)),
        ),
    ]


def register(app: Dash, screen: Screen) -> None:
    """The dossier stays; what is open there follows the push."""

    @app.callback(
        Output("site-beside", "children"),
        *(Input(f"version-{name}", "data") for name in ("alerts", "orders")),
        State("address", "pathname"),
        prevent_initial_call=True,
    )
    @live(*ROLES)
    def refresh_site(who: Caller, *told: Any) -> Any:
        if not (found := PATH.fullmatch(told[-1])):
            raise PreventUpdate
        with screen.pool.connection() as conn:
            return _beside(conn, screen, who, unquote(found["id"]))
