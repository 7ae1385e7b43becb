"""What people do to orders from a page: the route `/orders/<id>/act`, and the choice of a tablet's area."""

from datetime import UTC, datetime

from flask import Flask, Response, jsonify, request, session

from dashboard.door.caller import Caller, caller
from dashboard.refusals import Asker, explain, refusal_of
from dashboard.screen import Screen
from dashboard.wishes import Wish, may, wish_from
from dashboard.words import Words
from model.order import OrderCommand, WorkOrder
from orders.errors import Refused
from orders.plan import shipped_plans
from orders.working import at_work, perform, who_was_first
from store.crews import crews
from store.duty import area_path
from store.pool import Connection

SEEN = frozenset({OrderCommand.ASSIGN, OrderCommand.GRANT, OrderCommand.REFUSE})
"""Commands that overrule what was there: who gives one must have seen it."""

Answer = tuple[dict[str, object], int]


def act(screen: Screen, who: Caller, wish: Wish) -> Answer:
    """Carry out the wish; the answer's body and HTTP status."""
    if not may(who.account.role, wish.command):
        command = who.words(f"command.{wish.command.value}")
        return {"reason": who.words("refused.role", command=command)}, 403
    now = datetime.now(UTC)
    try:
        with screen.pool.connection() as conn:
            if stranger := names_nothing(conn, who.words, wish, now=now):
                return {"reason": stranger}, 409
            order = carry_out(conn, who, wish, now=now)
    except Refused as refused:
        with screen.pool.connection() as conn:
            asker = Asker(words=who.words, account=who.account, zone=screen.config.zone, now=now)
            found = refusal_of(conn, asker, wish, str(refused))
        return {"reason": explain(found) if found else who.words("refused.unknown")}, 409
    done = who.words(f"done.{wish.command.value}")
    return {"state": order.state.value, "done": f"{order.id} · {done} · {who.account.name}"}, 200


def carry_out(conn: Connection, who: Caller, wish: Wish, *, now: datetime) -> WorkOrder:
    """The order after the wish. Raises Refused, also where somebody did something since the person looked."""
    if wish.command in SEEN and wish.turn is not None:
        order, _ = at_work(conn, wish.order_id)
        if order.turn != wish.turn:
            raise Refused(who_was_first(conn, order))
    return perform(
        conn,
        order_id=wish.order_id,
        command=wish.command,
        actor=who.account.name,
        now=now,
        note=wish.note,
        override=wish.override,
        beside=wish.beside,
    )


def names_nothing(conn: Connection, words: Words, wish: Wish, *, now: datetime) -> str | None:
    """Says which area, crew or trade of a wish does not exist."""
    beside = wish.beside
    if beside.area and area_path(conn, beside.area) is None:
        return words("refused.no_area", code=beside.area)
    known = [one for one in crews(conn) if one.is_valid(now)] if beside.crew or beside.trade else []
    if beside.crew and beside.crew not in {one.id for one in known}:
        return words("refused.no_crew", code=beside.crew)
    if beside.trade and beside.trade not in {*shipped_plans().trades, *(one.trade for one in known)}:
        return words("refused.no_trade", code=beside.trade)
    return None


def add_routes(server: Flask, screen: Screen) -> None:
    """Put the actions, and the choice of an area, on the server."""

    @server.post("/orders/<order_id>/act")
    def act_on_order(order_id: str) -> tuple[Response, int]:
        who = caller()
        wish = wish_from(order_id, request.get_json(silent=True))
        if wish is None:
            return jsonify(reason=who.words("refused.nonsense")), 400
        body, status = act(screen, who, wish)
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
