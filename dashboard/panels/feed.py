"""The feed of alerts."""

from collections.abc import Mapping, Sequence

from dash import html

from alerts.life import ASKING
from dashboard import say
from dashboard.panels import badge
from dashboard.panels.attributes import data
from dashboard.words import Words
from model.alert import AlertState
from model.kind import Kind
from model.text import Text
from store.alerts import AlertView

QUIET = frozenset(AlertState) - ASKING
"""The states that are told in grey: over, or set aside."""

UNACKNOWLEDGED = frozenset({AlertState.UNACK, AlertState.RTNUN})


def rows(
    words: Words, views: Sequence[AlertView], *, kinds: Mapping[str, Kind], rules: Mapping[str, Text]
) -> list[html.Div] | html.Div:
    """A row for each alert, the open ones first."""
    if not views:
        return badge.emptiness(words("wall.feed_empty"), words("wall.feed_empty_hint"), calm=True)
    return [row(words, view, kinds.get(view.sensor_kind), rules.get(view.alert.rule_id)) for view in views]


def row(words: Words, view: AlertView, kind: Kind | None, rule: Text | None) -> html.Div:
    alert = view.alert
    over, quiet = alert.cleared_at is not None, alert.state in QUIET
    reading = say.reading(words, say.metric_of(kind, alert.metric), alert.value)
    where = words.of(view.area_name)
    return html.Div(
        [
            badge.level(words, alert.severity, quiet=quiet),
            html.Div(
                [
                    html.Strong(words.of(view.sensor_name)),
                    html.Span(
                        [
                            badge.origin(words, alert.origin),
                            html.Span(
                                words(f"alert_state.{alert.state.value}"),
                                className=f"alert-state {alert.state.value}",
                            ),
                            " · ",
                            words.of(rule) if rule else alert.rule_id,
                            " · ",
                            where,
                        ],
                        className="dim",
                    ),
                ],
                className="what",
            ),
            html.Div(
                [
                    html.Span(reading, className="reading"),
                    html.Span(
                        [
                            words("wall.cleared") if over else words("wall.since"),
                            " ",
                            badge.since(alert.cleared_at or alert.opened_at),
                        ],
                        className="dim",
                    ),
                ],
                className="aside",
            ),
            ack(words, view) if alert.state in UNACKNOWLEDGED else None,
        ],
        className=f"row alert {alert.severity.key}{' over' if quiet else ''}",
        role="button",
        tabIndex=0,
        **data(num=str(alert.sensor_num)),
    )


def ack(words: Words, view: AlertView) -> html.Button:
    """The button that says: a person knows."""
    return html.Button(words("wall.ack"), type="button", className="ack", **data(ack=str(view.alert.num)))
