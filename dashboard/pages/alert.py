"""One alert: what it says, the rule behind it, its life, and what a person may do to it."""

import re
from typing import Any

from dash import Dash, Input, Output, State, html
from dash.exceptions import PreventUpdate

from alerts.revisions.text import rule_of
from dashboard import feeds, rules_now
from dashboard.config import Role
from dashboard.door.caller import Caller
from dashboard.door.live import live
from dashboard.panels import alert_sheet, desk_rows, sheet, shelve
from dashboard.panels.alert_inputs import Reader
from dashboard.panels.alert_sheet import Behind
from dashboard.panels.bar import bar
from dashboard.screen import Screen
from model.alert import Alert
from model.errors import DefinitionError
from store.alert_life import alert_events
from store.alerts import alert_view
from store.incidents import incident_id_of, members_of
from store.pool import Connection
from store.rules import revisions

PATH = re.compile(r"/alerts/(?P<num>\d{1,15})/?")
ROLES = frozenset({Role.OFFICER})
MOST_MEMBERS = 12


def layout(screen: Screen, who: Caller, place: dict[str, Any]) -> html.Div:
    words, num = who.words, int(place["num"])
    with screen.pool.connection() as conn:
        main, area = _body(conn, screen, who, num)
    return html.Div(
        [
            bar(who, words("alert_page.title", num=num), [sheet.to_wall(words, area)]),
            html.Main(main, id="alert-body", className="desk-body"),
            shelve.shelve(words),
        ],
        className="page desk-page light",
    )


def _body(conn: Connection, screen: Screen, who: Caller, num: int) -> tuple[list[html.Div], str | None]:
    if (view := alert_view(conn, num)) is None:
        raise LookupError(str(num))
    words, names, zone, city = who.words, feeds.names_of(screen), screen.config.zone, screen.hub.city
    incident = incident_id_of(conn, num)
    reader = Reader(words=words, kind=screen.kinds.get(view.sensor_kind), city=city, zone=zone)
    way = city.way(view.alert.area) if city else ()
    left = [
        alert_sheet.facts(words, view, names, way=way, incident=incident, zone=zone),
        alert_sheet.history(reader, alert_events(conn, num)),
    ]
    right = [
        alert_sheet.acts(words, view, names),
        alert_sheet.rule(words, view, names, _behind(conn, screen, view.alert)),
        *_beside(conn, screen, who, incident, num),
    ]
    columns = [html.Div(left, className="column"), html.Div(right, className="column")]
    return columns, view.alert.area


def _behind(conn: Connection, screen: Screen, alert: Alert) -> Behind:
    """The revision that raised the alert; its passport as that text has it, else as the program ships it."""
    known = revisions(conn, [alert.rule_id])
    revision = next((one for one in known if one.revision == alert.rule_revision), None)
    shipped = rules_now.shipped().get(alert.rule_id)
    if revision is None:
        return Behind(revision=None, passport=shipped.passport if shipped else None)
    try:
        return Behind(revision=revision, passport=rule_of(revision.body, kinds=screen.kinds).passport)
    except DefinitionError:
        return Behind(revision=revision, passport=None)


def _beside(conn: Connection, screen: Screen, who: Caller, incident: str | None, num: int) -> list[html.Div]:
    """The other alerts of the same incident."""
    if incident is None:
        return []
    others = [view for view in members_of(conn, incident) if view.alert.num != num]
    rows = [desk_rows.alert(who.words, view, feeds.names_of(screen)) for view in others[:MOST_MEMBERS]]
    left = desk_rows.more(who.words, len(others) - MOST_MEMBERS)
    title = who.words("alert_page.same_incident", id=incident)
    alone = html.P(who.words("alert_page.alone"), className="dim")
    found = sheet.sheet(title, desk_rows.listed(rows, alone, more=left), name="same-incident")
    return [html.Div(found, id="same-incident")]


def register(app: Dash, screen: Screen) -> None:
    """The page follows the push."""

    @app.callback(
        Output("alert-body", "children"),
        Input("version-alerts", "data"),
        State("address", "pathname"),
        prevent_initial_call=True,
    )
    @live(*ROLES)
    def refresh_alert(who: Caller, _version: int, path: str) -> Any:
        if not (found := PATH.fullmatch(path)):
            raise PreventUpdate
        with screen.pool.connection() as conn:
            return _body(conn, screen, who, int(found["num"]))[0]
