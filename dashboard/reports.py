"""What staff tell of from their tablet: the route `/reports`, and the places that they can choose from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, jsonify, request

from dashboard.door.caller import Caller, caller
from dashboard.push.city import City
from dashboard.screen import Screen
from dashboard.wishes import is_table, may, texts_from
from geo.shape import AreaShape
from model.order import OrderCommand, Source
from model.position import Position
from model.text import Text
from orders.plan import shipped_plans
from orders.reporting import Told, report

LONGEST = {"category": 64, "words": 2000, "address": 200, "place": 64}
MOST_SENSORS = 400
"""A longer list is no choice any more; then the centre of a grid is near enough."""

Answer = tuple[dict[str, object], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere that a report can be about; ``key`` is what the form sends."""

    key: str
    name: Text
    position: Position


def centres(city: City, under: str) -> Iterator[Place]:
    """A point inside an area, and inside each one below it."""
    for shape in city.shapes:
        if any(step.code == under for step in city.way(shape.area.code)):
            yield _centre(shape)


def _centre(shape: AreaShape) -> Place:
    point = shape.polygon.representative_point()
    return Place(key=f"area:{shape.area.code}", name=shape.area.name, position=Position(point.x, point.y))


def sensors(city: City, under: str) -> Iterator[Place]:
    """The sensors of an area."""
    for at in city.under(under)[:MOST_SENSORS]:
        one = city.sensors[at]
        yield Place(key=f"sensor:{one.num}", name=one.name, position=one.position)


def place_called(city: City | None, key: str) -> Place | None:
    """The place that a form sent, None where there is none."""
    sort, _, name = key.partition(":")
    if city is None or not name:
        return None
    if sort == "area":
        return next((_centre(shape) for shape in city.shapes if shape.area.code == name), None)
    sensor = city.sensor(int(name)) if sort == "sensor" and name.isascii() and name.isdigit() else None
    return None if sensor is None else Place(key=key, name=sensor.name, position=sensor.position)


def tell(screen: Screen, who: Caller, body: Any) -> Answer:
    """Write down what a person tells of; the answer names the order that it is worked by."""
    texts = texts_from(body, LONGEST) if is_table(body) else None
    if texts is None:
        return {"reason": who.words("refused.nonsense")}, 400
    place = place_called(screen.hub.city, texts.get("place", ""))
    if missing := _missing(texts, place):
        return {"reason": who.words(f"refused.{missing}")}, 409
    assert place is not None  # noqa: S101  it would be missing otherwise
    now = datetime.now(UTC)
    told = Told(
        source=Source.STAFF,
        category=texts["category"],
        words=texts["words"],
        position=place.position,
        by=who.account.name,
        reported_at=now,
        address=texts.get("address") or who.words.of(place.name),
    )
    with screen.pool.connection() as conn:
        order = report(conn, told, now=now).order
    word = "done.report" if order.filed_at == now else "done.report_into"
    return {"order": order.id, "done": f"{who.words(word)} {order.id} · {who.account.name}"}, 200


def _missing(texts: dict[str, str], place: Place | None) -> str | None:
    if shipped_plans().for_category(texts.get("category", "")) is None:
        return "report_category"
    if "words" not in texts:
        return "report_words"
    return None if place else "report_place"


def add_routes(server: Flask, screen: Screen) -> None:
    """Put the route on the server."""

    @server.post("/reports")
    def tell_of_case() -> tuple[Response, int]:
        who = caller()
        if not may(who.account.role, OrderCommand.REPORT):
            return jsonify(reason=who.words("refused.role", command=who.words("command.report"))), 403
        body, status = tell(screen, who, request.get_json(silent=True))
        return jsonify(body), status
