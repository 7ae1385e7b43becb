"""Reads what a part of the wall shows now, of the whole city or of one area, for the pure panels."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
from dash import html

from alerts.noise import noise_of
from dashboard.course import newest_in_words
from dashboard.door.caller import Caller
from dashboard.layers import order_pins
from dashboard.panels import orders, themes
from dashboard.panels.counts import counts
from dashboard.push.compose import drill_figures, figures_of, list_figures, noise_figures
from dashboard.screen import Screen
from store.alerts import standing_severities
from store.drills import drill_orders, drill_standing
from store.latest import newest_received
from store.marks import asides_mark, incidents_mark
from store.orders import count_by_state, open_orders

ORDER_ROWS = 40


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
        by_state = count_by_state(conn, now=datetime.now(UTC), under=under)
        drills = drill_figures(drill_standing(conn, under=under), drill_orders(conn, under=under))
        lists = list_figures(asides_mark(conn, under=under), incidents_mark(conn, under=under))
        noise = noise_figures(noise_of(conn, under=under, now=datetime.now(UTC)))
        newest = newest_received(conn, under=under)
    figures = {**figures_of(states.tobytes(), standing, by_state), **drills, **lists, **noise}
    return counts(under, figures, newest)


def view_at_first(screen: Screen, under: str | None) -> str:
    """What the feed of a page shows that is opened now: incidents while alarms come as a flood."""
    counted = noise_of_seat(screen, under)
    return "incidents" if counted.get("noise.flooded") else "alerts"


def noise_of_seat(screen: Screen, under: str | None) -> Mapping[str, int]:
    """The figures of a seat's noise; those of the whole city are the push's."""
    if under is None:
        return screen.hub.picture.figures if screen.hub.picture else {}
    with screen.pool.connection() as conn:
        return noise_figures(noise_of(conn, under=under, now=datetime.now(UTC)))
