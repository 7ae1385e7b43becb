"""A tree of components as one element: nothing that people wrote becomes markup."""

from dash import html
from hypothesis import given
from hypothesis import strategies as st

from dashboard.panels.attributes import data
from dashboard.panels.plain import markup


def test_a_tree_becomes_the_same_tree_of_html() -> None:
    link = html.A("规则", href="/rules/a", className="x")
    tree = html.P([link, html.Br(), None, 3, html.I(**data(num="4"))])
    assert markup(tree) == '<p><a class="x" href="/rules/a">规则</a><br>3<i data-num="4"></i></p>'


@given(st.text())
def test_what_people_wrote_stays_text(words: str) -> None:
    told = markup(html.P(words, title=words))
    assert told.count("<") == 2
    assert told.count('"') == 2
