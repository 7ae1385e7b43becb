"""What else belongs to the case of an order: what was merged into it, what people told of, its alerts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard import say
from dashboard.panels import badge
from dashboard.panels.attributes import data
from dashboard.standing import Standing, category_name
from dashboard.words import Words
from model.order import OVER
from model.order import OrderCommand as Do
from model.text import Text
from store.cases import CaseAlert, Report


def case(
    words: Words, standing: Standing, rules: Mapping[str, Text], zone: ZoneInfo, now: datetime
) -> html.Section | None:
    """None where the order is the whole case and no alert or report belongs to it."""
    parts = [
        listed(words("order.merged"), [child(words, standing, one) for one in standing.children]),
        listed(words("order.siblings"), [html.Li(link(one)) for one in standing.siblings]),
        listed(words("order.reports"), [report(words, one, standing, zone, now) for one in standing.reports]),
        listed(
            words("order.alerts"), [alert(words, one, standing, rules, zone, now) for one in standing.alerts]
        ),
    ]
    shown = [part for part in parts if part is not None]
    return html.Section(shown, className="sheet case") if shown else None


def listed(title: str, lines: Sequence[html.Li]) -> html.Div | None:
    return html.Div([html.H2(title), html.Ul(list(lines))]) if lines else None


def link(order_id: str) -> html.A:
    return html.A(order_id, href=f"/orders/{order_id}")


def child(words: Words, standing: Standing, order_id: str) -> html.Li:
    """An order that this one took in; a person can let it go again."""
    label = words(f"command.{Do.UNMERGE.value}")
    told = {
        "act": Do.UNMERGE.value,
        "order": order_id,
        "ask": "note",
        "title": f"{label} · {order_id}",
        "hint": words("ask.must", what=words(f"needs.{Do.UNMERGE.value}")),
    }
    over = standing.view.order.state in OVER
    undo = None if over else html.Button(label, type="button", className="unmerge", **data(**told))
    return html.Li([link(order_id), undo], className="merged")


def report(words: Words, one: Report, standing: Standing, zone: ZoneInfo, now: datetime) -> html.Li:
    """What somebody said, and how he can be reached."""
    category = category_name(one.category)
    ticket, contact = words("order.ticket"), words("order.contact")
    facts = [
        words(f"source.{one.source.value}"),
        words.of(category) if category else one.category,
        one.address,
        f"{ticket} {one.ticket}" if one.ticket else "",
        f"{contact} {one.contact}" if one.contact else "",
        one.reported_by,
        say.brief(one.reported_at, zone, now=now),
    ]
    own: list[Any] = [] if one.order_id == standing.view.order.id else [link(one.order_id), " · "]
    told = " · ".join(fact for fact in facts if fact)
    return html.Li(
        [html.P(one.words, className="said"), html.P([*own, told], className="dim")], className="report"
    )


def alert(
    words: Words,
    one: CaseAlert,
    standing: Standing,
    rules: Mapping[str, Text],
    zone: ZoneInfo,
    now: datetime,
) -> html.Li:
    """One alert: how bad, which rule at which sensor, from when to when."""
    rule, over = rules.get(one.rule_id), one.cleared_at is not None
    until = say.brief(one.cleared_at, zone, now=now) if one.cleared_at else ""
    return html.Li(
        [
            badge.level(words, one.severity, quiet=over, origin=standing.view.order.origin),
            html.Span(
                [words.of(rule) if rule else one.rule_id, html.Span(f" {one.sensor_id}", className="dim")]
            ),
            html.Span(f"{say.brief(one.opened_at, zone, now=now)} – {until}", className="dim when"),
            html.Span(
                words("tablet.recovered" if over else "tablet.still_open"),
                className="recovered" if over else "open",
            ),
        ],
        className="alert",
    )
