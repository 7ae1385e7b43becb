"""What an officer does to alerts from the wall: acknowledge, shelve, bring back; and refusals in words."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, jsonify, request

from alerts import desk
from alerts.errors import Refused
from dashboard import say
from dashboard.door.caller import Caller, caller
from dashboard.screen import Screen
from dashboard.words import Words
from model.alert import Alert, AlertState, Aside, Shelving
from store.alert_life import alert_by_num
from store.asides import Ended, aside_by_num
from store.pool import Connection
from store.shelvings import of_pair

HOURS = (1, 2, 4, 8, 24)
"""How long a shelf may be, as the dialog offers it."""
LONGEST_REASON, LONGEST_COMMENT = 500, 1500
ENDS = {Aside.SHELVED: desk.unshelve, Aside.OUT_OF_SERVICE: desk.return_to_service}
"""What a person on the wall may end; what the design suppresses, the design releases."""

Answer = tuple[dict[str, object], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What a person asks to shelve for."""

    reason: str
    comment: str
    hours: int

    @property
    def told(self) -> str:
        """Reason and comment as they are kept."""
        return f"{self.reason}（{self.comment}）" if self.comment else self.reason


def shelf_from(body: Any) -> Shelf | None:
    """The shelf in a request's JSON, None when it is none; an empty reason is refused later, in words."""
    told = body if isinstance(body, dict) else {}
    reason, comment, hours = told.get("reason", ""), told.get("comment", ""), told.get("hours")
    words_only = isinstance(reason, str) and isinstance(comment, str)
    if not words_only or type(hours) is not int or hours not in HOURS:
        return None
    return Shelf(
        reason=reason.strip()[:LONGEST_REASON], comment=comment.strip()[:LONGEST_COMMENT], hours=hours
    )


def explain_ack(words: Words, alert: Alert | None, zone: ZoneInfo, reason: str) -> str:
    """Why an acknowledgement was refused, from the alert as it stands; `reason` is what its life said."""
    if alert is None:
        return words("refused.alert_unknown")
    if alert.acknowledged_by is not None and alert.acknowledged_at is not None:
        at = say.moment(alert.acknowledged_at, zone)
        return words("refused.alert_first", actor=alert.acknowledged_by, at=at)
    if alert.state is AlertState.NORM:
        return words("refused.alert_over")
    return words("refused.other", reason=reason)


def explain_aside(words: Words, found: Shelving, zone: ZoneInfo) -> str:
    """Who set it aside before, when, until when and why."""
    told = {"actor": found.begun_by, "at": say.moment(found.since, zone), "reason": found.reason}
    if found.until is None:
        return words("refused.aside_first", kind=words(f"aside.{found.kind.value}"), **told)
    return words("refused.shelf_first", until=say.moment(found.until, zone), **told)


def ack(screen: Screen, who: Caller, num: int) -> Answer:
    """Acknowledge an alert; the answer's body and HTTP status."""
    try:
        with screen.pool.connection() as conn:
            alert = desk.acknowledge(conn, num=num, actor=who.account.name, now=datetime.now(UTC))
    except Refused as refused:
        with screen.pool.connection() as conn:
            now = alert_by_num(conn, num)
        return {"reason": explain_ack(who.words, now, screen.config.zone, str(refused))}, 409
    return {"state": alert.state.value, "done": f"{who.words('done.ack')} · {who.account.name}"}, 200


def shelve(screen: Screen, who: Caller, num: int, shelf: Shelf) -> Answer:
    """Shelve the rule and sensor of an alert; the answer's body and HTTP status."""
    if not shelf.reason:
        return {"reason": who.words("refused.shelf_reason")}, 409
    now = datetime.now(UTC)
    until = now + timedelta(hours=shelf.hours)
    with screen.pool.connection() as conn:
        alert = alert_by_num(conn, num)
    if alert is None:
        return {"reason": who.words("refused.alert_unknown")}, 409
    try:
        with screen.pool.connection() as conn:
            desk.shelve(conn, alert.pair, actor=who.account.name, reason=shelf.told, until=until, now=now)
    except Refused as refused:
        with screen.pool.connection() as conn:
            found = of_pair(conn, alert.pair)
        told = [explain_aside(who.words, one, screen.config.zone) for _, one in sorted(found.items())]
        return {"reason": "；".join(told) or who.words("refused.other", reason=str(refused))}, 409
    at = say.moment(until, screen.config.zone)
    return {"done": f"{who.words('done.shelve', until=at)} · {who.account.name}"}, 200


def end(screen: Screen, who: Caller, num: int) -> Answer:
    """End one shelving before its time; the answer's body and HTTP status."""
    words, zone, now = who.words, screen.config.zone, datetime.now(UTC)
    try:
        with screen.pool.connection() as conn:
            ended = end_this(conn, num, actor=who.account.name, now=now)
    except Refused as refused:
        with screen.pool.connection() as conn:
            found = aside_by_num(conn, num)
        return {"reason": explain_end(words, found, zone, str(refused))}, 409
    return {"done": f"{words(f'done.end_{ended.kind.value}')} · {who.account.name}"}, 200


def end_this(conn: Connection, num: int, *, actor: str, now: datetime) -> Shelving:
    """Ends the shelving of this number and no later one of the same pair. Raises Refused."""
    found = aside_by_num(conn, num)
    if found is None or found.at is not None or found.shelving.kind not in ENDS:
        raise Refused(f"shelving {num} is not in force, or not for people to end")
    ENDS[found.shelving.kind](conn, found.shelving.pair, actor=actor, now=now)
    after = aside_by_num(conn, num)
    if after is None or (after.by, after.at) != (actor, now):
        # Somebody ended it and set the pair aside anew in between: that one was not meant, and stays.
        raise Refused(f"shelving {num} was ended by somebody else")
    return found.shelving


def explain_end(words: Words, found: Ended | None, zone: ZoneInfo, reason: str) -> str:
    """Why nothing was ended, from the shelving as it stands."""
    if found is None:
        return words("refused.aside_unknown")
    if found.by is not None and found.at is not None:
        return words("refused.end_first", actor=say.actor(words, found.by), at=say.moment(found.at, zone))
    if found.shelving.kind not in ENDS:
        return words("refused.end_design")
    return words("refused.other", reason=reason)


def add_routes(server: Flask, screen: Screen) -> None:
    """Put the actions on the server. The gate keeps them from accounts of staff."""

    @server.post("/alerts/<int:num>/ack")
    def ack_alert(num: int) -> tuple[Response, int]:
        body, status = ack(screen, caller(), num)
        return jsonify(body), status

    @server.post("/alerts/<int:num>/shelve")
    def shelve_alert(num: int) -> tuple[Response, int]:
        who, shelf = caller(), shelf_from(request.get_json(silent=True))
        if shelf is None:
            return jsonify(reason=who.words("refused.shelf_hours")), 400
        body, status = shelve(screen, who, num, shelf)
        return jsonify(body), status

    @server.post("/shelvings/<int:num>/end")
    def end_shelving(num: int) -> tuple[Response, int]:
        body, status = end(screen, caller(), num)
        return jsonify(body), status
