"""``yiping incidents``: what goes on in one place, on the command line."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.incident import Incident, IncidentEvent
    from store.alerts import AlertView
    from store.incidents import IncidentView


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="List and show incidents.", no_args_is_help=True)
    group.command("list")(list_incidents)
    group.command("show")(show)
    app.add_typer(group, name="incidents")


def list_incidents(
    area: Annotated[str | None, typer.Option(help="Code of an area: its incidents and all below it.")] = None,
    limit: Annotated[int, typer.Option(min=1)] = 50,
    past: Annotated[bool, typer.Option("--past", help="Also incidents that are over.")] = False,
) -> None:
    """List the open incidents, the worst first (事件)."""
    from store.incidents import recent_incidents
    from store.pool import connect

    with connect(_database(), name="incidents") as conn:
        views = recent_incidents(conn, limit=limit, under=area)
    shown = [view for view in views if past or view.incident.closed_at is None]
    for view in shown:
        print(_line(view))
    open_ones = [view.incident for view in shown if view.incident.closed_at is None]
    standing = sum(one.open_members for one in open_ones)
    more = "; there may be more, see --limit" if len(views) == limit else ""
    print(f"{len(open_ones)} open incidents of {standing} alerts that stand{more}")


def show(incident: Annotated[str, typer.Argument(help="The incident's id, for example IN-000012.")]) -> None:
    """Show one incident: its alerts, why each belongs to it, and its whole history."""
    from alerts.errors import Refused
    from alerts.incidents.hazard import load_hazards
    from alerts.incidents.telling import reasons
    from store.incidents import incident_events, incident_of, members_of
    from store.pool import connect

    with connect(_database(), name="incidents") as conn:
        if (view := incident_of(conn, incident)) is None:
            raise Refused(f"there is no incident {incident}")
        members = members_of(conn, incident)
        events = incident_events(conn, view.incident.num)
        because = reasons(conn, view.incident, load_hazards())
    print(_line(view))
    print(f"  {len(view.sensors)} sensors on its ground")
    for member in members:
        print(_member_line(member, view.incident, because))
    for event in events:
        print(_event_line(event))


def _database() -> str:
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url

    return database_url(settings_here())


def _line(view: "IncidentView") -> str:
    one = view.incident
    place = f"{view.area_name.zh} ({one.area})" if view.area_name else one.area or "outside of all areas"
    origin = "" if one.origin == "live" else f"  {one.origin}"
    hazard = f"{one.hazard}  {view.hazard_name.zh}"
    return (
        f"{one.id}  {_state(one):<7}  {one.severity.key:<6}  {hazard}  {place}{origin}"
        f"  {one.open_members} of {one.members} alerts stand  led by {view.lead.alert.rule_id} of"
        f" {view.lead.sensor_id}  since {_told(one.opened_at)}"
    )


def _state(one: "Incident") -> str:
    if one.merged_into is not None:
        return "merged"
    if one.closed_at is not None:
        return "closed"
    return "open" if one.quiet_since is None else "quiet"


def _member_line(view: "AlertView", incident: "Incident", because: "Mapping[int, str]") -> str:
    alert = view.alert
    sign = "*" if alert.num == incident.lead_num else " "
    return (
        f" {sign}{alert.num:>6}  {alert.state:<7}  {alert.severity.key:<6}  {_told(alert.opened_at)}"
        f"  {alert.rule_id}  {view.sensor_id}  {view.sensor_name.zh}  {view.order_id or '-'}"
        f"  {because.get(alert.num, '')}".rstrip()
    )


def _event_line(event: "IncidentEvent") -> str:
    alert = f"  alert {event.alert_num}" if event.alert_num is not None else ""
    other = f"  number {event.other_num}" if event.other_num is not None else ""
    return f"  {_told(event.at)}  {event.change}  {event.severity.key}  {event.members} members{alert}{other}"


def _told(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
