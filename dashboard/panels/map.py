"""The map: base and orders as layers of dash-leaflet; areas, sensors and names by our own scripts."""

from collections.abc import Sequence
from typing import Any

import dash_leaflet as dl
from dash import html

from dashboard.door.caller import Caller
from dashboard.panels import badge
from dashboard.panels.attributes import data
from dashboard.panels.crumbs import crumbs
from dashboard.screen import Screen
from dashboard.words import Words
from model.area import Area, Level


def script(name: str) -> dict[str, str]:
    """A function of the page's own scripts, as dash-leaflet names it."""
    return {"variable": f"yiping.{name}"}


def city_map(screen: Screen, who: Caller, way: Sequence[Area], pins: dict[str, Any]) -> html.Section:
    words = who.words
    city = screen.hub.city
    empty = city is None or not (city.sensors or city.areas)
    return html.Section(
        [
            heading(words, crumbs(words, way, screen.config.district_name)),
            nothing_yet(words) if empty else None,
            leaflet(pins),
        ],
        className="panel map",
    )


def heading(words: Words, title: html.Nav | str) -> html.H2:
    """The map's title with its controls: beside the map, never on it."""
    return html.H2(
        [
            html.Span(title, id="crumbs"),
            html.Span(
                [html.Span(words(f"level.{level.key}"), className=f"shown-{level.key}") for level in Level],
                className="levels-shown",
            ),
            html.Span(
                [
                    html.Button("−", id="zoom-out", type="button", **data(zoom="-1")),
                    html.Button("+", id="zoom-in", type="button", **data(zoom="1")),
                    html.Button(words("wall.whole"), id="zoom-whole", type="button", **data(zoom="0")),
                ],
                className="zoom",
            ),
        ]
    )


def nothing_yet(words: Words) -> html.Div:
    return html.Div(
        badge.emptiness(words("wall.empty_city"), words("wall.empty_city_hint")), className="empty-map"
    )


def leaflet(pins: dict[str, Any]) -> dl.Map:
    return dl.Map(
        [
            dl.Pane(base(), name="base", style={"zIndex": 300}),
            dl.Pane(orders(pins), name="pins", style={"zIndex": 620}),
        ],
        id="map",
        center=[31.23, 121.48],
        zoom=13,
        zoomSnap=0.05,
        zoomDelta=0.75,
        zoomControl=False,
        doubleClickZoom=False,  # a click already goes into an area
        attributionControl=False,
        preferCanvas=True,
        trackViewport=False,
        className="leaflet-dark",
    )


def base() -> dl.GeoJSON:
    return dl.GeoJSON(
        id="base",
        url="/areas/base.geojson",
        style=script("baseStyle"),
        onEachFeature=script("keepBase"),
        interactive=False,
        disableDefaultEventHandlers=True,
        pane="base",
    )


def orders(pins: dict[str, Any]) -> dl.GeoJSON:
    return dl.GeoJSON(
        id="order-pins",
        data=pins,
        pointToLayer=script("orderPin"),
        disableDefaultEventHandlers=True,
        pane="pins",
    )
