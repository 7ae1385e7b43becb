"""The duty sheet of an area (值守任务单): who is on duty, and every unclosed order, on paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from model.duty import DESK, Crew, Duty, Person
from model.order import OrderState, OrderView
from model.reading import Origin
from model.text import Text
from orders.plan import shipped_plans
from store.duty import duties
from store.duty_sheet import Place, places
from store.evaluation import area_names
from store.orders import open_orders
from store.pool import Connection
from yiping.duty.asking import attendance, path_of
from yiping.rulebooks import catalogue
from yiping.sheets.typesetting import plain
from yiping.sheets.words import Words

TEMPLATE = "duty_sheet.typ"
PRINTED = 300
"""More orders than people can carry; the desk knows the others."""
LOOKED_AT = 5_000
TOLD, LONGEST = 2, 120
"""How many reports of an order are printed, the last ones, and how many letters of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """For whom a sheet is: the district and its zone, the day of work, the time of printing, the words."""

    district: Text
    zone: ZoneInfo
    day: date
    now: datetime
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Crews and people by id."""

    crews: Mapping[str, Crew]
    people: Mapping[str, Person]


def sheet_of(conn: Connection, area: str, setting: Setting) -> dict[str, Any]:
    """What the template fills in: values alone, in the words of the sheet.

    Replays are left out: nobody goes out for one. Raises YipingError where the area is not in force.
    """
    path = path_of(conn, area)
    there = attendance(conn, now=setting.now, under=area)
    names = Names(crews={crew.id: crew for crew in there.crews}, people=there.people)
    views = [
        one for one in open_orders(conn, under=area, limit=LOOKED_AT) if one.order.origin is not Origin.REPLAY
    ]
    printed = views[:PRINTED]
    found = places(conn, [view.order.num for view in printed])
    orders = [_order(view, found[view.order.num], names, setting) for view in printed]
    words, called = setting.words, area_names(conn)
    return {
        "language": words.language,
        "words": words.under("sheet"),
        "district": plain(words.of(setting.district)),
        "area": plain(" · ".join(words.of(called[code]) for code in path)),
        "code": area,
        "day": f"{setting.day:%Y-%m-%d} {words(f'weekday.{setting.day.weekday()}')}",
        "crews": list(_crews(names, _turns(conn, setting), setting)),
        "orders": orders,
        "drills": any(one["drill"] for one in orders),
        "count": _count(views, setting),
        "more": words("sheet.more", count=len(views) - PRINTED) if len(views) > PRINTED else None,
        "printed": words("sheet.printed", at=f"{setting.now.astimezone(setting.zone):%Y-%m-%d %H:%M}"),
    }


def _count(views: Sequence[OrderView], setting: Setting) -> str:
    real = [view for view in views if view.order.origin is Origin.LIVE]
    told = setting.words("sheet.orders", count=len(real))
    if late := sum(_is_overdue(view, setting.now) for view in real):
        told += f" · {setting.words('sheet.overdue_count', count=late)}"
    if drills := len(views) - len(real):
        told += f" · {setting.words('sheet.drill')} {drills}"
    return told


def _is_overdue(view: OrderView, now: datetime) -> bool:
    return view.order.due_at is not None and view.order.due_at < now


def _turns(conn: Connection, setting: Setting) -> list[Duty]:
    """The turns of duty that have any time on the day of work."""
    begin = datetime.combine(setting.day, time(), setting.zone).astimezone(UTC)
    end = datetime.combine(setting.day + timedelta(days=1), time(), setting.zone).astimezone(UTC)
    return duties(conn, since=begin, until=end)


def _crews(names: Names, turns: Sequence[Duty], setting: Setting) -> Iterator[dict[str, Any]]:
    """Each crew that has somebody on the rota, the desks first."""
    for crew in sorted(names.crews.values(), key=lambda one: (one.trade != DESK, one.name.zh, one.id)):
        if own := [turn for turn in turns if turn.crew == crew.id]:
            yield {
                "name": plain(setting.words.of(crew.name)),
                "desk": crew.trade == DESK,
                "people": [_turn(turn, names.people[turn.person], setting) for turn in own],
            }


def _turn(turn: Duty, person: Person, setting: Setting) -> dict[str, str]:
    begins, ends = turn.begins.astimezone(setting.zone), turn.ends.astimezone(setting.zone)
    until = f"{ends:%H:%M}" if ends.date() == begins.date() else f"{ends:%m-%d %H:%M}"
    return {
        "name": plain(person.name),
        "phone": plain(person.phone) or setting.words("sheet.no_phone"),
        "span": f"{begins:%H:%M}–{until}"
        if begins.date() == setting.day
        else f"{begins:%m-%d %H:%M}–{until}",
    }


def _order(view: OrderView, place: Place, names: Names, setting: Setting) -> dict[str, Any]:
    order, words = view.order, setting.words
    return {
        "id": order.id,
        "level": order.severity.key,
        "level_word": words(f"level.{order.severity.key}"),
        "drill": order.origin is Origin.EXERCISE,
        "what": cut(words.of(view.name)),
        "why": plain(_why(view, words)),
        "area": plain(words.of(view.area_path[-1])) if view.area_path else None,
        "place": cut(_where(place, words)) or None,
        "told": [cut(one) for one in place.words[-TOLD:]],
        "since": _time(order.filed_at, setting),
        "due": _due(view, setting),
        "overdue": _is_overdue(view, setting.now),
        "state": words(f"state.{order.state}"),
        "next": words(f"next.{order.state}"),
        "has": [plain(one) for one in _has(view, names, words)],
    }


def _why(view: OrderView, words: Words) -> str:
    """The scenario, and the rule where a sensor told."""
    plan = shipped_plans().by_id.get(view.order.plan)
    rule = catalogue()[0].get(view.order.rule_id or "")
    told = [words.of(plan.name) if plan else "", words.of(rule.name) if rule else view.order.rule_id or ""]
    return " · ".join(filter(None, told))


def _where(place: Place, words: Words) -> str:
    """The site or the address; where neither is known, the nearest sensor."""
    if place.site is not None or place.address:
        return " · ".join(filter(None, [words.of(place.site) if place.site else "", place.address]))
    if place.near is None or place.metres is None:
        return ""
    return words("sheet.near", name=words.of(place.near), metres=round(place.metres))


def _due(view: OrderView, setting: Setting) -> str:
    order, words = view.order, setting.words
    if order.due_at is not None:
        return _time(order.due_at, setting)
    stands = order.paused or order.state is OrderState.PARKED
    return words("sheet.stands" if stands else "sheet.no_due")


def _has(view: OrderView, names: Names, words: Words) -> list[str]:
    crew, person = names.crews.get(view.order.crew or ""), names.people.get(view.order.person or "")
    told = [words.of(crew.name) if crew else view.order.crew, person.name if person else view.order.person]
    return [one for one in told if one]


def cut(text: str) -> str:
    """A text on one line that is no longer than its place on the paper."""
    whole = plain(text)
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1]}…"


def _time(moment: datetime, setting: Setting) -> str:
    return f"{moment.astimezone(setting.zone):%m-%d %H:%M}"
