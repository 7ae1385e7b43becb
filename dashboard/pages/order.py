"""One order: what, where, how bad, all that was done, and the next step."""

import re
from typing import Any

from dash import Dash, Input, Output, State, html

from dashboard import course
from dashboard.config import Role
from dashboard.door.caller import Caller
from dashboard.door.live import live
from dashboard.pages.tablet import choices
from dashboard.panels import dialog, dossier
from dashboard.panels.bar import bar
from dashboard.screen import Screen
from model.order import OrderState
from store.orders import order_events, order_view

PATH = re.compile(r"/orders/(?P<id>[A-Za-z0-9-]{1,32})/?")
ROLES = frozenset({Role.OFFICER})


def layout(screen: Screen, who: Caller, place: dict[str, Any]) -> html.Div:
    return html.Div(
        [
            bar(
                who,
                who.words("order.title", id=place["id"]),
                [html.A(who.words("app.to_wall"), href="/wall")],
            ),
            html.Main(body(screen, who, place["id"]), id="order-body", className="order-body"),
            dialog.note(who.words),
            dialog.override(who.words),
        ],
        className="page order-page light",
    )


def body(screen: Screen, who: Caller, order_id: str) -> list[Any]:
    """The order as it stands. Raises LookupError when there is none."""
    with screen.pool.connection() as conn:
        view = order_view(conn, order_id)
        if view is None:
            raise LookupError(order_id)
        events = order_events(conn, view.order.num)
        areas = choices(conn) if view.order.state is OrderState.FILED else []
        readings = course.order_course(conn, screen, who, view.order)
    rule = screen.rule_names.get(view.order.rule_id)
    kind = screen.kinds.get(view.sensor_kind)
    return [
        dossier.facts(who.words, view, kind=kind, rule=rule, zone=screen.config.zone),
        dossier.next_step(who.words, view, who.account.role, areas),
        dossier.timeline(who.words, events, screen.config.zone),
        dossier.course(who.words, readings),
    ]


def register(app: Dash, screen: Screen) -> None:
    @app.callback(
        Output("order-body", "children"),
        Input("version-orders", "data"),
        State("address", "pathname"),
        prevent_initial_call=True,
    )
    @live(*ROLES)
    def refresh_order(who: Caller, _version: int, path: str) -> Any:
        found = PATH.fullmatch(path)
        return body(screen, who, found["id"]) if found else []
