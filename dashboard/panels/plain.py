"""A large part of a page that never changes, as one element for Dash.

Dash keeps books of each element: with the thousand of a table of rules, a page took tens of seconds on a busy
machine.
"""

from collections.abc import Iterator
from html import escape
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.panels.attributes import data

_NAMES = {"className": "class", "dateTime": "datetime"}
_EMPTY = frozenset({"br", "hr", "input"})


def plain(part: Component) -> html.Div:
    """An element that the page's script fills with ``part``."""
    return html.Div(className="plain", **data(markup=markup(part)))


def markup(part: Any) -> str:
    """A tree of HTML components as text, everything that was written by people escaped."""
    if part is None:
        return ""
    if isinstance(part, list | tuple):
        return "".join(map(markup, part))
    if not isinstance(part, Component):
        return escape(str(part))
    told: dict[str, Any] = part.to_plotly_json()  # type: ignore[no-untyped-call]  # it ships none
    tag = str(told["type"]).lower()
    attributes = "".join(_attributes(told["props"]))
    if tag in _EMPTY:
        return f"<{tag}{attributes}>"
    return f"<{tag}{attributes}>{markup(told['props'].get('children'))}</{tag}>"


def _attributes(props: dict[str, Any]) -> Iterator[str]:
    for name, value in props.items():
        if name != "children" and value is not None:
            yield f' {_NAMES.get(name, name)}="{escape(str(value))}"'
