"""The pages, one file each, found by name: PATH, ROLES, `layout` and `register`."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol, cast

from dash import Dash
from dash.development.base_component import Component

from dashboard.config import Role
from dashboard.door.caller import Caller
from dashboard.screen import Screen


class Page(Protocol):
    """One page. PATH matches the whole address; its named groups are the page's `place`."""

    PATH: re.Pattern[str]
    ROLES: frozenset[Role]

    def layout(self, screen: Screen, who: Caller, place: dict[str, Any]) -> Component:
        """The page as it is now. Raises UnreachableError, and LookupError when there is no such thing."""

    def register(self, app: Dash, screen: Screen) -> None:
        """Add the page's callbacks."""


@cache
def pages() -> tuple[Page, ...]:
    """Every page that has a file here."""
    return tuple(cast("Page", import_module(f"{__name__}.{name}")) for name in _names())


def _names() -> Iterator[str]:
    return (module.name for module in iter_modules(__path__))


def page_at(path: str) -> tuple[Page, dict[str, Any]] | None:
    """The page at an address with its place, None when no page is there."""
    for page in pages():
        if found := page.PATH.fullmatch(path):
            return page, found.groupdict()
    return None
