"""Whole pages for when there is nothing to show: designed, not default."""

from dash import html

from dashboard.panels.attributes import data
from dashboard.words import Words


def away(words: Words) -> html.Div:
    """The database does not answer; the page's script tries again."""
    return sign(words("trouble.title"), words("trouble.hint"), **data(again="3"))


def missing(words: Words) -> html.Div:
    """No such page, or no such thing of the number that an address names."""
    link = html.A(words("trouble.back"), href="/", className="button")
    return sign(words("trouble.missing_title"), words("trouble.missing_hint"), link)


def no_area(words: Words, code: str) -> html.Div:
    """An address that names an area which is not in force."""
    link = html.A(words("trouble.to_city"), href="/wall", className="button")
    return sign(words("trouble.area_title"), words("trouble.area_hint", code=code), link)


def sign(title: str, hint: str, *more: html.A, **attributes: str) -> html.Div:
    return html.Div(
        html.Main([html.Div(className="broken"), html.H1(title), html.P(hint), *more]),
        className="page trouble",
        **attributes,  # type: ignore[arg-type]
    )
