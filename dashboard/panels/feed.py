"""The feed of alerts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dash import html

from alerts.life import ASKING
from dashboard import say
from dashboard.panels import badge
from dashboard.panels.attributes import data
from dashboard.words import Words
from model.alert import Alert, AlertState
from model.kind import Kind
from model.text import Text
from store.alerts import AlertView

QUIET = frozenset(AlertState) - ASKING
"""The states that are told in grey: over, or set aside."""

UNACKNOWLEDGED = frozenset({AlertState.UNACK, AlertState.RTNUN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the rows need to know: kinds and names of rules by their ids, and which rules are watches."""

    kinds: Mapping[str, Kind]
    rules: Mapping[str, Text]
    watches: Collection[str] = ()

    def rule(self, words: Words, alert: Alert) -> str:
        """The name of an alert's rule, its id where it has none any more."""
        found = self.rules.get(alert.rule_id)
        return words.of(found) if found else alert.rule_id


def rows(words: Words, views: Sequence[AlertView], names: Names) -> list[html.Div] | html.Div:
    """A row for each alert, the open ones first."""
    if not views:
        return badge.emptiness(words("wall.feed_empty"), words("wall.feed_empty_hint"), calm=True)
    return [row(words, view, names) for view in views]


def reading(words: Words, view: AlertView, names: Names) -> str:
    """The value that an alert tells, with its unit; what a watch has reckoned is said to be no reading."""
    alert = view.alert
    if (counted := say.watched(words, alert.metric, alert.value)) is not None:
        return counted
    value = say.reading(words, say.metric_of(names.kinds.get(view.sensor_kind), alert.metric), alert.value)
    return words("wall.reckoned", value=value) if alert.rule_id in names.watches else value


def row(words: Words, view: AlertView, names: Names, *, member: bool = False) -> html.Div:
    """One alert; a `member` stands below its incident."""
    alert = view.alert
    over, quiet = alert.cleared_at is not None, alert.state in QUIET
    tone = f"{alert.severity.key}{' over' if quiet else ''}{badge.drill(alert.origin)}"
    where = words.of(view.area_name)
    return html.Div(
        [
            badge.level(words, alert.severity, quiet=quiet, origin=alert.origin),
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
                            html.A(
                                names.rule(words, alert), href=f"/alerts/{alert.num}", className="rule-of"
                            ),
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
                    html.Span(reading(words, view, names), className="reading"),
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
            buttons(words, view, names),
        ],
        className=f"row alert {tone}{' member' if member else ''}",
        role="button",
        tabIndex=0,
        **data(num=str(alert.sensor_num), alert=str(alert.num)),
    )


def buttons(words: Words, view: AlertView, names: Names) -> html.Div | None:
    """What a person may do to the alert: say that he knows, and set it aside for some hours."""
    alert, found = view.alert, []
    if alert.state in UNACKNOWLEDGED:
        found.append(button(words("wall.ack"), ack=str(alert.num)))
    if alert.state in ASKING:
        what = f"{words.of(view.sensor_name)} · {names.rule(words, alert)}"
        found.append(button(words("wall.shelve"), shelve=str(alert.num), what=what))
    return html.Div(found, className="does") if found else None


def button(label: str, **told: str) -> html.Button:
    return html.Button(label, type="button", className=next(iter(told)), **data(**told))
