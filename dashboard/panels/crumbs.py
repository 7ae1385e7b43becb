"""The way from the whole city down to the area in view; each step is a link to itself."""

from collections.abc import Sequence
from urllib.parse import urlencode

from dash import html

from dashboard.panels.attributes import aria, data
from dashboard.words import Words
from model.area import Area
from model.text import Text


def crumbs(words: Words, way: Sequence[Area], district: Text) -> html.Nav | str:
    """The map's title: its name for the whole city, else the steps down to the last area of `way`."""
    if not way:
        return words("wall.map", district=words.of(district))
    steps = [("", words("wall.city"), words("wall.city"))]
    steps += [(area.code, words.of(area.name), words(f"level.{area.level.key}")) for area in way]
    return html.Nav(
        [
            part
            for at, (code, name, level) in enumerate(steps)
            for part in (html.I("›"), step(code, name, level, last=at == len(way)))
        ][1:],
        className="crumbs",
        **aria(label=words("wall.crumbs")),
    )


def step(code: str, name: str, level: str, *, last: bool) -> html.A:
    """A link, so that the keyboard reaches it and a new tab can open it; a click stays on the page."""
    here = aria(current="location") if last else {}
    told = "" if code == "" else f"{level} "
    return html.A(name, href=address(code), title=f"{told}{name}", **data(enter=code), **here)


def address(code: str) -> str:
    """Where a wall looks at one area; at the whole city for none."""
    return f"/wall?{urlencode({'area': code})}" if code else "/wall"
