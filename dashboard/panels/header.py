"""The header of the wall. Figures are filled by the push, so their elements stay without children."""

from collections.abc import Sequence

from dash import html

from dashboard.door.caller import Caller
from dashboard.panels.attributes import data
from dashboard.words import Words, languages
from model.order import OVER, OrderState
from model.severity import Severity
from model.text import Text

SELDOM = frozenset({OrderState.REPORTED, OrderState.PARKED})
"""Stages that take room in the header only while an order stands in them."""


SHEETS = ("orders", "stats", "rules")
"""The pages of the desk beside the wall."""


def header(who: Caller, district: Text) -> html.Header:
    words = who.words
    return html.Header(
        [
            html.Div([html.H1(words.of(district)), html.Span(words("app.name"))], className="name"),
            html.Div([html.Strong(id="clock"), html.Span(id="date")], className="clock"),
            sensors(words),
            alerts(words),
            orders(words),
            noise(words),
            freshness(words),
            account(who),
        ],
        className="head",
    )


def figure(name: str, label: str, className: str = "") -> html.Div:  # noqa: N803  the word of Dash
    return html.Div([html.Strong(**data(figure=name)), html.Span(label)], className=f"figure {className}")


def sensors(words: Words) -> html.Div:
    return group(
        words("header.sensors"),
        [
            figure("sensors.online", words("header.online"), "plain"),
            figure("sensors.silent", words("header.silent"), "silent"),
        ],
    )


def alerts(words: Words) -> html.Div:
    """The four levels, each by word and numeral."""
    return group(
        words("header.alerts"),
        [
            figure(
                f"alerts.{level.key}",
                f"{words(f'severity_short.{level.key}')} {words(f'roman.{level.key}')}",
                level.key,
            )
            for level in reversed(Severity)
        ],
    )


def orders(words: Words) -> html.Div:
    """The stages of unclosed orders, in order; what waits beside them is shown where there is any."""
    stages = [state for state in OrderState if state not in OVER and state is not OrderState.MERGED]
    return group(
        html.A(words("header.orders"), href="/orders"),
        [
            figure(
                f"orders.{state.value}",
                words(f"stage_now.{state.value}"),
                f"step seldom zero {state.value}" if state in SELDOM else "step",
            )
            for state in stages
        ],
        "steps",
    )


def noise(words: Words) -> html.Div:
    """How much the chain spares the seat, and how loud the last minutes were."""
    ratio = html.Strong(**data(figure="noise.ratio", form="ratio"))
    return group(
        html.A(words("header.noise"), href="/stats"),
        [
            html.Div([ratio, html.Span(words("header.ratio"))], className="figure plain"),
            figure("noise.alarms_10min", words("header.alarms_10min"), "plain"),
        ],
    )


def group(title: str | html.A, figures: list[html.Div], className: str = "") -> html.Div:  # noqa: N803
    return html.Div([html.H2(title), html.Div(figures, className="figures")], className=f"group {className}")


def freshness(words: Words) -> html.Div:
    """How old the data is, and a beat that is seen to stop."""
    return html.Div(
        [
            html.H2([html.I(id="heart", title=words("header.heartbeat")), words("header.data_age")]),
            html.Strong(id="age"),
        ],
        className="group fresh",
    )


def account(who: Caller, *, leads: Sequence[str] = ("rules",)) -> html.Div:
    """Who is here, in which language; `leads` also to the pages of the desk."""
    words = who.words
    other = next(code for code in languages() if code != words.language)
    return html.Div(
        [
            html.Span(f"{who.account.name} · {words(f'role.{who.account.role.value}')}", className="who"),
            html.Div(
                [
                    *(html.A(words(f"ways.{name}"), href=f"/{name}") for name in leads if who.officer),
                    html.A(words("app.other_language"), href=f"?lang={other}", **data(lang=other)),
                    html.Button(words("app.logout"), id="logout", type="button"),
                ]
            ),
        ],
        className="account",
    )
