"""Incidents in the feed: one row for many alerts, which a press unfolds."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from dashboard.panels import badge, feed
from dashboard.panels.attributes import aria, data
from dashboard.panels.feed import Names
from dashboard.words import Words
from store.alerts import AlertView
from store.incidents import IncidentView


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfolded:
    """The incident that is unfolded, by its id, and its members, as many as are shown."""

    id: str
    members: Sequence[AlertView]


def rows(
    words: Words,
    views: Sequence[IncidentView | AlertView],
    *,
    names: Names,
    unfolded: Unfolded | None = None,
) -> list[html.Div] | html.Div:
    """Incidents, and alerts that belong to none, in the order in which they are to be seen."""
    if not views:
        return badge.emptiness(words("incident.empty"), words("wall.feed_empty_hint"), calm=True)
    return [part for view in views for part in parts(words, view, unfolded, names)]


def parts(
    words: Words, view: IncidentView | AlertView, unfolded: Unfolded | None, names: Names
) -> list[html.Div]:
    """The row, and the members of an incident that is unfolded."""
    if isinstance(view, AlertView):
        return [feed.row(words, view, names)]
    if unfolded is None or unfolded.id != view.incident.id:
        return [row(words, view, unfolded=False)]
    members = [feed.row(words, one, names, member=True) for one in unfolded.members]
    return [row(words, view, unfolded=True), *members, *rest(words, view, len(members))]


def rest(words: Words, view: IncidentView, shown: int) -> list[html.Div]:
    """That not all members are shown."""
    left = view.incident.members - shown
    return [html.Div(words("wall.more", n=left), className="row member dim")] if left > 0 else []


def row(words: Words, view: IncidentView, *, unfolded: bool) -> html.Div:
    """What, where, how bad, of how many alerts; `over` once none of them stands any more."""
    incident = view.incident
    over = incident.open_members == 0
    tone = f"{incident.severity.key}{' over' if over else ''}{badge.drill(incident.origin)}"
    return html.Div(
        [
            badge.level(words, incident.severity, quiet=over, origin=incident.origin),
            what(words, view),
            html.Div(
                [
                    html.Span(words("incident.members", n=incident.members), className="reading"),
                    html.Span(
                        [
                            words("incident.open", n=incident.open_members),
                            " · ",
                            badge.since(incident.opened_at),
                        ],
                        className="dim",
                    ),
                ],
                className="aside",
            ),
        ],
        className=f"row incident {tone}",
        role="button",
        tabIndex=0,
        **data(incident=incident.id),
        **aria(expanded="true" if unfolded else "false"),
    )


def what(words: Words, view: IncidentView) -> html.Div:
    """The hazard and its place, and the alert that leads."""
    lead = words("incident.lead", name=words.of(view.lead.sensor_name))
    return html.Div(
        [
            html.Strong(
                [html.I(className="fold"), words.of(view.hazard_name), " · ", words.of(view.area_name)]
            ),
            html.Span(
                [badge.origin(words, view.incident.origin), view.incident.id, " · ", lead], className="dim"
            ),
        ],
        className="what",
    )
