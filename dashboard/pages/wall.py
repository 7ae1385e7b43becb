"""The wall: the state of the district, or of one of its areas, at one look."""

import re
from typing import Any

from dash import Dash, Input, Output, dcc, html

from dashboard import course, feeds, fresh, scope
from dashboard.config import Role
from dashboard.door.caller import Caller
from dashboard.door.live import live
from dashboard.panels import crumbs, header, legend, notices, shelve, tabs
from dashboard.panels.attributes import data
from dashboard.panels.map import city_map
from dashboard.screen import Screen

PATH = re.compile(r"/(wall/?)?")
ROLES = frozenset({Role.OFFICER})


def layout(screen: Screen, who: Caller, place: dict[str, Any]) -> html.Div:
    way = scope.way_to(screen, place)
    area = way[-1].code if way else None
    rows, pins = fresh.order_rows(screen, who, area)
    view = fresh.view_at_first(screen, area)
    return html.Div(
        [
            header.header(who, screen.config.district_name),
            notices.notices(),
            html.Aside(
                [
                    html.Div(fresh.theme_cards(screen, who, area), id="themes", className="themes"),
                    legend.legend(who.words),
                ],
                className="left",
            ),
            city_map(screen, who, way, pins),
            html.Aside(
                [
                    listing(
                        tabs.tabs(who.words, view),
                        "feed",
                        feeds.feed_rows(screen, who, area, view=view),
                        first=view,
                    ),
                    listing(who.words("wall.orders"), "orders", rows),
                    html.Section(
                        course.trend_panel(screen, who, chosen=None, scale=1.0, under=area),
                        id="trend",
                        className="panel trend",
                    ),
                ],
                className="right",
            ),
            html.Div(fresh.area_counts(screen, area), id="counts", hidden=True),
            dcc.Store(id="area", data=area),
            dcc.Store(id="chosen"),
            dcc.Store(id="scale", data=1.0),
            dcc.Store(id="view", data=view),
            dcc.Store(id="unfolded"),
            shelve.shelve(who.words),
        ],
        className="page wall dark",
    )


def listing(title: str | html.Div, name: str, rows: Any, **told: str) -> html.Section:
    """A list that shows as many whole rows as fit; `more` is filled by the page's script."""
    return html.Section(
        [
            html.H2([title, html.Span(className="more", **data(more=name))]),
            html.Div(rows, id=name, className="rows", **data(**told)),
        ],
        className=f"panel list {name}",
    )


def register(app: Dash, screen: Screen) -> None:
    """Each part answers anew when its version moves, and when the wall looks at another area."""
    area = Input("area", "data")
    alerts, orders, states, newest = (
        Input(f"version-{name}", "data") for name in ("alerts", "orders", "states", "newest")
    )

    @app.callback(
        Output("feed", "children"),
        area,
        alerts,
        Input("view", "data"),
        Input("unfolded", "data"),
        prevent_initial_call=True,
    )
    @live(Role.OFFICER)
    def refresh_feed(
        who: Caller, area: str | None, _version: int, view: str | None, unfolded: str | None
    ) -> Any:
        return feeds.feed_rows(screen, who, area, view=view or "alerts", unfolded=unfolded)

    @app.callback(
        Output("orders", "children"), Output("order-pins", "data"), area, orders, prevent_initial_call=True
    )
    @live(Role.OFFICER)
    def refresh_orders(who: Caller, area: str | None, _version: int) -> Any:
        return fresh.order_rows(screen, who, area)

    @app.callback(Output("themes", "children"), area, states, prevent_initial_call=True)
    @live(Role.OFFICER)
    def refresh_themes(who: Caller, area: str | None, _version: int) -> Any:
        return fresh.theme_cards(screen, who, area)

    @app.callback(
        Output("counts", "children"), area, alerts, orders, states, newest, prevent_initial_call=True
    )
    @live(Role.OFFICER)
    def refresh_counts(_who: Caller, area: str | None, *_versions: int) -> Any:
        return fresh.area_counts(screen, area)

    @app.callback(Output("crumbs", "children"), area, prevent_initial_call=True)
    @live(Role.OFFICER)
    def refresh_crumbs(who: Caller, area: str | None) -> Any:
        way = screen.hub.city.way(area) if screen.hub.city else ()
        return crumbs.crumbs(who.words, way, screen.config.district_name)

    @app.callback(
        Output("trend", "children"),
        area,
        Input("chosen", "data"),
        Input("scale", "data"),
        newest,
        states,
        prevent_initial_call=True,
    )
    @live(Role.OFFICER)
    def refresh_trend(
        who: Caller, area: str | None, chosen: int | None, scale: float, *_versions: int
    ) -> Any:
        return course.trend_panel(screen, who, chosen=chosen, scale=float(scale or 1.0), under=area)
