"""Orders per area and shift: what a rule would have cost the people who work its orders."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alerts.backtest import Firing
from model.errors import YipingError

DEFAULT = "08-20/20-08"
_SHIFT = re.compile(r"(\d\d)(?::(\d\d))?-(\d\d)(?::(\d\d))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One shift of the day by the clock on the wall; it ends where the next one begins."""

    name: str
    begins: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many orders one shift of one area (None: no area) got in all, on average, and at its worst."""

    area: str | None
    shift: str
    orders: int
    mean: float
    most: int


def shifts_from(text: str) -> list[Shift]:
    """The shifts of a day, written like ``08-20/20-08``. Raises YipingError unless they fill the day."""
    found = [_SHIFT.fullmatch(word.strip()) for word in text.split("/")]
    try:
        spans = [(time(int(a), int(b or 0)), time(int(c), int(d or 0))) for a, b, c, d in _groups(found)]
    except ValueError:
        raise YipingError(f"--shifts {text!r} must look like {DEFAULT}") from None
    ends = [end for _, end in spans]
    begins = [begin for begin, _ in spans]
    if ends != [*begins[1:], begins[0]] or len(set(begins)) != len(begins):
        raise YipingError(f"--shifts {text!r}: each shift begins where the one before ends, all day round")
    names = [word.strip() for word in text.split("/")]
    shifts = [Shift(name=name, begins=begin) for name, begin in zip(names, begins, strict=True)]
    return sorted(shifts, key=lambda shift: shift.begins)


def orders_of(firings: Iterable[Firing], *, closed_after: timedelta) -> list[Firing]:
    """The firings that would have filed an order; the others join an unclosed one of their sensor.

    History does not tell when people would have closed an order: it is taken to stay open while its alert
    stands and ``closed_after`` longer.
    """
    filed: list[Firing] = []
    open_until: dict[int, datetime | None] = {}
    for firing in sorted(firings, key=lambda one: one.began):
        until = open_until.get(firing.sensor_num, firing.began)
        if until is not None and until <= firing.began:
            filed.append(firing)
        open_until[firing.sensor_num] = firing.cleared and firing.cleared + closed_after
    return filed


def loads(
    filed: Iterable[Firing],
    *,
    shifts: Sequence[Shift],
    areas: Mapping[int, str | None],
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
) -> list[Load]:
    """Orders by area and shift, of each area that got any; the mean counts the shifts without one as well.

    ``areas`` is the area of each sensor, by number.
    """
    each = Counter(
        (areas.get(one.sensor_num), *shift_of(one.began.astimezone(zone), shifts)) for one in filed
    )
    held = Counter(name for _, name in shifts_between(since, until, shifts, zone))
    by_area: dict[tuple[str | None, str], list[int]] = {}
    for (area, _, name), orders in each.items():
        by_area.setdefault((area, name), []).append(orders)
    return [
        Load(area=area, shift=name, orders=sum(found), mean=sum(found) / held[name], most=max(found))
        for (area, name), found in sorted(by_area.items(), key=lambda one: (one[0][0] or "", one[0][1]))
    ]


def shift_of(local: datetime, shifts: Sequence[Shift]) -> tuple[date, str]:
    """The day on which the shift of a local time began, and the shift's name."""
    place = bisect_right([shift.begins for shift in shifts], local.time()) - 1
    if place < 0:  # before the day's first shift: the last one of the day before goes on
        return local.date() - timedelta(days=1), shifts[-1].name
    return local.date(), shifts[place].name


def shifts_between(
    since: datetime, until: datetime, shifts: Sequence[Shift], zone: ZoneInfo
) -> Iterator[tuple[date, str]]:
    """Every shift that has any time between two aware times."""
    last = shift_of((until - timedelta(microseconds=1)).astimezone(zone), shifts)
    day, name = shift_of(since.astimezone(zone), shifts)
    names = [shift.name for shift in shifts]
    place = names.index(name)
    while (day, place) <= (last[0], names.index(last[1])):
        yield day, names[place]
        place += 1
        if place == len(names):
            day, place = day + timedelta(days=1), 0


def _groups(found: Sequence[re.Match[str] | None]) -> Iterator[tuple[str, str | None, str, str | None]]:
    for match in found:
        if match is None:
            raise ValueError
        first, second, third, fourth = match.groups()
        yield first, second, third, fourth
