"""What people do to orders from a page: the route `/orders/<id>/act`, and a refusal in plain words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, jsonify, request, session

from dashboard.config import Role
from dashboard.door.caller import Caller, caller
from dashboard.screen import Screen
from dashboard.words import Words
from model.order import OrderCommand, OrderView
from orders.errors import Refused
from orders.flow import allowed
from orders.working import Particulars, perform
from store.orders import order_view
from store.pool import Connection

STAFF_COMMANDS = frozenset({OrderCommand.ACCEPT, OrderCommand.ARRIVE, OrderCommand.RESOLVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asks for."""

    order_id: str
    command: OrderCommand
    note: str
    override: str | None
    area: str | None


def may(role: Role, command: OrderCommand) -> bool:
    """Whether an account of this role may give the command."""
    return role is Role.OFFICER or command in STAFF_COMMANDS


def wish_from(order_id: str, body: Any) -> Wish | None:
    """The wish in a request's JSON, None when it is none."""
    told = body if isinstance(body, dict) else {}
    command, note = told.get("command"), told.get("note") or ""
    override, area = told.get("override") or None, told.get("area") or None
    if command not in set(OrderCommand) or not all(
        isinstance(one or "", str) for one in (note, override, area)
    ):
        return None
    return Wish(
        order_id=order_id, command=OrderCommand(command), note=note[:2000], override=override, area=area
    )


def explain(words: Words, wish: Wish, view: OrderView | None, actor: str, reason: str) -> str:
    """Why the wish was refused, from the order as it stands; `reason` is what the flow said."""
    if view is None:
        return words("refused.unknown")
    order, commands = view.order, allowed(view.order)
    if not commands:
        return words("refused.state_end", id=order.id)
    if wish.command not in commands:
        possible = "、".join(words(f"command.{command.value}") for command in commands)
        stage = words(f"stage_now.{order.state.value}")
        return words("refused.state", id=order.id, stage=stage, allowed=possible)
    if wish.command is OrderCommand.RESOLVE and not wish.note.strip():
        return words("refused.note")
    if wish.command is OrderCommand.VERIFY and actor == order.resolved_by:
        return words("refused.same_person", id=order.id, actor=actor)
    if wish.command is OrderCommand.CLOSE and view.alert_open and not (wish.override or "").strip():
        return words("refused.override", id=order.id)
    if wish.command is OrderCommand.DISPATCH and wish.area is None:
        return words("refused.dispatch")
    return words("refused.other", reason=reason)


def act(screen: Screen, who: Caller, wish: Wish) -> tuple[dict[str, object], int]:
    """Carry out the wish; the answer's body and HTTP status."""
    if not may(who.account.role, wish.command):
        command = who.words(f"command.{wish.command.value}")
        return {"reason": who.words("refused.role", command=command)}, 403
    try:
        with screen.pool.connection() as conn:
            view = carry_out(conn, who, wish)
    except Refused as refused:
        with screen.pool.connection() as conn:
            now = order_view(conn, wish.order_id)
        return {"reason": explain(who.words, wish, now, who.account.name, str(refused))}, 409
    done = who.words(f"done.{wish.command.value}")
    return {"state": view.order.state.value, "done": f"{view.order.id} · {done} · {who.account.name}"}, 200


def carry_out(conn: Connection, who: Caller, wish: Wish) -> OrderView:
    return perform(
        conn,
        order_id=wish.order_id,
        command=wish.command,
        actor=who.account.name,
        now=datetime.now(UTC),
        note=wish.note,
        override=wish.override,
        beside=Particulars(area=wish.area),
    )


def add_routes(server: Flask, screen: Screen) -> None:
    """Put the actions, and the choice of an area, on the server."""

    @server.post("/orders/<order_id>/act")
    def act_on_order(order_id: str) -> tuple[Response, int]:
        wish = wish_from(order_id, request.get_json(silent=True))
        if wish is None:
            return jsonify(reason="not a command"), 400
        body, status = act(screen, caller(), wish)
        return jsonify(body), status

    @server.post("/area")
    def choose_area() -> Response:
        told = request.get_json(silent=True)
        code = told.get("code") if isinstance(told, dict) else None
        if isinstance(code, str) and code:
            session["area"] = code[:32]
        else:
            session.pop("area", None)
        return jsonify(area=session.get("area"))
