"""The lines of ``yiping alerts list``."""

from datetime import datetime

from model.alert import AlertState, Shelving
from model.reading import Origin
from store.alert_life import Pending
from store.alerts import AlertView


def alert(view: AlertView) -> str:
    """Number, state, level, since when, rule and sensor, order, and who acknowledged it."""
    one = view.alert
    who = f"  {one.acknowledged_by}" if one.acknowledged_by else ""
    subject = f"{one.rule_id}  {view.sensor_id}  {view.sensor_name.zh}"
    return (
        f"{one.num:>6}  {one.state:<7}  {one.severity.key:<6}  {_told(one.opened_at)}  {subject}"
        f"  {view.order_id or '-'}{who}{drill(one.origin)}"
    )


def pending(one: Pending) -> str:
    """The same of a rule that stands at something, without an alert yet."""
    subject = f"{one.rule_id}  {one.sensor_id}{drill(one.origin)}"
    return f"{'-':>6}  {AlertState.PENDING:<7}  {'-':<6}  {_told(one.evaluated_at)}  {subject}"


def aside(one: Shelving, sensor_id: str) -> str:
    """How a rule and sensor are set aside, by whom, since when, until when and why."""
    until = f" until {_told(one.until)}" if one.until else ""
    return (
        f"  {one.kind.replace('_', ' ')}: {one.pair.rule_id}  {sensor_id}{drill(one.pair.origin)}"
        f"  by {one.begun_by} at {_told(one.since)}{until}: {one.reason}"
    )


def drill(origin: Origin) -> str:
    """What a line says of a drill; nothing for what is real."""
    return "" if origin is Origin.LIVE else f"  ({origin})"


def _told(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
