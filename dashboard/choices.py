"""Reads what the dialogs of a page offer to choose from."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from dashboard import reports, say
from dashboard.panels.dialog import Choices, Options
from dashboard.push.city import City
from dashboard.words import Words
from model.area import Area, Level
from model.order import OrderView
from orders.joining import TAKES_IN
from orders.plan import shipped_plans
from store.areas import area_shapes
from store.crews import crews, people
from store.orders import open_orders
from store.pool import Connection

MOST_TARGETS = 60


def areas(conn: Connection) -> list[Area]:
    """The areas that a tablet can be set to: streets, each followed by its committees."""
    found = [shape.area for shape in area_shapes(conn, [Level.STREET, Level.ZONE, Level.COMMITTEE])]
    return list(_in_order(found))


def _in_order(found: Sequence[Area]) -> Iterator[Area]:
    streets = {area.code: area for area in found}
    for street in (area for area in found if area.level is Level.STREET):
        yield street
        for area in found:
            if area.level is Level.COMMITTEE and _street_of(area, streets) == street.code:
                yield area


def _street_of(area: Area, known: dict[str, Area]) -> str | None:
    while area.level is not Level.STREET:
        if area.parent not in known:
            return None
        area = known[area.parent]
    return area.code


def for_order(conn: Connection, words: Words, view: OrderView, *, now: datetime) -> Choices:
    """What the dialogs of an order's page offer."""
    known = [one for one in crews(conn) if one.is_valid(now)]
    trades = sorted({*shipped_plans().trades, *(one.trade for one in known)})
    return Choices(
        options={
            "area": {"": [(area.code, indented(words, area)) for area in areas(conn)]},
            "trade": {"": [(one, say.trade(words, one)) for one in trades]},
            "crew": {
                "": [(one.id, f"{words.of(one.name)} · {say.trade(words, one.trade)}") for one in known]
            },
            "into": {"": targets(words, view, open_orders(conn))},
        },
        people=[one.id for one in people(conn)],
    )


def indented(words: Words, area: Area) -> str:
    """What an area is called in a list where those below a street stand under it."""
    return ("" if area.level is Level.STREET else "　") + words.of(area.name)


def targets(words: Words, view: OrderView, found: Sequence[OrderView]) -> Options:
    """The orders that one could be merged into, the nearest first."""
    able = [
        one
        for one in found
        if one.order.state in TAKES_IN
        and one.order.origin is view.order.origin
        and one.order.num != view.order.num
    ]
    able.sort(key=lambda one: (one.lon - view.lon) ** 2 + (one.lat - view.lat) ** 2)
    return [
        (
            one.order.id,
            f"{one.order.id} · {words.of(one.name)} · {words(f'stage_now.{one.order.state.value}')}",
        )
        for one in able[:MOST_TARGETS]
    ]


def for_tablet(city: City | None, words: Words, area: str | None) -> Choices:
    """What the form of a report offers: categories by their plans, and the places of an area."""
    plans = shipped_plans().by_id.values()
    categories = {
        words.of(plan.name): [(key, words.of(name)) for key, name in plan.categories.items()]
        for plan in plans
        if plan.categories
    }
    return Choices(options={"category": categories, "place": places(city, words, area)})


def places(city: City | None, words: Words, area: str | None) -> dict[str, Options]:
    """The centre of the area and of those below it, and its sensors."""
    if city is None or area is None:
        return {}
    middle = sorted(reports.centres(city, area), key=lambda one: (len(one.key), one.key))
    centres = [(one.key, words.of(one.name)) for one in middle]
    if centres:
        whole = words("tablet.area_centre")
        centres[0] = (centres[0][0], f"{whole} · {centres[0][1]}")
    sensors = [(one.key, words.of(one.name)) for one in reports.sensors(city, area)]
    return {words("tablet.centres"): centres, words("tablet.sensors"): sensors}
