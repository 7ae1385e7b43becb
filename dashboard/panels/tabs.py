"""The three ways to look at what asks: incidents, single alerts, and what is set aside."""

from dash import html

from dashboard.panels.attributes import aria, data
from dashboard.words import Words

VIEWS = ("alerts", "incidents", "asides")
"""What the feed can show; the page's script knows which, the server what is in it."""


def tabs(words: Words, shown: str) -> html.Div:
    """A button for each; those that count something tell how many, filled by the push."""
    return html.Div(
        [tab(words, name, pressed=name == shown) for name in VIEWS], className="tabs", role="group"
    )


def tab(words: Words, name: str, *, pressed: bool) -> html.Button:
    count = [] if name == "alerts" else [html.Span(className="count", **data(figure=f"{name}.open"))]
    return html.Button(
        [html.Span(words(f"feed_view.{name}")), *count],
        type="button",
        **data(view=name),
        **aria(pressed="true" if pressed else "false"),
    )
