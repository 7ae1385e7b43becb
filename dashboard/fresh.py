"""Reads what a part of the wall shows now, of the whole city or of one area, for the pure panels."""

from typing import Any

import numpy as np
from dash import html

from alerts.life import ASKING
from dashboard.course import newest_in_words
from dashboard.door.caller import Caller
from dashboard.layers import order_pins
from dashboard.panels import feed, orders, themes
from dashboard.panels.counts import counts
from dashboard.push.compose import figures_of
from dashboard.screen import Screen
from model.alert import AlertState
from store.alerts import AlertView, recent_alerts, standing_severities
from store.latest import newest_received
from store.orders import count_by_state, open_orders

FEED_ROWS = 40
ORDER_ROWS = 40
MOST_ALERTS = 500


def feed_rows(screen: Screen, who: Caller, under: str | None) -> Any:
    """The rows of the feed."""
    with screen.pool.connection() as conn:
        views = recent_alerts(conn, limit=MOST_ALERTS, under=under)
    shown = sorted(views, key=rank)[:FEED_ROWS]
    return feed.rows(who.words, shown, kinds=screen.kinds, rules=screen.rule_names)


def rank(view: AlertView) -> tuple[int, int]:
    """Open alerts first, the worst on top; then what is over but unacknowledged, set aside, over.

    Alerts of one rank stay newest first.
    """
    state = view.alert.state
    if state in ASKING:
        return 0, -view.alert.severity
    return {AlertState.RTNUN: 1, AlertState.NORM: 3}.get(state, 2), 0


def order_rows(screen: Screen, who: Caller, under: str | None) -> tuple[Any, dict[str, Any]]:
    """The rows of the order list, and the pins of all open orders."""
    with screen.pool.connection() as conn:
        views = open_orders(conn, under=under)
    return orders.rows(who.words, views[:ORDER_ROWS]), order_pins(views)


def theme_cards(screen: Screen, who: Caller, under: str | None) -> list[html.Section]:
    """The cards of all themes, of sensors that the push last saw."""
    city, picture = screen.hub.city, screen.hub.picture
    if city is None or picture is None or len(picture.states) != len(city.sensors):
        return []
    states = themes.theme_states(city, picture.states, city.under(under))
    worst = [state.worst for state in states if state.worst]
    with screen.pool.connection() as conn:
        readings = newest_in_words(conn, screen, who.words, worst)
    return themes.cards(who.words, states, readings)


def area_counts(screen: Screen, under: str | None) -> html.Div | None:
    """The header's figures of an area; None for the whole city, whose figures come by the push."""
    city, picture = screen.hub.city, screen.hub.picture
    if under is None or city is None or picture is None or len(picture.states) != len(city.sensors):
        return None
    states = np.frombuffer(picture.states, np.uint8)[city.under(under)]
    with screen.pool.connection() as conn:
        standing = standing_severities(conn, under=under)
        by_state = count_by_state(conn, under=under)
        newest = newest_received(conn, under=under)
    return counts(under, figures_of(states.tobytes(), standing, by_state), newest)
