"""The ways between the pages of the duty officer's desk."""

from dash import html

from dashboard.door.caller import Caller
from dashboard.panels.attributes import aria
from dashboard.words import Words

PAGES = ("orders", "stats", "rules", "wall")


def ways(words: Words, here: str) -> html.Nav:
    """A link to each page of the desk; the one that is looked at is marked."""
    return html.Nav(
        [
            html.A(
                words(f"ways.{name}"),
                href=f"/{name}",
                className="here" if name == here else "",
                **(aria(current="page") if name == here else {}),
            )
            for name in PAGES
        ],
        className="ways",
        **aria(label=words("ways.pages")),
    )


def away(who: Caller, here: str) -> list[html.Nav]:
    """The ways of those who may go them: an approver has no other page."""
    return [ways(who.words, here)] if who.officer else []
