"""The page of committee staff: the open orders of their area, and the next step by one large button."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from dash import Dash, Input, Output, html

from dashboard.config import Role
from dashboard.door.caller import Caller
from dashboard.door.live import live
from dashboard.panels import badge, dialog
from dashboard.panels.attributes import data
from dashboard.panels.bar import bar
from dashboard.panels.card import Case, card
from dashboard.screen import Screen
from dashboard.words import Words
from model.area import Area, Level
from model.order import OrderView
from model.reading import Origin
from store.areas import area_shapes
from store.orders import open_orders, order_events
from store.pool import Connection

PATH = re.compile(r"/m/?")
ROLES = frozenset({Role.OFFICER, Role.STAFF})
MOST_CARDS = 60


def layout(screen: Screen, who: Caller, place: dict[str, Any]) -> html.Div:  # noqa: ARG001  one form for all pages
    with screen.pool.connection() as conn:
        areas = choices(conn)
        area = next((one for one in areas if one.code == who.area), None)
        main = (
            picker(who.words, areas)
            if area is None
            else html.Main(cards(conn, screen, who, area.code), id="cards", className="cards")
        )
    return html.Div(
        [bar(who, who.words("tablet.title"), area_name(who.words, area)), main, dialog.note(who.words)],
        className="page tablet light",
    )


def choices(conn: Connection) -> list[Area]:
    """The areas that a tablet can be set to: streets, each followed by its committees."""
    areas = [shape.area for shape in area_shapes(conn, [Level.STREET, Level.ZONE, Level.COMMITTEE])]
    return list(_in_order(areas))


def _in_order(areas: Sequence[Area]) -> Iterator[Area]:
    streets = {area.code: area for area in areas}
    for street in (area for area in areas if area.level is Level.STREET):
        yield street
        for area in areas:
            if area.level is Level.COMMITTEE and _street_of(area, streets) == street.code:
                yield area


def _street_of(area: Area, known: dict[str, Area]) -> str | None:
    while area.level is not Level.STREET:
        if area.parent not in known:
            return None
        area = known[area.parent]
    return area.code


def area_name(words: Words, area: Area | None) -> list[Any]:
    """The chosen area with a button to change it."""
    if area is None:
        return []
    change = html.Button(words("tablet.change_area"), type="button", **data(area=""))
    return [html.Strong(words.of(area.name)), change]


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
    cases = [Case(view=view, last=order_events(conn, view.order.num)[-1]) for view in views]
    return [*drill_bar(who.words, views), *(card(who.words, case, screen.kinds) for case in cases)]


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
