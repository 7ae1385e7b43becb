"""``yiping alerts``: what only time can tell; and what people do to alerts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from model.alert import AlertState, Shelving
    from store.alert_life import Pending
    from store.alerts import AlertView

Rule = Annotated[str, typer.Argument(help="The rule's id, for example road_flooding.")]
Sensor = Annotated[str, typer.Argument(help="The sensor's id.")]
Actor = Annotated[str, typer.Option("--as", help="Who does this; the name is recorded.")]
Reason = Annotated[str, typer.Option(help="Why; it is recorded.")]
Comment = Annotated[str, typer.Option(help="What is known or was done.")]


def register(app: typer.Typer) -> None:
    """Adds the group of commands, which by itself ticks."""
    group = typer.Typer(help="Tick; list, acknowledge and shelve alerts.")
    group.callback(invoke_without_command=True)(tick)
    group.command("list")(list_alerts)
    group.command("ack")(ack)
    group.command("shelve")(shelve)
    group.command("unshelve")(unshelve)
    group.command("out-of-service")(out_of_service)
    group.command("in-service")(in_service)
    app.add_typer(group, name="alerts")


def tick(context: typer.Context) -> None:
    """Without a command: do what only time can tell, again and again. One such process acts.

    Shelves run out, orders without an area are routed, rollups refreshed, what is old is removed.
    """
    if context.invoked_subcommand is not None:
        return
    from yiping.process import log_to_stderr, settings_here, stop_on_signals
    from yiping.runtime.attach import database_url
    from yiping.ticking import run_ticks

    log_to_stderr()
    settings = settings_here()
    run_ticks(settings, database_url(settings), stop=stop_on_signals())


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

    with connect(_database(), name="alerts-list") as conn:
        views = recent_alerts(conn, limit=limit, under=area)
        waiting = pending(conn, limit=limit, under=area)
        aside = listed(conn, under=area)
    shown = [view for view in views if past or view.alert.state is not AlertState.NORM]
    for view in shown:
        print(_line(view))
    for one in waiting:
        print(_pending_line(one, AlertState.PENDING))
    for shelving, sensor_id in aside:
        print(_shelving_line(shelving, sensor_id))
    more = "; there may be more, see --limit" if limit in (len(views), len(waiting)) else ""
    print(f"{len(shown)} alerts, {len(waiting)} pending, {len(aside)} set aside{more}")


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
) -> None:
    """Keep the alerts of a rule and sensor quiet for some hours (搁置)."""
    from alerts import desk
    from yiping.wiring import utc_now

    until = utc_now() + timedelta(hours=hours)
    _with_pair(rule, sensor, desk.shelve, actor=actor, reason=reason, until=until)
    print(f"{rule} of {sensor} is shelved until {until:%Y-%m-%d %H:%M} UTC")


def unshelve(rule: Rule, sensor: Sensor, actor: Actor, comment: Comment = "") -> None:
    """End a shelf before its time (取消搁置)."""
    from alerts import desk

    _with_pair(rule, sensor, desk.unshelve, actor=actor, comment=comment)
    print(f"{rule} of {sensor} is not shelved any more")


def out_of_service(rule: Rule, sensor: Sensor, actor: Actor, reason: Reason) -> None:
    """Keep the alerts of a rule and sensor quiet until they are put in service again (停用)."""
    from alerts import desk

    _with_pair(rule, sensor, desk.take_out_of_service, actor=actor, reason=reason)
    print(f"{rule} of {sensor} is out of service")


def in_service(rule: Rule, sensor: Sensor, actor: Actor, comment: Comment = "") -> None:
    """Put the alerts of a rule and sensor in service again (恢复启用)."""
    from alerts import desk

    _with_pair(rule, sensor, desk.return_to_service, actor=actor, comment=comment)
    print(f"{rule} of {sensor} is in service")


def _with_pair(rule: str, sensor: str, act: Callable[..., None], **words: Any) -> None:
    from alerts.desk import pair_of
    from store.pool import connect
    from yiping.wiring import utc_now

    with connect(_database(), name="alerts-desk") as conn:
        act(conn, pair_of(conn, rule_id=rule, sensor_id=sensor), now=utc_now(), **words)


def _database() -> str:
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url

    return database_url(settings_here())


def _line(view: "AlertView") -> str:
    alert = view.alert
    who = f"  {alert.acknowledged_by}" if alert.acknowledged_by else ""
    level = alert.severity.key
    subject = f"{alert.rule_id}  {view.sensor_id}  {view.sensor_name.zh}"
    return (
        f"{alert.num:>6}  {alert.state:<7}  {level:<6}  {_told(alert.opened_at)}  {subject}"
        f"  {view.order_id or '-'}{who}"
    )


def _pending_line(one: "Pending", state: "AlertState") -> str:
    return f"{'-':>6}  {state:<7}  {'-':<6}  {_told(one.evaluated_at)}  {one.rule_id}  {one.sensor_id}"


def _shelving_line(one: "Shelving", sensor_id: str) -> str:
    until = f" until {_told(one.until)}" if one.until else ""
    return (
        f"  {one.kind.replace('_', ' ')}: {one.pair.rule_id}  {sensor_id}  by {one.begun_by}"
        f" at {_told(one.since)}{until}: {one.reason}"
    )


def _told(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
