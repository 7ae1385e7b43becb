"""One alert: what it says, which rule said so and who stands for that, and its life line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard import say
from dashboard.panels import alert_inputs, badge, feed, sheet
from dashboard.panels.alert_inputs import Reader
from dashboard.panels.feed import Names
from dashboard.words import Words
from model.alert import AlertEvent
from model.area import Area
from model.passport import Passport
from model.proposal import Revision
from store.alerts import AlertView


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The revision of the rule that raised an alert, and the passport in its text; None where unknown."""

    revision: Revision | None
    passport: Passport | None

    @property
    def approver(self) -> str:
        local = self.revision.approver if self.revision else None
        return local or (self.passport.approver if self.passport else "–")


def facts(
    words: Words, view: AlertView, names: Names, *, way: Sequence[Area], incident: str | None, zone: ZoneInfo
) -> html.Section:
    """How bad, what, where, since when, and what people made of it."""
    one, quiet = view.alert, view.alert.state in feed.QUIET
    return html.Section(
        [
            html.Header(
                [
                    badge.level(words, one.severity, quiet=quiet, origin=one.origin),
                    badge.origin(words, one.origin),
                    html.H2(names.rule(words, one)),
                    html.Span(
                        words(f"alert_state.{one.state.value}"),
                        className=f"stage alert-state {one.state.value}",
                    ),
                ]
            ),
            sheet.facts(
                [
                    *_what(words, view, names, way),
                    *_when(words, view, zone),
                    *_whose(words, view, incident, zone),
                ]
            ),
        ],
        className=f"sheet facts-of-order {one.severity.key}{badge.drill(one.origin)}",
    )


def _what(words: Words, view: AlertView, names: Names, way: Sequence[Area]) -> list[sheet.Line]:
    one = view.alert
    sensor = html.A(words.of(view.sensor_name), href=f"/sensors/{view.sensor_id}")
    metric = say.metric_of(names.kinds.get(view.sensor_kind), one.metric)
    label = f" · {words.of(metric.label)}" if metric else ""
    return [
        (words("order.sensor"), [sensor, html.Span(f" {view.sensor_id}", className="dim")]),
        (words("order.area"), sheet.way(words, way) if way else words.of(view.area_name)),
        (words("alert_page.value"), [html.Strong(feed.reading(words, view, names)), label]),
        (words("alert_page.peak"), badge.level(words, one.peak_severity, quiet=True, origin=one.origin)),
    ]


def _when(words: Words, view: AlertView, zone: ZoneInfo) -> list[sheet.Line]:
    one = view.alert
    opened = (words("alert_page.opened"), [say.moment(one.opened_at, zone), " · ", badge.ago(one.opened_at)])
    if one.cleared_at is None:
        return [opened]
    cleared = [say.moment(one.cleared_at, zone), " · ", badge.ago(one.cleared_at)]
    return [opened, (words("wall.cleared"), cleared)]


def _whose(words: Words, view: AlertView, incident: str | None, zone: ZoneInfo) -> list[sheet.Line]:
    one = view.alert
    order: Any = html.A(view.order_id, href=f"/orders/{view.order_id}") if view.order_id else "–"
    lines: list[sheet.Line] = [
        (words("alert_page.acknowledged"), _acknowledged(words, view, zone)),
        (words("alert_page.order"), order),
    ]
    if incident:
        lines.append((words("alert_page.incident"), html.A(incident, href="#same-incident")))
    return [*lines, (words("alert_page.number"), str(one.num))]


def _acknowledged(words: Words, view: AlertView, zone: ZoneInfo) -> str:
    one = view.alert
    if one.acknowledged_by is None or one.acknowledged_at is None:
        return words("alert_page.nobody")
    told = f"{one.acknowledged_by} · {say.moment(one.acknowledged_at, zone)}"
    return f"{told} · {one.acknowledged_comment}" if one.acknowledged_comment else told


def acts(words: Words, view: AlertView, names: Names) -> html.Section:
    """What a person may do to the alert now."""
    buttons = feed.buttons(words, view, names)
    return sheet.sheet(
        words("order.next"),
        buttons or html.P(words("order.no_next"), className="dim"),
        name="alert-acts",
    )


def rule(words: Words, view: AlertView, names: Names, behind: Behind) -> html.Section:
    """The rule and its revision, and in short what stands behind its numbers."""
    one, passport = view.alert, behind.passport
    lines: list[sheet.Line] = [
        (
            words("rule_column.name"),
            [
                html.A(names.rule(words, one), href=f"/rules/{one.rule_id}"),
                html.Span(f" {one.rule_id}", className="dim"),
            ],
        ),
        (words("rule_column.revision"), words("alert_page.revision", n=one.rule_revision)),
    ]
    if passport is not None:
        sure = html.Span(passport.certainty, className=f"sure {passport.certainty}")
        lines += [
            (words("rules.source"), words.of(passport.source)),
            (words("rule_column.certainty"), [sure, " ", words(f"certainty.{passport.certainty}")]),
            (words("rules.date"), f"{passport.date}"),
            (words("rule_column.approver"), behind.approver),
        ]
    return sheet.sheet(words("rules.passport"), sheet.facts(lines), name="alert-rule")


def history(reader: Reader, events: Sequence[AlertEvent]) -> html.Section:
    """Everything that happened to the alert, oldest first, with what each change was decided on."""
    lines = [_event(reader, event) for event in events]
    return sheet.sheet(
        reader.words("alert_page.history"),
        html.Ol(lines) if lines else badge.emptiness(reader.words("alert_page.no_history")),
        name="timeline alert-history",
    )


def _event(reader: Reader, event: AlertEvent) -> html.Li:
    words = reader.words
    heard = (event.inputs or {}).get("heard") or {}
    metric = say.metric_of(reader.kind, heard.get("metric"))
    value = say.reading(words, metric, event.value) if heard else ""
    change = html.Strong(
        [words(f"alert_change.{event.change.value}"), " ", badge.level(words, event.severity)]
    )
    return html.Li(
        [
            html.Time(say.moment(event.at, reader.zone), dateTime=event.at.isoformat()),
            html.Span([change, f" {value}" if value else None]),
            html.Span(say.actor(words, event.actor), className="actor"),
            html.P(event.comment) if event.comment else None,
            alert_inputs.told(reader, event.inputs, event.reason),
        ],
        className=event.change.value,
    )
