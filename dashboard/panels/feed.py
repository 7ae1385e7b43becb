"""The feed of alerts."""

from collections.abc import Mapping, Sequence

from dash import html

from dashboard import say
from dashboard.panels import badge
from dashboard.panels.attributes import data
from dashboard.words import Words
from model.kind import Kind
from model.text import Text
from store.alerts import AlertView


def rows(
    words: Words, views: Sequence[AlertView], *, kinds: Mapping[str, Kind], rules: Mapping[str, Text]
) -> list[html.Div] | html.Div:
    """A row for each alert, the open ones first."""
    if not views:
        return badge.emptiness(words("wall.feed_empty"), words("wall.feed_empty_hint"), calm=True)
    return [row(words, view, kinds.get(view.sensor_kind), rules.get(view.alert.rule_id)) for view in views]


def row(words: Words, view: AlertView, kind: Kind | None, rule: Text | None) -> html.Div:
    alert = view.alert
    over = alert.cleared_at is not None
    reading = say.reading(words, say.metric_of(kind, alert.metric), alert.value)
    where = words.of(view.area_name)
    return html.Div(
        [
            badge.level(words, alert.severity, quiet=over),
            html.Div(
                [
                    html.Strong(words.of(view.sensor_name)),
                    html.Span(
                        [
                            badge.origin(words, alert.origin),
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
        ],
        className=f"row alert {alert.severity.key}{' over' if over else ''}",
        role="button",
        tabIndex=0,
        **data(num=str(alert.sensor_num)),
    )
