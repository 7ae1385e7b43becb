"""Parts that every page of one thing has: a sheet with its title, lines of facts, the way down to a place."""

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html

from dashboard.panels import crumbs
from dashboard.panels.attributes import aria
from dashboard.words import Words
from model.area import Area
from model.position import Position

Line = tuple[str, Any]
"""The label of a fact, and what is told."""


def sheet(title: str, *parts: Any, name: str = "", beside: Any = None) -> html.Section:
    """One framed part of a page; `beside` stands at the end of the title's line."""
    head = html.Header([html.H2(title), beside]) if beside is not None else html.H2(title)
    return html.Section([head, *parts], className=f"sheet {name}".strip())


def facts(lines: Iterable[Line]) -> html.Dl:
    return html.Dl([part for label, told in lines for part in (html.Dt(label), html.Dd(told))])


def way(words: Words, steps: Sequence[Area], *, last_is_here: bool = False) -> html.Nav | str:
    """The areas from the district down, each a link to its page; a dash outside of all."""
    if not steps:
        return "–"
    parts: list[Any] = []
    for area in steps:
        here = aria(current="location") if last_is_here and area is steps[-1] else {}
        told = f"{words(f'level.{area.level.key}')} {words.of(area.name)}"
        parts += [html.I("›"), html.A(words.of(area.name), href=f"/areas/{area.code}", title=told, **here)]
    return html.Nav(parts[1:], className="way", **aria(label=words("wall.crumbs")))


def place(position: Position) -> str:
    """Degrees of WGS-84, longitude first."""
    return f"{position.lon:.5f}, {position.lat:.5f}"


def to_wall(words: Words, code: str | None = None) -> html.A:
    """The wall of an area, of the whole city for none."""
    return html.A(words("desk.wall_here" if code else "app.to_wall"), href=crumbs.address(code or ""))
