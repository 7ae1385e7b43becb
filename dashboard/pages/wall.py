"""The wall: the state of the district at one look."""

import re
from typing import Any

from dash import Dash, Input, Output, dcc, html

from dashboard import fresh
from dashboard.config import Role
from dashboard.door.caller import Caller
from dashboard.door.live import live
from dashboard.panels import header, legend
from dashboard.panels.attributes import data
from dashboard.panels.map import city_map
from dashboard.screen import Screen

PATH = re.compile(r"/(wall/?)?")
ROLES = frozenset({Role.OFFICER})


def layout(screen: Screen, who: Caller, place: dict[str, Any]) -> html.Div:  # noqa: ARG001  one form for all pages
    rows, pins = fresh.order_rows(screen, who)
    return html.Div(
        [
            header.header(who, screen.config.district_name),
            html.Aside(
                [
                    html.Div(fresh.theme_cards(screen, who), id="themes", className="themes"),
                    legend.legend(who.words, screen.kinds.values()),
                ],
                className="left",
            ),
            city_map(screen, who, pins),
            html.Aside(
                [
                    listing(who.words("wall.feed"), "feed", fresh.feed_rows(screen, who)),
                    listing(who.words("wall.orders"), "orders", rows),
                    html.Section(
                        fresh.trend_panel(screen, who, chosen=None, scale=1.0),
                        id="trend",
                        className="panel trend",
                    ),
                ],
                className="right",
            ),
            dcc.Store(id="chosen"),
            dcc.Store(id="scale", data=1.0),
        ],
        className="page wall dark",
    )


def listing(title: str, name: str, rows: Any) -> html.Section:
    """A list that shows as many whole rows as fit; `more` is filled by the page's script."""
    return html.Section(
        [
            html.H2([title, html.Span(className="more", **data(more=name))]),
            html.Div(rows, id=name, className="rows"),
        ],
        className=f"panel list {name}",
    )


def register(app: Dash, screen: Screen) -> None:
    @app.callback(Output("feed", "children"), Input("version-alerts", "data"), prevent_initial_call=True)
    @live(Role.OFFICER)
    def refresh_feed(who: Caller, _version: int) -> Any:
        return fresh.feed_rows(screen, who)

    @app.callback(
        Output("orders", "children"),
        Output("order-pins", "data"),
        Input("version-orders", "data"),
        prevent_initial_call=True,
    )
    @live(Role.OFFICER)
    def refresh_orders(who: Caller, _version: int) -> Any:
        return fresh.order_rows(screen, who)

    @app.callback(Output("themes", "children"), Input("version-states", "data"), prevent_initial_call=True)
    @live(Role.OFFICER)
    def refresh_themes(who: Caller, _version: int) -> Any:
        return fresh.theme_cards(screen, who)

    @app.callback(
        Output("trend", "children"),
        Input("chosen", "data"),
        Input("scale", "data"),
        Input("version-newest", "data"),
        Input("version-states", "data"),
        prevent_initial_call=True,
    )
    @live(Role.OFFICER)
    def refresh_trend(who: Caller, chosen: int | None, scale: float, *_versions: int) -> Any:
        return fresh.trend_panel(screen, who, chosen=chosen, scale=float(scale or 1.0))
