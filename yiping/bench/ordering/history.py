"""A million orders of history: how long a page waits for each of its queries."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import numpy as np

from model.area import Level
from model.reading import Origin
from orders import counting
from orders.desk import kept
from orders.plan import shipped_plans
from store import cases, clocks, duty, evaluation, extensions, order_places, orders, outbox_lists
from store.areas import area_rows
from store.evaluation import Grouping, Period
from store.long_history import put_history, put_notices, settle
from store.outbox import KeptState
from store.pool import Connection, connect
from yiping.bench.figure import Figure
from yiping.bench.throughput import staged
from yiping.duty.asking import attendance
from yiping.progress import Progress
from yiping.settings import Settings
from yiping.wiring import utc_now

GROUP = "queries of pages over {orders:,} orders"
PROMISE_MS = 100
TIMES, WARM_UP = 20, 11
"""Asked so often; before that as often as it takes until the driver and the database keep the statement."""

SPAN = timedelta(days=3 * 365)
MONTH, YEAR = timedelta(days=30), timedelta(days=365)
BODY_WORDS = "words of a notice " * 20
WAITING = 500
Query = Callable[[Connection], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """So many orders in three years, of which the last ``unclosed`` are; and so many notices."""

    orders: int
    unclosed: int
    notices: int

    @property
    def group(self) -> str:
        """What its figures stand under."""
        return GROUP.format(orders=self.orders)


def measure(settings: Settings, amount: Amount, progress_: Progress) -> Iterator[Figure]:
    """Writes the history, and times each query; above the promise is said beside it."""
    with staged(settings, progress_) as stage:
        url, now = stage.servers.database_url, utc_now()
        with progress_.step(f"write {amount.orders:,} orders, their events and clocks"):
            fill(url, amount, now=now)
        with connect(url, name="bench") as conn, progress_.step("ask what pages ask"):
            for name, query in queries(conn, amount, now=now):
                yield timed(conn, amount.group, name, query)


def fill(database_url: str, amount: Amount, *, now: datetime) -> None:
    """Writes the history and lets the database settle."""
    plans = [kept(plan) for plan in shipped_plans().by_id.values()]
    with connect(database_url, name="bench") as conn:
        put_history(conn, count=amount.orders, unclosed=amount.unclosed, span=SPAN, plans=plans, now=now)
        put_notices(
            conn,
            count=amount.notices,
            waiting=WAITING,
            last_order=amount.orders,
            body={"headline": BODY_WORDS, "at": now.isoformat()},
            now=now,
        )
    with connect(database_url, name="bench", autocommit=True) as conn:
        settle(conn)


def timed(conn: Connection, group: str, name: str, query: Query) -> Figure:
    """The median of a query, warm; in the note the longest, and whether that is above the promise."""
    took: list[float] = []
    for _ in range(WARM_UP + TIMES):
        began = time.perf_counter()
        query(conn)
        took.append((time.perf_counter() - began) * 1000)
        conn.commit()  # a rollback would make the driver forget what it has prepared
    longest = max(took[WARM_UP:])
    verdict = "" if longest <= PROMISE_MS else f"; above the {PROMISE_MS} ms that are promised"
    note = f"longest {longest:,.1f}{verdict}"
    return Figure(group=group, name=name, value=float(np.median(took[WARM_UP:])), unit="ms", note=note)


def queries(conn: Connection, amount: Amount, *, now: datetime) -> Iterator[tuple[str, Query]]:
    """Every query of a page, with what it asks for."""
    levels = (Level.DISTRICT, Level.STREET, Level.COMMITTEE)
    areas = {level: area_rows(conn, level=level)[0].code for level in levels}
    yield from _lists(areas, now=now)
    yield from _one(amount, conn)
    yield from _evaluation(areas, now=now)
    yield from _rota(areas, now=now)
    yield from _engine(now=now)


def _lists(areas: dict[Level, str], *, now: datetime) -> Iterator[tuple[str, Query]]:
    for level, code in areas.items():
        yield f"open_orders, a {level.key}", partial(orders.open_orders, under=code)
        yield f"count_by_state, a {level.key}", partial(orders.count_by_state, now=now, under=code)
    yield "open_orders, everywhere", orders.open_orders
    yield "count_by_state, everywhere", partial(orders.count_by_state, now=now)


def _one(amount: Amount, conn: Connection) -> Iterator[tuple[str, Query]]:
    """What the page of one order asks, for one that was reported, in the midst of history."""
    num = amount.orders // 2 // 5 * 5
    order = orders.known_order(conn, num)
    yield "order_view", lambda conn: orders.order_view(conn, order.id)
    yield "order_events", lambda conn: orders.order_events(conn, num)
    yield "clocks_of", lambda conn: clocks.clocks_of(conn, [num])
    yield "pauses_of", lambda conn: clocks.pauses_of(conn, [num])
    yield "reports_of", lambda conn: cases.reports_of(conn, num)
    yield "case_orders", lambda conn: cases.case_orders(conn, order.id)
    yield "merged_into", lambda conn: cases.merged_into(conn, num)
    yield "alerts_of", lambda conn: cases.alerts_of(conn, num)
    yield "open_extension", lambda conn: extensions.open_extension(conn, num)
    place = cases.place_of(conn, num)
    yield (
        "closed_near, for a new report",
        lambda conn: cases.closed_near(
            conn, place, plan=order.plan, origin=Origin.LIVE, radius_m=150, since=order.filed_at
        ),
    )
    yield "near, of a new report", lambda conn: cases.near(conn, num, radius_m=150, within=timedelta(hours=3))


def _evaluation(areas: dict[Level, str], *, now: datetime) -> Iterator[tuple[str, Query]]:
    month, year = Period(begin=now - MONTH, end=now), Period(begin=now - YEAR, end=now)
    for by in (Grouping.CREW, Grouping.PLAN, Grouping.SOURCE):
        yield (
            f"evaluation of a month, by {by}",
            partial(counting.counts, period=month, by=by, now=now, level=None),
        )
    for level in (Level.STREET, Level.COMMITTEE):
        by_area = partial(counting.counts, by=Grouping.AREA, now=now, level=level)
        yield f"evaluation of a month, by {level.key}", partial(by_area, period=month)
    yield "evaluation of a year, by committee", partial(by_area, period=year)
    street = Period(begin=now - MONTH, end=now, under=areas[Level.STREET])
    yield (
        "orders of a month, one by one, of a street, for a file",
        lambda conn: list(evaluation.past_orders(conn, street, now=now)),
    )


def _rota(areas: dict[Level, str], *, now: datetime) -> Iterator[tuple[str, Query]]:
    yield "duties of a week", lambda conn: duty.duties(conn, since=now, until=now + timedelta(days=7))
    yield "attendance, who is on duty", lambda conn: attendance(conn, now=now)
    yield (
        "roster_of a street",
        lambda conn: duty.roster_of(conn, areas=[areas[Level.STREET]], trades=["general"], now=now),
    )


def _engine(*, now: datetime) -> Iterator[tuple[str, Query]]:
    yield "notices, the newest", lambda conn: outbox_lists.listed(conn, limit=100)
    yield (
        "notices that wait, of a channel",
        lambda conn: outbox_lists.listed(conn, limit=100, channel="crews", state=KeptState.WAITING),
    )
    yield "notices of a case", lambda conn: outbox_lists.listed(conn, limit=100, case_id="WO-000001")
    yield (
        "channels, how each stands",
        lambda conn: outbox_lists.loads(conn, told_since=now - timedelta(days=1)),
    )
    yield (
        "waiting for somebody",
        lambda conn: duty.waiting(conn, system="yiping", now=now, limit=200),
    )
    yield "due rungs", lambda conn: clocks.due_orders(conn, now=now, limit=200)
    yield "orders to compare", lambda conn: cases.to_compare(conn, limit=100)
    yield "orders that wait for an area", order_places.waiting_for_area
