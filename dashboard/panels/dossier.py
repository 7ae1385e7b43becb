"""The parts of an order's page."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard import say
from dashboard.actions import may
from dashboard.config import Role
from dashboard.panels import badge, trend
from dashboard.panels.attributes import data
from dashboard.words import Words
from model.area import Area, Level
from model.kind import Kind
from model.order import OrderCommand, OrderEvent, OrderState, OrderView
from model.severity import SEVERITIES
from model.text import Text
from orders.flow import SYSTEM, allowed


def facts(
    words: Words, view: OrderView, *, kind: Kind | None, rule: Text | None, zone: ZoneInfo
) -> html.Section:
    """What the order is about."""
    order = view.order
    value = say.reading(words, say.metric_of(kind, view.last_metric), view.last_value)
    lines: list[tuple[str, list[Any]]] = [
        (
            words("order.sensor"),
            [words.of(view.name), html.Span(f" {view.sensor_id}", className="dim")],
        ),
        (words("order.area"), [say.place(words, view.area_path, last=4) or "–"]),
        (words("order.rule"), [words.of(rule) if rule else order.rule_id]),
        (words("order.filed"), [say.moment(order.filed_at, zone), " · ", badge.since(order.filed_at)]),
        (words("order.reading"), reading(words, view, value)),
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
            html.Dl([part for label, told in lines for part in (html.Dt(label), html.Dd(told))]),
        ],
        className=f"sheet facts-of-order {order.severity.key}{badge.drill(order.origin)}",
    )


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


def next_step(words: Words, view: OrderView, role: Role, areas: Sequence[Area]) -> html.Section:
    """The buttons of the commands that the order takes now."""
    commands = [command for command in allowed(view.order) if may(role, command)]
    warn = view.order.state is OrderState.VERIFIED and view.alert_open
    return html.Section(
        [
            html.H2(words("order.next")),
            html.P(words("order.alert_open"), className="warning") if warn else None,
            pick_area(words, areas) if OrderCommand.DISPATCH in commands else None,
            html.Div([button(words, view, command) for command in commands], className="buttons")
            if commands
            else html.P(words("order.no_next"), className="dim"),
        ],
        className="sheet next-step",
    )


def pick_area(words: Words, areas: Sequence[Area]) -> html.Label:
    """Where an order goes that no area holds."""
    options = [
        html.Option(("" if area.level is Level.STREET else "　") + words.of(area.name), value=area.code)
        for area in areas
    ]
    return html.Label([words("tablet.dispatch_hint"), html.Select(options, id="dispatch-area")])


def button(words: Words, view: OrderView, command: OrderCommand) -> html.Button:
    ask = "override" if command is OrderCommand.CLOSE and view.alert_open else ""
    return html.Button(
        words(f"command.{command.value}"),
        type="button",
        className="primary",
        **data(act=command.value, order=view.order.id, ask=ask),
    )


def timeline(words: Words, events: Sequence[OrderEvent], zone: ZoneInfo) -> html.Section:
    """Everything that happened, oldest first."""
    return html.Section(
        [html.H2(words("order.timeline")), html.Ol([moment(words, event, zone) for event in events])],
        className="sheet timeline",
    )


def note(words: Words, event: OrderEvent) -> html.P | None:
    """What was written to an event; the system writes the level that an alert rose to."""
    if event.command is OrderCommand.ESCALATE and event.note in SEVERITIES:
        return html.P(badge.level(words, SEVERITIES[event.note]))
    return html.P(event.note) if event.note else None


def moment(words: Words, event: OrderEvent, zone: ZoneInfo) -> html.Li:
    actor = words("order.system") if event.actor == SYSTEM else event.actor
    return html.Li(
        [
            html.Time(say.moment(event.at, zone), dateTime=event.at.isoformat()),
            html.Strong(words(f"command.{event.command.value}")),
            html.Span(actor, className="actor"),
            note(words, event),
            html.P([words("order.override"), ": ", event.override], className="warning")
            if event.override
            else None,
        ],
        className=event.command.value,
    )


def course(words: Words, found: trend.Course | None) -> html.Section:
    """What the sensor read of late, with the lines at which the level changes."""
    return html.Section(
        [
            html.H2(words("wall.trend")),
            trend.chart(words, found) if found else badge.emptiness(words("order.no_reading")),
        ],
        className="sheet course",
    )
