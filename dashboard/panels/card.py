"""An order as a card for the tablet: what, where, how bad, until when, and the one next thing to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dash import html

from dashboard import say
from dashboard.panels import badge, dialog
from dashboard.panels.attributes import data
from dashboard.panels.clocks import next_due
from dashboard.panels.dossier import who_has
from dashboard.words import Words
from model.kind import Kind
from model.order import OrderCommand, OrderEvent, OrderState, OrderView, WorkOrder
from model.text import Text
from orders.flow import allowed
from store.clocks import ClockRow, PauseRow

STEPS = (OrderCommand.ACCEPT, OrderCommand.ARRIVE, OrderCommand.RESOLVE)
MORE = (OrderCommand.RETURN, OrderCommand.EXTEND)
"""What staff may do beside the steps."""
DONE_BY = {
    OrderState.ACCEPTED: STEPS[:1],
    OrderState.ON_SITE: STEPS[:2],
    OrderState.RESOLVED: STEPS,
    OrderState.VERIFIED: STEPS,
    OrderState.CLOSED: STEPS,
}
WAITING = {
    OrderState.REPORTED: "tablet.waiting_report",
    OrderState.FILED: "tablet.waiting_dispatch",
    OrderState.RESOLVED: "tablet.waiting_verify",
    OrderState.VERIFIED: "tablet.waiting_close",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An order with the last line of its history, its clocks, and the pause that it stands in."""

    view: OrderView
    last: OrderEvent | None
    clocks: Sequence[ClockRow] = ()
    pause: PauseRow | None = None
    crew: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What times are told by."""

    zone: ZoneInfo
    now: datetime


def card(words: Words, case: Case, kinds: Mapping[str, Kind], clock: Clock) -> html.Article:
    view, order = case.view, case.view.order
    return html.Article(
        [
            html.Header(
                [
                    badge.level(words, order.severity, origin=order.origin),
                    badge.origin(words, order.origin),
                    badge.purpose(words, view.purpose),
                    html.Span(order.id, className="id"),
                    badge.stage(words, order.state),
                    html.Span([words("tablet.filed"), " ", badge.since(order.filed_at)], className="dim"),
                ]
            ),
            html.H2(words.of(view.name)),
            html.P(say.place(words, view.area_path) or "–", className="place"),
            state(words, view, kinds.get(view.sensor_kind or "")) if view.sensor_id else None,
            held(words, case, clock),
            pause(words, case),
            html.Div(
                [step(words, view, one) for one in steps(order)],
                className=f"steps-bar of-{len(steps(order))}",
            ),
            more(words, view),
            html.Footer(footer(words, case)),
        ],
        className=f"card {order.severity.key}{badge.drill(order.origin)} {order.state.value}",
        key=order.id,
        **data(order=order.id),
    )


def steps(order: WorkOrder) -> list[OrderCommand]:
    """The steps that the order's plan has."""
    return [one for one in STEPS if one not in order.skips]


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


def held(words: Words, case: Case, clock: Clock) -> html.P:
    """Who has the order, and until when the next step is due."""
    order, due = case.view.order, next_due(case.clocks)
    told = [
        html.Span([words("tablet.has_it"), " "], className="dim"),
        html.Span(who_has(words, order.crew, order.person, case.crew), className="holder"),
    ]
    if due is not None and due.due_at is not None:
        at = words("clock.due", at=say.brief(due.due_at, clock.zone, now=clock.now))
        told.append(
            html.Span(
                [f"{words(f'clock.{due.sort}')} {at}", " ", badge.due(due.due_at)], className="next-due"
            )
        )
    return html.P(told, className="held")


def pause(words: Words, case: Case) -> html.P | None:
    """That the order is parked or its clocks stand, by whom and why; that more time was asked for."""
    order = case.view.order
    if case.pause is not None:
        word = words("tablet.parked" if order.state is OrderState.PARKED else "tablet.paused")
        return html.P(
            [
                html.Strong(word),
                f" · {case.pause.reason} · ",
                html.Span(say.actor(words, case.pause.begun_by), className="dim"),
            ],
            className="stands",
        )
    if order.asked_by:
        return html.P(words("tablet.asked", actor=order.asked_by), className="stands asked")
    return None


def step(words: Words, view: OrderView, command: OrderCommand) -> html.Button | html.Span:
    """One of the steps: done, the button to press now, or still to come."""
    order = view.order
    stood = order.before_state if order.state is OrderState.PARKED and order.before_state else order.state
    label = words(f"command.{command.value}")
    if command in DONE_BY.get(stood, ()):
        return html.Span(["✓ ", label], className="step done")
    if command not in allowed(order):
        return html.Span(label, className="step later")
    return dialog.button(words, order, command, alert_open=view.alert_open, className="step next")


def more(words: Words, view: OrderView) -> html.Details | None:
    """What staff may do beside the steps, folded away."""
    takes = [one for one in MORE if one in allowed(view.order)]
    if not takes:
        return None
    buttons = [dialog.button(words, view.order, one, alert_open=view.alert_open) for one in takes]
    return html.Details(
        [html.Summary(words("tablet.more")), html.Div(buttons, className="branches")], className="more-steps"
    )


def footer(words: Words, case: Case) -> list[html.Span]:
    waiting = WAITING.get(case.view.order.state)
    told = [html.Span(words(waiting), className="waiting")] if waiting else []
    if case.last is not None:
        line = f"{say.actor(words, case.last.actor)} · {words(f'command.{case.last.command.value}')} · "
        told.append(html.Span([line, badge.ago(case.last.at)], className="dim"))
    return told
