"""What surrounds every page: stores for the push, the banner, words for scripts, and the way to the page."""

import json
from typing import Any

from dash import Dash, Input, Output, State, dcc, html

from dashboard.door.caller import Caller, caller
from dashboard.errors import UnknownAreaError
from dashboard.pages import page_at, pages
from dashboard.panels import trouble
from dashboard.panels.attributes import data
from dashboard.scope import PARAMETER, asked_area
from dashboard.screen import Screen
from dashboard.words import Words
from store.errors import UnreachableError

CLIENT_GROUPS = (
    "age.", "due.", "banner.", "origin.", "drill.", "flood.", "shelve.until",
    "tablet.sending", "tablet.failed", "wall.more", "header.no_data",
)  # fmt: skip
VERSIONS = ("alerts", "orders", "states", "newest")


def frame() -> html.Div:
    """The layout of every address; the page itself comes by the first callback."""
    return html.Div(
        [
            dcc.Location(id="address", refresh=False),
            *[dcc.Store(id=f"version-{name}", data=0) for name in VERSIONS],
            html.Div(id="banner", role="alert", hidden=True),
            html.Div(id="toast", role="status"),
            html.Div(id="page", className="opening"),
        ],
        id="frame",
    )


def client_words(words: Words, zone: str) -> html.Div:
    """The words that scripts put on screen, as one attribute."""
    told = {key: words.template(key) for key in sorted(words.keys()) if key.startswith(CLIENT_GROUPS)}
    return html.Div(
        id="words",
        hidden=True,
        **data(words=json.dumps(told, ensure_ascii=False), language=words.language, zone=zone),
    )


def register(app: Dash, screen: Screen) -> None:
    """Add the way to the pages, and every page's own callbacks."""

    @app.callback(Output("page", "children"), Input("address", "pathname"), State("address", "search"))
    def show(path: str | None, search: str | None) -> list[Any]:
        who = caller()
        page = page_for(screen, who, path or "/", search)
        return [client_words(who.words, screen.config.zone.key), page]

    for page in pages():
        page.register(app, screen)


def page_for(screen: Screen, who: Caller, path: str, search: str | None = None) -> Any:
    """The page at `path`, as `search` asks for it, or a page that says why there is none."""
    found = page_at(path)
    if found is None or who.account.role not in found[0].ROLES:
        return trouble.missing(who.words)
    page, place = found
    area = asked_area(search)
    try:
        return page.layout(screen, who, {**place, PARAMETER: area, "search": search or ""})
    except UnreachableError:
        return trouble.away(who.words)
    except UnknownAreaError:
        return trouble.no_area(who.words, area or "")
    except LookupError:
        return trouble.missing(who.words)
