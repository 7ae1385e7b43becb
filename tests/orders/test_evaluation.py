"""The evaluation against the histories of random orders, reckoned once more by hand and slowly."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from random import Random
from statistics import median
from typing import Any

import pytest

from model.area import Level
from model.order import OrderCommand, OrderState, Source
from model.position import Position
from model.reading import Origin
from orders.clock import TimeLimit, TimeUnit
from orders.counting import NOTHING, Counts, counts
from orders.errors import Refused
from orders.evaluating import evaluate
from orders.evaluation import Figures, figures_from
from orders.flow import allowed
from orders.working import view_of
from store.evaluation import Grouping, Period
from store.orders import open_orders
from tests.fixtures.batches import NOW
from tests.fixtures.city import AREAS, EAST, WEST
from tests.orders.desk import Desk

HOUR = timedelta(hours=1)
SENSORS = ("wd-west", "wd-east", "crowd-west", "lift-east")
CATEGORIES = ("road_water", "litter", "gully_blocked")
PATHS = {
    EAST: ["310101", "310101002", "310101002001", EAST],
    WEST: ["310101", "310101002", "310101002001", WEST],
}
LEVELS = {one.area.code: one.area.level for one in AREAS}
PERIODS = [(0, 10_000), (0, 20), (20, 10_000), (15, 40)]


def history(desk: Desk, seed: int, steps: int = 700) -> datetime:
    """Opens, reports and works orders at random; returns when the last thing happened."""
    rng, now = Random(seed), NOW
    for _ in range(steps):
        now += timedelta(seconds=rng.randrange(1, 1200))
        chance = rng.random()
        try:
            if chance < 0.1:
                opened(desk, rng, now)
            elif chance < 0.22:
                reported(desk, rng, now)
            else:
                commanded(desk, rng, now)
        except Refused:
            continue
    desk.bring(desk.open(now=now, rule_id="last"), OrderState.VERIFIED, now=now)  # few stand there for long
    return now


def opened(desk: Desk, rng: Random, now: datetime) -> None:
    sensor = rng.choice(SENSORS)
    area = EAST if sensor.endswith("east") else rng.choice([WEST, WEST, WEST, None])
    origin = rng.choice([Origin.LIVE, Origin.LIVE, Origin.LIVE, Origin.EXERCISE])
    desk.open(sensor, now=now, area=area, origin=origin, rule_id=rng.choice(["flooding", "crowded"]))


def reported(desk: Desk, rng: Random, now: datetime) -> None:
    desk.report(
        now=now,
        source=rng.choice([Source.HOTLINE, Source.STAFF]),
        category=rng.choice(CATEGORIES),
        position=Position(rng.choice([121.485, 121.4855, 121.495, 121.7]), 31.23),
        origin=rng.choice([Origin.LIVE, Origin.LIVE, Origin.EXERCISE]),
    )


def commanded(desk: Desk, rng: Random, now: datetime) -> None:
    orders = [view.order for view in open_orders(desk.conn)]
    orders += [
        view_of(desk.conn, one).order
        for (one,) in desk.rows("select id from work_order where state = 'merged'")
    ]
    if not orders:
        return
    order = rng.choice(orders)
    forward = [one for one in allowed(order) if one not in {OrderCommand.CANCEL, OrderCommand.MERGE}]
    command = rng.choice([*forward[:1] * 5, *allowed(order)])
    desk.do(
        order.id,
        command.value,
        rng.choice(["zhang", "li", "wang"]),
        now=now,
        area=rng.choice([EAST, WEST]),
        crew=rng.choice(["pumps", "brooms", None]),
        into=rng.choice(orders).id,
        longer=TimeLimit(amount=2, unit=TimeUnit.URGENT_HOUR) if command is OrderCommand.EXTEND else None,
    )


@dataclass
class Told:
    """One order by its own lines of history alone."""

    row: dict[str, Any]
    events: list[tuple[str, str, datetime]] = field(default_factory=list)
    clocks: list[tuple[str | None, datetime | None]] = field(default_factory=list)

    def times(self, command: str) -> list[datetime]:
        return [at for one, _, at in self.events if one == command]

    def takes_s(self, since: datetime | None, until: list[datetime]) -> float | None:
        return (until[-1] - since).total_seconds() if since and until else None


def told(desk: Desk) -> dict[int, Told]:
    columns = (
        "num",
        "source",
        "origin",
        "area",
        "crew",
        "plan",
        "kind",
        "filed_at",
        "merged_into",
        "follows_num",
    )
    rows = desk.rows(f"select {', '.join(columns)} from work_order")
    found = {row[0]: Told(dict(zip(columns, row, strict=True))) for row in rows}
    for num, command, to_state, at in desk.rows(
        "select order_num, command, to_state, at from work_order_event order by num"
    ):
        found[num].events.append((command, to_state, at))
    for num, ended, due in desk.rows(
        "select order_num, ended, due_at from work_order_clock where sort = 'resolve' order by round"
    ):
        found[num].clocks.append((ended, due))
    return found


def state_of(one: Told) -> str:
    return one.events[-1][1]


def before_parked(one: Told) -> str:
    states = [state for _, state, _ in one.events]
    return next(state for state in reversed(states) if state != "parked")


def slow(every: dict[int, Told], chosen: Iterable[Told], key: str | None, now: datetime) -> Counts:
    """The same figures, order by order, from events and clocks."""
    found: Counter[str] = Counter()
    spans: defaultdict[str, list[float]] = defaultdict(list)
    for one in chosen:
        count(every, one, now, found, spans)
    medians = {name: median(spans[name]) if spans[name] else None for name in SPANS}
    return Counts(
        key=key, **{name: found[name] for name in Counts._fields[1:] if name not in SPANS}, **medians
    )


SPANS = ("accept_s", "arrive_s", "resolve_s", "close_s")


def count(
    every: dict[int, Told],
    one: Told,
    now: datetime,
    found: Counter[str],
    spans: defaultdict[str, list[float]],
) -> None:
    root = every[one.row["merged_into"]] if one.row["merged_into"] else one
    if one.row["source"] in ("hotline", "staff"):
        found["reported"] += 1
        found["rejected"] += state_of(root) == "rejected"
        found["reports_filed"] += state_of(root) not in ("reported", "rejected")
    if root is not one:
        found["merged"] += 1
        return
    state = state_of(one)
    found[f"at_{before_parked(one) if state == 'parked' else state}"] += 1
    if state in ("reported", "rejected"):
        return
    found["filed"] += 1
    found["cancelled"] += state == "cancelled"
    if state != "cancelled":
        count_worked(every, one, now, found, spans)


def count_worked(
    every: dict[int, Told],
    one: Told,
    now: datetime,
    found: Counter[str],
    spans: defaultdict[str, list[float]],
) -> None:
    late = any(ended == "late" for ended, _ in one.clocks)
    overrun = any(ended is None and due is not None and due < now for ended, due in one.clocks)
    found["resolved"] += bool(one.times("resolve"))
    found["resolved_late"] += late
    found["past_due"] += overrun and not late
    found["in_time"] += any(ended == "met" for ended, _ in one.clocks) and not late and not overrun
    found["reworked"] += bool(one.times("rework"))
    found["returns"] += len(one.times("return"))
    if state_of(one) == "closed":
        found["closed"] += 1
        followers = [other for other in every.values() if other.row["follows_num"] == one.row["num"]]
        found["reopened"] += any(state_of(other) not in ("rejected", "cancelled") for other in followers)
        spans["close_s"].append((one.events[-1][2] - one.row["filed_at"]).total_seconds())
    sent = next(iter(one.times("dispatch")), None)
    for name in ("accept", "arrive", "resolve"):
        if (took := one.takes_s(sent, one.times(name))) is not None:
            spans[f"{name}_s"].append(took)


def area_at(level: Level) -> Callable[[Told], str | None]:
    return lambda one: next((code for code in PATHS.get(one.row["area"], []) if LEVELS[code] is level), None)


KEYS: list[tuple[Grouping, Level | None, Callable[[Told], str | None]]] = [
    (Grouping.ALL, None, lambda _: None),
    (Grouping.CREW, None, lambda one: one.row["crew"]),
    (Grouping.PLAN, None, lambda one: one.row["plan"]),
    (Grouping.SOURCE, None, lambda one: one.row["source"]),
    (Grouping.KIND, None, lambda one: one.row["kind"]),
    *((Grouping.AREA, level, area_at(level)) for level in Level),
]


def same(
    desk: Desk, every: dict[int, Told], key: tuple[Any, ...], under: str | None, now: datetime
) -> list[Counts]:
    """Compares all periods of one grouping, and returns what was counted."""
    by, level, key_of = key
    counted = []
    for begin, end in PERIODS:
        period = Period(begin=NOW + begin * HOUR, end=NOW + end * HOUR, under=under)
        wanted = defaultdict(list)
        for one in every.values():
            inside = under is None or under in PATHS.get(one.row["area"], [])
            if one.row["origin"] == "live" and period.begin <= one.row["filed_at"] < period.end and inside:
                wanted[key_of(one)].append(one)
        keys = sorted(wanted, key=lambda one: (one is None, one))
        whole, found = counts(desk.conn, period, by=by, now=now, level=level)
        assert whole == slow(every, [one for some in wanted.values() for one in some], None, now)
        assert found == [slow(every, wanted[one], one, now) for one in keys], (by, level, under, begin)
        counted += found
    return counted


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_figure_is_what_the_histories_tell(desk: Desk, seed: int) -> None:
    last = history(desk, seed)
    desk.conn.execute("update area set valid_to = now() where code = %s", [EAST])
    every = told(desk)
    counted = [
        one
        for now in (last, last + 99 * HOUR)
        for under in (None, "310101", "310101002001", WEST, EAST)
        for key in KEYS
        for one in same(desk, every, key, under, now)
    ]
    # Nothing is compared that never happens.
    assert [name for name in Counts._fields if not any(getattr(one, name) for one in counted)] == []


def test_rates_have_nothing_to_say_where_nothing_stands_below_the_line() -> None:
    nothing = figures_from(NOTHING)
    told = {one.name: getattr(nothing, one.name) for one in fields(Figures)}
    assert {name for name, value in told.items() if value is None} == {
        *("filing_rate", "on_time_rate", "closing_rate", "rework_rate", "overdue_rate", "reopen_rate"),
        *("accept_median", "arrive_median", "resolve_median", "close_median"),
    }
    assert set(told.values()) == {0, None}


def test_rates_are_the_quotients_of_their_formulas() -> None:
    figures = figures_from(
        NOTHING._replace(
            reported=8,
            reports_filed=6,
            filed=12,
            cancelled=2,
            resolved=5,
            in_time=3,
            resolved_late=2,
            past_due=1,
            closed=4,
            reworked=1,
            reopened=1,
            accept_s=90.0,
            at_on_site=2,
            at_accepted=3,
        )
    )
    assert (figures.filing_rate, figures.closing_rate) == (6 / 8, 4 / (12 - 2))
    assert (figures.on_time_rate, figures.overdue_rate) == (3 / (3 + 2 + 1), (2 + 1) / (12 - 2))
    assert (figures.rework_rate, figures.reopen_rate) == (1 / 5, 1 / 4)
    assert (figures.accept_median, figures.stage_handle) == (timedelta(seconds=90), 5)


def test_areas_are_those_below_the_one_asked_for(desk: Desk) -> None:
    desk.open("wd-west")
    desk.open("wd-east", area=EAST)

    def keys(under: str | None, level: Level | None = None) -> list[str | None]:
        period = Period(begin=NOW, end=NOW + HOUR, under=under)
        found = evaluate(desk.conn, period, by=Grouping.AREA, now=NOW, level=level)
        assert found.total.filed == sum(row.figures.filed for row in found.rows)
        return [row.key for row in found.rows]

    assert keys(None) == keys("310101") == ["310101002"]
    assert keys("310101002") == ["310101002001"]  # zones lie between elsewhere, not here
    assert keys("310101002001") == keys(None, Level.GRID) == [WEST, EAST]
    assert keys(WEST) == [WEST]
    with pytest.raises(Refused, match="no area, nor ever was"):
        keys("999999")


def test_a_period_without_orders_is_a_row_of_nothing(desk: Desk) -> None:
    period = Period(begin=NOW, end=NOW + HOUR)
    found = evaluate(desk.conn, period, by=Grouping.PLAN, now=NOW)
    assert (found.total, list(found.rows)) == (figures_from(NOTHING), [])


@pytest.mark.parametrize(
    ("days", "command", "reopened"), [(6, None, 1), (6, "cancel", 0), (8, None, 0), (6, "accept", 1)]
)
def test_only_what_came_again_within_seven_days_and_was_work_is_reopened(
    desk: Desk, days: int, command: str | None, reopened: int
) -> None:
    desk.bring(desk.open(), OrderState.CLOSED)
    again = desk.open(now=NOW + timedelta(days=days))
    if command:
        desk.do(again, command)
    found, _ = counts(desk.conn, Period(begin=NOW, end=NOW + HOUR), by=Grouping.ALL, now=NOW)
    assert (found.closed, found.reopened) == (1, reopened)
