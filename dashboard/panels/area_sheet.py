"""One area: its counts, the areas within it, and who is on duty there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard import say
from dashboard.panels import badge, sheet
from dashboard.words import Words
from model.area import Area
from model.duty import Crew
from model.order import OVER, OrderState
from model.severity import Severity

ALWAYS = frozenset({OrderState.DISPATCHED, OrderState.ACCEPTED, OrderState.ON_SITE, OrderState.RESOLVED})
"""Stages that are shown where no order stands in them too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """An area one level below: the worst level that is open there, None for none, and its sensors."""

    area: Area
    worst: Severity | None
    sensors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """A crew with its people on duty, each by name with the number of unclosed orders that he has."""

    crew: Crew
    people: Sequence[tuple[str, int]]

    @property
    def load(self) -> int:
        return sum(load for _, load in self.people)


def head(words: Words, way: Sequence[Area]) -> html.Section:
    """The name of the area, and the way down to it."""
    area = way[-1]
    return html.Section(
        [
            html.Header(
                [
                    html.Span(words(f"level.{area.level.key}"), className="stage"),
                    html.H2(words.of(area.name)),
                    html.Span(area.code, className="dim"),
                ]
            ),
            sheet.way(words, way, last_is_here=True) if len(way) > 1 else None,
        ],
        className="sheet area-head",
    )


def counts(words: Words, figures: Mapping[str, int], overdue: int) -> html.Section:
    """How many sensors, alerts and orders, in figures that are grey where there is nothing to do."""
    alerts = [
        _figure(words(f"severity.{one.key}"), figures[f"alerts.{one.key}"], one.key)
        for one in reversed(Severity)
    ]
    stages = [
        _figure(words(f"stage_now.{state.value}"), figures[f"orders.{state.value}"], "plain")
        for state in OrderState
        if state not in OVER and (state in ALWAYS or figures[f"orders.{state.value}"])
    ]
    return html.Section(
        [
            _group(
                words("header.sensors"),
                [
                    _figure(words("area_page.total"), figures["sensors.total"], "plain"),
                    _figure(words("header.online"), figures["sensors.online"], "plain"),
                    _figure(words("header.silent"), figures["sensors.silent"], "plain"),
                ],
            ),
            _group(words("header.alerts"), alerts),
            _group(words("header.orders"), [*stages, _figure(words("area_page.overdue"), overdue, "red")]),
        ],
        className="sheet area-counts",
    )


def _group(title: str, figures: list[html.Div]) -> html.Div:
    return html.Div([html.H2(title), html.Div(figures, className="figures")], className="group")


def _figure(label: str, count: int, tone: str) -> html.Div:
    return html.Div(
        [html.Strong(say.number(count, 0)), html.Span(label)], className=f"figure {tone if count else 'zero'}"
    )


def within(words: Words, found: Sequence[Within]) -> html.Section | None:
    """The areas one level below, the worst first, each a link to its page; None of the smallest.

    Of a quiet one only that it has no alert: its sensors may be silent.
    """
    if not found:
        return None
    tiles = html.Div([_within(words, one) for one in found], className="within")
    return sheet.sheet(words("area_page.within"), tiles)


def _within(words: Words, one: Within) -> html.A:
    tone = one.worst.key if one.worst else "normal"
    return html.A(
        [
            html.Strong(words.of(one.area.name)),
            html.Span(words("area_page.sensors", n=say.number(one.sensors, 0)), className="dim"),
            badge.level(words, one.worst)
            if one.worst
            else html.Span(words("aside.no_alert"), className="calm-word"),
        ],
        href=f"/areas/{one.area.code}",
        className=f"place {tone}",
    )


def crews(words: Words, on_duty: Sequence[OnDuty], idle: Sequence[Crew], left: int) -> html.Div:
    """Who is on duty with how many orders; crews without anybody there are named at the end."""
    if not on_duty and not idle:
        return badge.emptiness(words("area_page.no_crews"))
    nobody = words("refused.between").join(words.of(crew.name) for crew in idle)
    return html.Div(
        [
            html.Ul([_crew(words, one) for one in on_duty], className="crews") if on_duty else None,
            html.P(words("area_page.nobody_on", crews=nobody), className="dim") if idle else None,
            html.P(words("wall.more", n=left), className="dim") if left > 0 else None,
        ]
    )


def _crew(words: Words, one: OnDuty) -> html.Li:
    people: list[Any] = [
        html.Span([name, html.Span(words("area_page.load", n=load), className="dim")], className="person")
        for name, load in one.people
    ]
    return html.Li(
        [
            html.Div(
                [
                    html.Strong(words.of(one.crew.name)),
                    html.Span(say.trade(words, one.crew.trade), className="dim"),
                ],
                className="crew",
            ),
            html.Div(people, className="people"),
        ]
    )
