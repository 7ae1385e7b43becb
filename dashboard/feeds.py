"""Reads what the feed shows of the city or of one area: incidents, single alerts, or what is set aside."""

from datetime import UTC, datetime
from typing import Any

from alerts.life import ASKING
from dashboard.door.caller import Caller
from dashboard.panels import asides, feed, incidents
from dashboard.screen import Screen
from model.alert import AlertState
from model.reading import Origin
from store.alerts import AlertView, recent_alerts
from store.asides import asides as asides_of
from store.incidents import IncidentView, members_of, recent_incidents
from store.pool import Connection

FEED_ROWS = 40
MOST_ALERTS = 500
MOST_MEMBERS = 200


def feed_rows(
    screen: Screen, who: Caller, under: str | None, *, view: str = "alerts", unfolded: str | None = None
) -> Any:
    """The rows of a view of the feed; `unfolded` is the id of the incident whose members are shown."""
    with screen.pool.connection() as conn:
        if view == "asides":
            found = asides_of(conn, limit=MOST_ALERTS, under=under)
            return asides.rows(
                who.words, found, names_of(screen), asides.Clock(screen.config.zone, datetime.now(UTC))
            )
        if view == "incidents":
            return incident_rows(conn, screen, who, under, unfolded)
        views = recent_alerts(conn, limit=MOST_ALERTS, under=under)
    shown = sorted(views, key=rank)[:FEED_ROWS]
    return feed.rows(who.words, shown, names_of(screen))


def incident_rows(
    conn: Connection, screen: Screen, who: Caller, under: str | None, unfolded: str | None
) -> Any:
    """Incidents, and the alerts that belong to none; all alerts of an incident hide behind its row."""
    views = recent_incidents(conn, limit=FEED_ROWS, under=under)
    loose = recent_alerts(conn, limit=MOST_ALERTS, under=under, loose=True)
    return incidents.rows(
        who.words,
        merged(views, sorted(loose, key=rank)[:FEED_ROWS]),
        names=names_of(screen),
        unfolded=unfolded_of(conn, unfolded) if unfolded else None,
    )


def names_of(screen: Screen) -> feed.Names:
    return feed.Names(kinds=screen.kinds, rules=screen.rule_names, watches=screen.watches)


def unfolded_of(conn: Connection, incident_id: str) -> incidents.Unfolded:
    """An incident's members, at most MOST_MEMBERS; none of one that is not known."""
    members = members_of(conn, incident_id)[:MOST_MEMBERS]
    return incidents.Unfolded(id=incident_id, members=members)


def merged(views: list[IncidentView], loose: list[AlertView]) -> list[IncidentView | AlertView]:
    """Both in one order: a single red alert must not lie below incidents that are over."""
    return sorted([*views, *loose], key=place_of)


def place_of(row: IncidentView | AlertView) -> tuple[int, int]:
    return rank_of_incident(row) if isinstance(row, IncidentView) else rank(row)


def rank_of_incident(view: IncidentView) -> tuple[int, int]:
    """An incident with something open stands among the open alerts; of one level it comes before them."""
    incident = view.incident
    if incident.open_members:
        return (0 if incident.origin is Origin.LIVE else 2), -incident.severity
    return 4 if incident.closed_at is None else 5, 0


def rank(view: AlertView) -> tuple[int, int]:
    """What is real and open first, the worst on top; then what waits for a word, drills, set aside, over.

    Alerts of one rank stay newest first.
    """
    state, real = view.alert.state, view.alert.origin is Origin.LIVE
    if state in ASKING:
        return (0 if real else 2), -view.alert.severity
    if state is AlertState.RTNUN:
        return (1 if real else 3), 0
    return 5 if state is AlertState.NORM else 4, 0
