"""The panel of one sensor's readings."""

from dataclasses import dataclass
from datetime import datetime

import plotly.graph_objects as go
from dash import dcc, html

from dashboard import say
from dashboard.panels import badge
from dashboard.words import Words
from model.kind import Kind, Metric
from model.reading import Origin
from model.sensor import Sensor
from model.severity import Severity

GRAPH = {"displayModeBar": False, "responsive": True, "doubleClick": "reset"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the panel shows of a sensor; `chosen` by a person, otherwise the worst of the city."""

    sensor: Sensor
    kind: Kind
    metric: Metric
    severity: Severity | None
    value: float | None
    origin: Origin
    observed_at: datetime | None
    figure: go.Figure | None
    chosen: bool


def nothing(words: Words) -> html.Div:
    """What the panel shows before a sensor is chosen."""
    return html.Div(
        [html.H2(words("wall.trend")), badge.emptiness(words("wall.trend_empty"))],
        className="trend-panel",
    )


def panel(words: Words, course: Course) -> html.Div:
    return html.Div(
        [heading(words, course), facts(words, course), chart(words, course)], className="trend-panel"
    )


def heading(words: Words, course: Course) -> html.H2:
    return html.H2(
        [
            html.I(className=f"sign {course.kind.shape}"),
            html.A(words.of(course.sensor.name), href=f"/sensors/{course.sensor.id}", className="name"),
            html.Span(words("wall.trend_chosen" if course.chosen else "wall.trend_worst"), className="dim"),
        ]
    )


def facts(words: Words, course: Course) -> html.Div:
    """The latest value in large type, with its level and age."""
    return html.Div(
        [
            html.Strong(say.reading(words, course.metric, course.value)),
            html.Span(words.of(course.metric.label), className="dim"),
            html.Span(
                [
                    badge.origin(words, course.origin),
                    badge.level(words, course.severity, origin=course.origin) if course.severity else None,
                    badge.ago(course.observed_at) if course.observed_at else None,
                ],
                className=f"signs{badge.drill(course.origin)}",
            ),
        ],
        className="facts",
    )


def chart(words: Words, course: Course) -> html.Div | dcc.Graph:
    if course.figure is None:
        return badge.emptiness(words("wall.trend_no_readings"))
    return dcc.Graph(
        id="trend-graph",
        figure=course.figure,
        config=GRAPH,  # type: ignore[arg-type]  # the typed form of Dash wants every key
        className="graph",
    )
