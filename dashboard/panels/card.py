"""An order as a card for the tablet: what, where, how bad, and the one next thing to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from dash import html

from dashboard import say
from dashboard.panels import badge
from dashboard.panels.attributes import data
from dashboard.words import Words
from model.kind import Kind
from model.order import OrderCommand, OrderEvent, OrderState, OrderView
from orders.flow import SYSTEM

STEPS = (OrderCommand.ACCEPT, OrderCommand.ARRIVE, OrderCommand.RESOLVE)
DONE_BY = {
    OrderState.ACCEPTED: 1,
    OrderState.ON_SITE: 2,
    OrderState.RESOLVED: 3,
    OrderState.VERIFIED: 3,
    OrderState.CLOSED: 3,
}
WAITING = {
    OrderState.FILED: "tablet.waiting_dispatch",
    OrderState.RESOLVED: "tablet.waiting_verify",
    OrderState.VERIFIED: "tablet.waiting_close",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An order with the last thing that a person or the system did to it."""

    view: OrderView
    last: OrderEvent | None


def card(words: Words, case: Case, kinds: Mapping[str, Kind]) -> html.Article:
    view = case.view
    return html.Article(
        [
            html.Header(
                [
                    badge.level(words, view.order.severity, origin=view.order.origin),
                    badge.origin(words, view.order.origin),
                    badge.purpose(words, view.purpose),
                    html.Span(view.order.id, className="id"),
                    badge.stage(words, view.order.state),
                    html.Span(
                        [words("tablet.filed"), " ", badge.since(view.order.filed_at)], className="dim"
                    ),
                ]
            ),
            html.H2(words.of(view.name)),
            html.P(say.place(words, view.area_path) or "–", className="place"),
            state(words, view, kinds.get(view.sensor_kind)),
            html.Div([step(words, view, at) for at in range(len(STEPS))], className="steps-bar"),
            html.Footer(footer(words, case)),
        ],
        className=f"card {view.order.severity.key}{badge.drill(view.order.origin)}",
        key=view.order.id,
        **data(order=view.order.id),
    )


def state(words: Words, view: OrderView, kind: Kind | None) -> html.P:
    """The latest reading, and whether the alert still stands."""
    value = say.reading(words, say.metric_of(kind, view.last_metric), view.last_value)
    return html.P(
        [
            html.Span([words.of(kind.label) if kind else view.sensor_kind, " "], className="dim"),
            html.Strong(value),
            badge.ago(view.last_observed_at) if view.last_observed_at else None,
            html.Span(
                words("tablet.still_open" if view.alert_open else "tablet.recovered"),
                className="open" if view.alert_open else "recovered",
            ),
        ],
        className="now",
    )


def step(words: Words, view: OrderView, at: int) -> html.Button | html.Span:
    """One of the three steps: done, the button to press now, or still to come."""
    command, done = STEPS[at], DONE_BY.get(view.order.state, 0)
    label = words(f"command.{command.value}")
    if at < done:
        return html.Span(["✓ ", label], className="step done")
    if at > done or view.order.state is OrderState.FILED:
        return html.Span(label, className="step later")
    return html.Button(
        label,
        type="button",
        className="step next",
        **data(act=command.value, order=view.order.id),
    )


def footer(words: Words, case: Case) -> list[html.Span]:
    waiting = WAITING.get(case.view.order.state)
    told = [html.Span(words(waiting), className="waiting")] if waiting else []
    if case.last is not None:
        actor = words("order.system") if case.last.actor == SYSTEM else case.last.actor
        line = f"{actor} · {words(f'command.{case.last.command.value}')} · "
        told.append(html.Span([line, badge.ago(case.last.at)], className="dim"))
    return told
