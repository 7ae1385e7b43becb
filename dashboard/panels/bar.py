"""The bar on top of the light pages: what this is, how fresh it is, who is here."""

from typing import Any

from dash import html

from dashboard.door.caller import Caller
from dashboard.panels import header, ways


def bar(who: Caller, title: str, middle: list[Any], *, here: str | None = None) -> html.Header:
    """`middle` stands between the title and the freshness; `here` is which page of the desk this is."""
    return html.Header(
        [
            html.Div([html.H1(title)], className="name"),
            *(ways.away(who, here) if here else []),
            html.Div(middle, className="middle"),
            header.freshness(who.words),
            header.account(who, leads=() if here else header.SHEETS),
        ],
        className="bar",
    )
