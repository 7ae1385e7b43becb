"""The bar on top of the light pages: what this is, how fresh it is, who is here."""

from typing import Any

from dash import html

from dashboard.door.caller import Caller
from dashboard.panels import header


def bar(who: Caller, title: str, middle: list[Any]) -> html.Header:
    """`middle` stands between the title and the freshness."""
    return html.Header(
        [
            html.Div([html.H1(title)], className="name"),
            html.Div(middle, className="middle"),
            header.freshness(who.words),
            header.account(who),
        ],
        className="bar",
    )
