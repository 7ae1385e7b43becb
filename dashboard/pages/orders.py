"""All orders, also those that are over: by area, state, plan, crew, person and words, fifty at a time."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dash import Dash, Input, Output, State, html
from dash.exceptions import PreventUpdate

from dashboard import address, choices, scope
from dashboard.config import Role
from dashboard.door.caller import Caller
from dashboard.door.live import live
from dashboard.listing import Asked, asked, rows
from dashboard.panels import order_list
from dashboard.panels.bar import bar
from dashboard.screen import Screen
from dashboard.words import Words
from orders.plan import shipped_plans
from store.crews import crews, people
from store.order_lists import count_unclosed, find
from store.pool import Connection

PATH = re.compile(r"/orders/?")
ROLES = frozenset({Role.OFFICER})


def layout(screen: Screen, who: Caller, place: dict[str, Any]) -> html.Div:
    want = asked(address.told(place.get(address.QUERY)))
    scope.way_to(screen, place)
    with screen.pool.connection() as conn:
        main = html.Main(
            [
                html.Div(_filters(conn, who.words, want, datetime.now(UTC)), id="order-filters"),
                order_list.form(who.words, want, _choices(conn, who.words)),
                html.Div(
                    [order_list.grid(who.words), *order_list.told(who.words)],
                    className="sheet grid-sheet",
                ),
                order_list.hint(who.words),
            ],
            className="list-body",
        )
    return html.Div(
        [bar(who, who.words("ways.orders"), [], here="orders"), main], className="page list-page light"
    )


def _filters(conn: Connection, words: Words, want: Asked, now: datetime) -> html.Div:
    found = find(conn, want.wanted, now=now)
    counts, overdue = count_unclosed(conn, found, now=now)
    return order_list.filters(words, want, counts, overdue)


def _choices(conn: Connection, words: Words) -> Mapping[str, order_list.Options]:
    plans = sorted(shipped_plans().by_id.values(), key=lambda plan: plan.id)
    return {
        "area": [(area.code, choices.indented(words, area)) for area in choices.areas(conn)],
        "plan": [(plan.id, words.of(plan.name)) for plan in plans],
        "crew": [(crew.id, words.of(crew.name)) for crew in crews(conn)],
        "person": [(one.id, one.name) for one in people(conn)],
    }


def register(app: Dash, screen: Screen) -> None:
    """The grid asks for its rows; the counts follow what happens."""

    @app.callback(
        Output("order-grid", "getRowsResponse"),
        Input("order-grid", "getRowsRequest"),
        State("address", "search"),
        prevent_initial_call=True,
    )
    @live(*ROLES)
    def order_rows(who: Caller, request: dict[str, Any] | None, search: str | None) -> dict[str, Any]:
        if not request:
            raise PreventUpdate
        with screen.pool.connection() as conn:
            return rows(
                conn,
                who.words,
                asked(address.told(search)),
                begin=max(0, int(request["startRow"])),
                end=int(request["endRow"]),
                zone=screen.config.zone,
                now=datetime.now(UTC),
            )

    @app.callback(
        Output("order-filters", "children"),
        Input("version-orders", "data"),
        State("address", "search"),
        prevent_initial_call=True,
    )
    @live(*ROLES)
    def refresh_filters(who: Caller, _version: int, search: str | None) -> Any:
        with screen.pool.connection() as conn:
            return _filters(conn, who.words, asked(address.told(search)), datetime.now(UTC))
