"""What an officer does to alerts from the wall: `/alerts/<num>/ack`, and a refusal in plain words."""

from datetime import UTC, datetime

from flask import Flask, Response, jsonify

from alerts.desk import acknowledge
from alerts.errors import Refused
from dashboard.door.caller import Caller, caller
from dashboard.screen import Screen
from dashboard.words import Words
from model.alert import Alert, AlertState
from store.alert_life import alert_by_num


def explain(words: Words, alert: Alert | None, reason: str) -> str:
    """Why an acknowledgement was refused, from the alert as it stands; `reason` is what its life said."""
    if alert is None:
        return words("refused.alert_unknown")
    if alert.acknowledged_by is not None:
        return words("refused.alert_first", actor=alert.acknowledged_by)
    if alert.state is AlertState.NORM:
        return words("refused.alert_over")
    return words("refused.other", reason=reason)


def ack(screen: Screen, who: Caller, num: int) -> tuple[dict[str, object], int]:
    """Acknowledge an alert; the answer's body and HTTP status."""
    try:
        with screen.pool.connection() as conn:
            alert = acknowledge(conn, num=num, actor=who.account.name, now=datetime.now(UTC))
    except Refused as refused:
        with screen.pool.connection() as conn:
            now = alert_by_num(conn, num)
        return {"reason": explain(who.words, now, str(refused))}, 409
    return {"state": alert.state.value, "done": f"{who.words('done.ack')} · {who.account.name}"}, 200


def add_routes(server: Flask, screen: Screen) -> None:
    """Put the actions on the server. The gate keeps them from accounts of staff."""

    @server.post("/alerts/<int:num>/ack")
    def ack_alert(num: int) -> tuple[Response, int]:
        body, status = ack(screen, caller(), num)
        return jsonify(body), status
