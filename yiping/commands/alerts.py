"""``yiping alerts``: what only time can tell; and what people do to alerts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

import typer

from model.reading import Origin

Rule = Annotated[str, typer.Argument(help="The rule's id, for example road_flooding.")]
Sensor = Annotated[str, typer.Argument(help="The sensor's id.")]
Actor = Annotated[str, typer.Option("--as", help="Who does this; the name is recorded.")]
Reason = Annotated[str, typer.Option(help="Why; it is recorded.")]
Comment = Annotated[str, typer.Option(help="What is known or was done.")]
Of = Annotated[Origin, typer.Option("--origin", help="The alerts of a drill instead: exercise, replay.")]


def register(app: typer.Typer) -> None:
    """Adds the group of commands, which by itself ticks."""
    group = typer.Typer(help="Tick; list, acknowledge and shelve alerts.")
    group.callback(invoke_without_command=True)(tick)
    group.command("list")(list_alerts)
    group.command("show")(show)
    group.command("figures")(figures)
    group.command("ack")(ack)
    group.command("shelve")(shelve)
    group.command("unshelve")(unshelve)
    group.command("out-of-service")(out_of_service)
    group.command("in-service")(in_service)
    app.add_typer(group, name="alerts")


def tick(context: typer.Context) -> None:
    """Without a command: do what only time can tell, again and again. One such process acts.

    Shelves run out, orders without an area are routed, rollups refreshed, what is old is removed.
    Notifications are delivered by every such process.
    """
    if context.invoked_subcommand is not None:
        return
    from yiping.delivering import delivering
    from yiping.process import log_to_stderr, settings_here, stop_on_signals
    from yiping.runtime.attach import database_url
    from yiping.ticking import run_ticks

    log_to_stderr()
    settings = settings_here()
    url, stop = database_url(settings), stop_on_signals()
    with delivering(settings, url, stop=stop):
        run_ticks(settings, url, stop=stop)


def list_alerts(
    area: Annotated[str | None, typer.Option(help="Code of an area: its alerts and all below it.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many of each list.")] = 200,
    past: Annotated[bool, typer.Option("--past", help="Also alerts that are over.")] = False,
) -> None:
    """List alerts that are not over, what is pending before them, and all that is set aside."""
    from model.alert import AlertState
    from store.alert_life import pending
    from store.alerts import recent_alerts
    from store.pool import connect
    from store.shelvings import listed
    from yiping import alert_lines

    with connect(_database(), name="alerts-list") as conn:
        views = recent_alerts(conn, limit=limit, under=area)
        waiting = pending(conn, limit=limit, under=area)
        aside = listed(conn, under=area)
    shown = [view for view in views if past or view.alert.state is not AlertState.NORM]
    for view in shown:
        print(alert_lines.alert(view))
    for one in waiting:
        print(alert_lines.pending(one))
    for shelving, sensor_id in aside:
        print(alert_lines.aside(shelving, sensor_id))
    more = "; there may be more, see --limit" if limit in (len(views), len(waiting)) else ""
    print(f"{len(shown)} alerts, {len(waiting)} pending, {len(aside)} set aside{more}")


def show(num: Annotated[int, typer.Argument(help="The number of the alert.")]) -> None:
    """Show an alert with its history, and what each change was decided on."""
    from zoneinfo import ZoneInfo

    from alerts.errors import Refused
    from store.alert_life import alert_by_num, alert_events
    from store.pool import connect
    from store.sensors import registry
    from yiping.alert_telling import lines
    from yiping.process import settings_here

    zone = ZoneInfo(settings_here().zone)
    with connect(_database(), name="alerts-show") as conn:
        if (alert := alert_by_num(conn, num)) is None:
            raise Refused(f"there is no alert {num}; `yiping alerts list --past` lists them")
        events = alert_events(conn, num)
        sensor_id = next(one.id for one in registry(conn) if one.num == alert.sensor_num)
    for line in lines(
        alert, events, sensor_id=sensor_id, say=lambda at: f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    ):
        print(line)


def figures(
    area: Annotated[str | None, typer.Option(help="Code of an area: its seat; else the whole wall.")] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days up to now.")] = 1,
    origin: Of = Origin.LIVE,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """How loud a seat is, beside what ISA-18.2 and EEMUA 191 allow it."""
    from alerts.noise_figures import seat_figures
    from store.pool import connect
    from yiping import noise_report
    from yiping.wiring import utc_now

    with connect(_database(), name="alerts-figures") as conn:
        span = timedelta(days=days)
        found = seat_figures(conn, under=area, now=utc_now(), span=span, origin=origin)
    told = noise_report.as_json if as_json else noise_report.text
    print(told(found, seat=f"{area or 'the whole district'}, {origin}"))


def ack(
    num: Annotated[int, typer.Argument(help="The number of the alert.")], actor: Actor, comment: Comment = ""
) -> None:
    """Acknowledge an alert (确认)."""
    from alerts.desk import acknowledge
    from store.pool import connect
    from yiping.wiring import utc_now

    with connect(_database(), name="alerts-ack") as conn:
        alert = acknowledge(conn, num=num, actor=actor, now=utc_now(), comment=comment)
    print(f"alert {alert.num} is {alert.state}, acknowledged by {actor}")


def shelve(
    rule: Rule,
    sensor: Sensor,
    actor: Actor,
    reason: Reason,
    hours: Annotated[float, typer.Option(min=0, help="For how long, at most 24.")] = 1.0,
    origin: Of = Origin.LIVE,
) -> None:
    """Keep the alerts of a rule and sensor quiet for some hours (搁置)."""
    from alerts import desk
    from yiping.alert_lines import drill
    from yiping.wiring import utc_now

    until = utc_now() + timedelta(hours=hours)
    _with_pair(rule, sensor, origin, desk.shelve, actor=actor, reason=reason, until=until)
    print(f"{rule} of {sensor}{drill(origin)} is shelved until {until:%Y-%m-%d %H:%M} UTC")


def unshelve(
    rule: Rule, sensor: Sensor, actor: Actor, comment: Comment = "", origin: Of = Origin.LIVE
) -> None:
    """End a shelf before its time (取消搁置)."""
    from alerts import desk
    from yiping.alert_lines import drill

    _with_pair(rule, sensor, origin, desk.unshelve, actor=actor, comment=comment)
    print(f"{rule} of {sensor}{drill(origin)} is not shelved any more")


def out_of_service(
    rule: Rule, sensor: Sensor, actor: Actor, reason: Reason, origin: Of = Origin.LIVE
) -> None:
    """Keep the alerts of a rule and sensor quiet until they are put in service again (停用)."""
    from alerts import desk
    from yiping.alert_lines import drill

    _with_pair(rule, sensor, origin, desk.take_out_of_service, actor=actor, reason=reason)
    print(f"{rule} of {sensor}{drill(origin)} is out of service")


def in_service(
    rule: Rule, sensor: Sensor, actor: Actor, comment: Comment = "", origin: Of = Origin.LIVE
) -> None:
    """Put the alerts of a rule and sensor in service again (恢复启用)."""
    from alerts import desk
    from yiping.alert_lines import drill

    _with_pair(rule, sensor, origin, desk.return_to_service, actor=actor, comment=comment)
    print(f"{rule} of {sensor}{drill(origin)} is in service")


def _with_pair(rule: str, sensor: str, origin: Origin, act: Callable[..., None], **words: Any) -> None:
    from alerts.desk import pair_of
    from store.pool import connect
    from yiping.wiring import utc_now

    with connect(_database(), name="alerts-desk") as conn:
        pair = pair_of(conn, rule_id=rule, sensor_id=sensor, origin=origin)
        act(conn, pair, now=utc_now(), **words)


def _database() -> str:
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url

    return database_url(settings_here())
