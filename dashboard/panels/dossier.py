"""What an order is about: the sheet at the top of its page, and the course of its sensor's readings."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard import say
from dashboard.panels import badge, trend
from dashboard.standing import Standing, plan_name
from dashboard.words import Words
from model.kind import Kind
from model.order import OrderView, Source, Stage
from model.text import Text
from orders.flow import stage_of

Line = tuple[str, list[Any]]
FILED_AT_ONCE = frozenset({Source.ALERT, Source.SPLIT})


def facts(
    words: Words, standing: Standing, *, kind: Kind | None, rule: Text | None, zone: ZoneInfo
) -> html.Section:
    """What the order is about."""
    view, order = standing.view, standing.view.order
    lines = [
        *_subject(words, view, kind=kind, rule=rule),
        (
            "order.filed" if order.source in FILED_AT_ONCE else "order.told",
            [say.moment(order.filed_at, zone), " · ", badge.since(order.filed_at)],
        ),
        *_case(words, standing),
        *_hands(words, standing),
    ]
    return html.Section(
        [
            html.Header(
                [
                    badge.level(words, order.severity, origin=order.origin),
                    badge.origin(words, order.origin),
                    badge.purpose(words, view.purpose),
                    html.H2(words.of(view.name)),
                    badge.stage(words, order.state),
                ]
            ),
            stages(words, view),
            html.Dl([part for key, told in lines for part in (html.Dt(words(key)), html.Dd(told))]),
        ],
        className=f"sheet facts-of-order {order.severity.key}{badge.drill(order.origin)}",
    )


def stages(words: Words, view: OrderView) -> html.Ol:
    """The seven official stages, and at which the case stands."""
    at = list(Stage).index(stage_of(view.order))
    marks = ["past"] * at + ["now"] + ["later"] * (len(Stage) - at - 1)
    return html.Ol(
        [
            html.Li(words(f"stage.{stage.value}"), className=mark)
            for stage, mark in zip(Stage, marks, strict=True)
        ],
        className="stages",
        title=words("order.stages"),
    )


def _subject(words: Words, view: OrderView, *, kind: Kind | None, rule: Text | None) -> Iterator[Line]:
    order = view.order
    yield "order.area", [say.place(words, view.area_path, last=4) or "–"]
    if view.sensor_id is None:
        yield "order.place", [f"{view.lat:.5f}, {view.lon:.5f}"]
        return
    value = say.reading(words, say.metric_of(kind, view.last_metric), view.last_value)
    yield "order.sensor", [words.of(view.name), html.Span(f" {view.sensor_id}", className="dim")]
    yield "order.rule", [words.of(rule) if rule else order.rule_id]
    yield "order.reading", reading(words, view, value)


def _case(words: Words, standing: Standing) -> Iterator[Line]:
    order = standing.view.order
    own = order.case_id == order.id
    yield "order.case", [order.case_id if own else html.A(order.case_id, href=f"/orders/{order.case_id}")]
    yield "order.source", [words(f"source.{order.source.value}")]
    yield "order.plan", [words.of(plan_name(order)), html.Span(f" {order.plan}", className="dim")]
    if order.follows_id:
        before = html.A(order.follows_id, href=f"/orders/{order.follows_id}")
        head, _, tail = words.template("order.follows_told").partition("{id}")
        yield "order.follows", [html.Span([head, before, tail], className="again")]


def _hands(words: Words, standing: Standing) -> Iterator[Line]:
    order = standing.view.order
    yield (
        "order.trade",
        [f"{say.trade(words, order.trade)} · {words(f'purpose.{standing.view.purpose.value}')}"],
    )
    yield "order.has_it", [holder(words, standing)]
    if order.supervised_by:
        yield "order.supervised", [html.Strong(order.supervised_by)]
    if order.level is not None:
        yield "order.level", [html.Strong(words(f"level.{order.level.key}"))]
    if order.returns or order.reworks:
        yield "order.turns", [f"{order.returns} / {order.reworks}"]


def holder(words: Words, standing: Standing) -> str:
    """The crew and the person who have the order."""
    order = standing.view.order
    return who_has(words, order.crew, order.person, standing.crew_names.get(order.crew or ""))


def who_has(words: Words, crew: str | None, person: str | None, name: Text | None) -> str:
    told = [words.of(name) if name else crew, person]
    return " · ".join(one for one in told if one) or words("tablet.nobody")


def reading(words: Words, view: OrderView, value: str) -> list[Any]:
    if view.last_observed_at is None:
        return [words("order.no_reading")]
    word = words("tablet.still_open" if view.alert_open else "tablet.recovered")
    return [
        html.Strong(value),
        " · ",
        badge.ago(view.last_observed_at),
        " · ",
        html.Span(word, className="open" if view.alert_open else "recovered"),
    ]


def course(words: Words, found: trend.Course | None) -> html.Section:
    """What the sensor read of late, with the lines at which the level changes."""
    return html.Section(
        [
            html.H2(words("wall.trend")),
            trend.chart(words, found) if found else badge.emptiness(words("order.no_reading")),
        ],
        className="sheet course",
    )
