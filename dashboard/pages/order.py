"""One order: what, where, how bad, its clocks, its case, all that was done, and the next step."""

import re
from datetime import UTC, datetime
from typing import Any

from dash import Dash, Input, Output, State, html

from dashboard import choices, course
from dashboard.config import Role
from dashboard.door.caller import Caller
from dashboard.door.live import live
from dashboard.panels import case, clocks, dialog, dossier, steps, timeline
from dashboard.panels.bar import bar
from dashboard.screen import Screen
from dashboard.standing import standing_of
from model.order import OrderView
from store.orders import order_view
from store.pool import Connection

PATH = re.compile(r"/orders/(?P<id>[A-Za-z0-9-]{1,32})/?")
ROLES = frozenset({Role.OFFICER})


def layout(screen: Screen, who: Caller, place: dict[str, Any]) -> html.Div:
    now = datetime.now(UTC)
    with screen.pool.connection() as conn:
        view = _view(conn, place["id"])
        offered = choices.for_order(conn, who.words, view, now=now)
        main = _body(conn, screen, who, view, now)
    return html.Div(
        [
            bar(
                who,
                who.words("order.title", id=place["id"]),
                [html.A(who.words("app.to_wall"), href="/wall")],
            ),
            html.Main(main, id="order-body", className="order-body"),
            *dialog.dialogs(who.words, dialog.ON_ORDER, offered),
        ],
        className="page order-page light",
    )


def _view(conn: Connection, order_id: str) -> OrderView:
    if (view := order_view(conn, order_id)) is None:
        raise LookupError(order_id)
    return view


def _body(conn: Connection, screen: Screen, who: Caller, view: OrderView, now: datetime) -> list[html.Div]:
    words, zone, standing = who.words, screen.config.zone, standing_of(conn, view)
    readings = course.order_course(conn, screen, who, view.order)
    kind = screen.kinds.get(view.sensor_kind or "")
    rule = screen.rule_names.get(view.order.rule_id or "")
    left = [
        dossier.facts(words, standing, kind=kind, rule=rule, zone=zone),
        clocks.clocks(words, standing, zone, now),
        case.case(words, standing, screen.rule_names, zone, now),
        dossier.course(words, readings) if view.sensor_id else None,
    ]
    right = [
        steps.wish(words, standing, who.account, zone, now),
        steps.next_step(words, standing, who.account, zone, now),
        timeline.timeline(words, standing.events, zone, standing.crew_names),
    ]
    return [html.Div(left, className="column"), html.Div(right, className="column")]


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
        if not found:
            return []
        with screen.pool.connection() as conn:
            return _body(conn, screen, who, _view(conn, found["id"]), datetime.now(UTC))
