"""The page of committee staff: the open orders of their area, and the next step by one large button."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from dash import Dash, Input, Output, html

from dashboard import choices
from dashboard.config import Role
from dashboard.door.caller import Caller
from dashboard.door.live import live
from dashboard.panels import badge, dialog
from dashboard.panels.attributes import data
from dashboard.panels.bar import bar
from dashboard.panels.card import Case, Clock, card
from dashboard.screen import Screen
from dashboard.standing import crew_names, of_round
from dashboard.words import Words
from model.area import Area, Level
from model.order import OrderCommand, OrderView
from model.reading import Origin
from store.clocks import clocks_of, pauses_of
from store.orders import open_orders, order_events
from store.pool import Connection

PATH = re.compile(r"/m/?")
ROLES = frozenset({Role.OFFICER, Role.STAFF})
MOST_CARDS = 60


def layout(screen: Screen, who: Caller, place: dict[str, Any]) -> html.Div:  # noqa: ARG001  one form for all pages
    with screen.pool.connection() as conn:
        areas = choices.areas(conn)
        area = next((one for one in areas if one.code == who.area), None)
        main = (
            picker(who.words, areas)
            if area is None
            else html.Main(cards(conn, screen, who, area.code), id="cards", className="cards")
        )
    offered = choices.for_tablet(screen.hub.city, who.words, area.code if area else None)
    return html.Div(
        [
            bar(who, who.words("tablet.title"), area_name(who.words, area)),
            main,
            *dialog.dialogs(who.words, dialog.ON_TABLET, offered),
        ],
        className="page tablet light",
    )


def area_name(words: Words, area: Area | None) -> list[Any]:
    """The chosen area with a button to change it, and one to tell of a case there."""
    if area is None:
        return []
    change = html.Button(words("tablet.change_area"), type="button", **data(area=""))
    told = {"title": words("tablet.report_title"), "hint": words("tablet.report_hint")}
    tell = html.Button(
        words("tablet.report"),
        type="button",
        className="report primary",
        **data(act=OrderCommand.REPORT.value, ask=dialog.ASKS[OrderCommand.REPORT], order="", **told),
    )
    return [html.Strong(words.of(area.name)), change, tell]


def picker(words: Words, areas: Sequence[Area]) -> html.Main:
    """Every street with its committees as large buttons."""
    if not areas:
        return html.Main(badge.emptiness(words("wall.empty_city"), words("wall.empty_city_hint")))
    groups: list[html.Section] = []
    for area in areas:
        if area.level is Level.STREET:
            name = words("tablet.whole_street", street=words.of(area.name))
            groups.append(html.Section([html.Div([choice(area, name)])]))
        else:
            groups[-1].children[0].children.append(choice(area, words.of(area.name)))
    return html.Main(
        [html.H1(words("tablet.pick_area")), html.P(words("tablet.pick_hint"), className="dim"), *groups],
        className="picker",
    )


def choice(area: Area, name: str) -> html.Button:
    return html.Button(name, type="button", className=area.level.key, **data(area=area.code))


def cards(conn: Connection, screen: Screen, who: Caller, area: str) -> Any:
    """A card for each open order, the worst and oldest first."""
    views = open_orders(conn, under=area, limit=MOST_CARDS)
    if not views:
        return badge.emptiness(who.words("tablet.empty"), who.words("tablet.empty_hint"), calm=True)
    clock = Clock(zone=screen.config.zone, now=datetime.now(UTC))
    cases = cases_of(conn, views)
    return [*drill_bar(who.words, views), *(card(who.words, case, screen.kinds, clock) for case in cases)]


def cases_of(conn: Connection, views: Sequence[OrderView]) -> list[Case]:
    """What the cards tell of orders beside themselves."""
    nums, names = [view.order.num for view in views], crew_names(conn)
    clocks = clocks_of(conn, nums)
    standing = {one.order_num: one for one in pauses_of(conn, nums) if one.until is None}
    return [
        Case(
            view=view,
            last=order_events(conn, view.order.num)[-1],
            clocks=of_round(view.order, clocks),
            pause=standing.get(view.order.num),
            crew=names.get(view.order.crew or ""),
        )
        for view in views
    ]


def drill_bar(words: Words, views: Sequence[OrderView]) -> list[html.Div]:
    """That some of the orders come from an exercise or a replay."""
    origins = {view.order.origin for view in views} - {Origin.LIVE}
    if not origins:
        return []
    what = words("drill.both") if len(origins) > 1 else words(f"drill.{min(origins).value}")
    drills = sum(view.order.origin is not Origin.LIVE for view in views)
    told = html.Span(words("tablet.drill", what=what, n=drills))
    return [html.Div(told, className="notice drill", role="status")]


def register(app: Dash, screen: Screen) -> None:
    @app.callback(Output("cards", "children"), Input("version-orders", "data"), prevent_initial_call=True)
    @live(*ROLES)
    def refresh_cards(who: Caller, _version: int) -> Any:
        with screen.pool.connection() as conn:
            return cards(conn, screen, who, who.area or "")
