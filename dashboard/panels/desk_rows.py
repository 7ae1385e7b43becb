"""Rows of the light pages: alerts, sensors, what is set aside. Each leads to the page of what it names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.panels import asides, badge, feed
from dashboard.panels import orders as order_rows
from dashboard.panels.feed import Names
from dashboard.words import Words
from model.kind import Kind
from model.order import OrderView
from model.sensor import Sensor
from model.severity import Severity
from model.text import Text
from store.alerts import AlertView
from store.asides import AsideView

Rows = html.Div


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorState:
    """A sensor as a list shows it: its level, None for normal; `reading` is its newest value in words."""

    sensor: Sensor
    kind: Kind | None
    severity: Severity | None
    silent: bool
    reading: str


def listed(rows: Sequence[Any], empty: Any, *, more: str = "") -> Rows:
    """The rows, or what is said where there are none; `more` tells what is left out."""
    rest = [html.P(more, className="dim more-rows")] if more else []
    return html.Div([*rows, *rest] if rows else empty, className="desk-rows")


def more(words: Words, left: int) -> str:
    """That so many rows are not shown, nothing where all are."""
    return words("wall.more", n=f"{left:,}") if left > 0 else ""


def alerts(words: Words, views: Sequence[AlertView], names: Names) -> Rows:
    return listed(
        [alert(words, view, names) for view in views],
        badge.emptiness(words("wall.feed_empty"), calm=True),
    )


def alert(words: Words, view: AlertView, names: Names) -> html.A:
    one = view.alert
    quiet = one.state in feed.QUIET
    word = html.Span(words(f"alert_state.{one.state.value}"), className=f"alert-state {one.state.value}")
    return html.A(
        [
            badge.level(words, one.severity, quiet=quiet, origin=one.origin),
            what(
                names.rule(words, one),
                [badge.origin(words, one.origin), word, " · ", words.of(view.sensor_name)],
            ),
            aside(
                feed.reading(words, view, names),
                [
                    words("wall.since" if one.cleared_at is None else "wall.cleared"),
                    " ",
                    badge.since(one.cleared_at or one.opened_at),
                ],
            ),
        ],
        href=f"/alerts/{one.num}",
        className=f"row alert {one.severity.key}{' over' if quiet else ''}{badge.drill(one.origin)}",
    )


def orders(words: Words, views: Sequence[OrderView], *, more: str = "") -> Rows:
    return listed(
        [order_rows.row(words, view) for view in views],
        badge.emptiness(words("wall.orders_empty"), calm=True),
        more=more,
    )


def sensors(words: Words, states: Sequence[SensorState], empty: html.Div, *, more: str = "") -> Rows:
    return listed([sensor(words, state) for state in states], empty, more=more)


def sensor(words: Words, state: SensorState) -> html.A:
    one, kind = state.sensor, state.kind
    return html.A(
        [
            html.I(className=f"sign {kind.shape if kind else 'circle'}{' silent' if state.silent else ''}"),
            what(words.of(one.name), [words.of(kind.label) if kind else one.kind, " · ", one.id]),
            html.Span(state.reading, className="reading"),
            standing(words, state.severity, silent=state.silent),
        ],
        href=f"/sensors/{one.id}",
        className=f"row sensor{f' {state.severity.key}' if state.severity else ''}",
    )


def standing(words: Words, severity: Severity | None, *, silent: bool) -> html.Span:
    """How a sensor stands: its level, that nothing is heard of it, or that all is well."""
    told = []
    if silent:
        told.append(html.Span(words("wall.legend_silent"), className="silent-word"))
    if severity is not None:
        told.append(badge.level(words, severity))
    return html.Span(
        told or words("wall.legend_normal"), className="standing" if told else "standing calm-word"
    )


def set_aside(words: Words, views: Sequence[AsideView], names: Names, clock: asides.Clock) -> Rows:
    return listed(
        [one_aside(words, view, names, clock) for view in views],
        badge.emptiness(words("aside.empty"), calm=True),
    )


def one_aside(words: Words, view: AsideView, names: Names, clock: asides.Clock) -> html.Div:
    """What keeps a pair quiet, who said so and why, until when; and the way to end it."""
    shelving = view.shelving
    rule: Text | None = names.rules.get(shelving.pair.rule_id)
    who = f"{asides.why(words, shelving, names)} · {shelving.begun_by} {clock.told(shelving.since)}"
    return html.Div(
        [
            asides.sign(words, view),
            what(
                words.of(rule) if rule else shelving.pair.rule_id,
                [badge.origin(words, shelving.pair.origin), who],
            ),
            aside(words(f"aside.{shelving.kind.value}"), [asides.until(words, shelving, clock)]),
            asides.button(words, shelving),
        ],
        className=f"row over{badge.drill(shelving.pair.origin)}",
    )


def what(name: Any, beneath: list[Any]) -> html.Div:
    return html.Div([html.Strong(name), html.Span(beneath, className="dim")], className="what")


def aside(reading: Any, beneath: list[Any]) -> html.Div:
    return html.Div(
        [html.Span(reading, className="reading"), html.Span(beneath, className="dim")], className="aside"
    )
