"""An engine that sleeps while many rungs fall due: it catches up once, without a storm.

It is killed amid a load, hours pass for every clock that runs, more orders come, and it is started again.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from store import measured_orders as measured
from store.pool import Connection, connect, open_pool
from yiping.bench.crash import end
from yiping.bench.figure import Figure
from yiping.bench.ordering.account import Account
from yiping.bench.ordering.board import Board
from yiping.bench.ordering.ground import City, city, start_engine
from yiping.bench.ordering.openings import Openings, fire
from yiping.bench.ordering.storm import settle
from yiping.bench.stage import BenchError
from yiping.progress import Progress
from yiping.settings import Settings
from yiping.wiring import utc_now

GROUP = "engine asleep for {hours:g} h amid {orders:,} orders"
WITHIN_S = 300.0
LOOK_S = 0.2
AT_ONCE = timedelta(seconds=10)
"""Rungs go on falling due; by then the engine, which looks every two seconds, has reached each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """So many orders, a quarter of them opened while the engine sleeps for so many hours of their clocks."""

    orders: int
    hours: float = 12

    @property
    def group(self) -> str:
        """What its figures stand under."""
        return GROUP.format(orders=self.orders, hours=self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Woken:
    """What the engine made of it: rungs that were due when it woke, by order, and those that still are.

    ``reminders`` are lines of history by the order's id, ``notices`` those of these lines by receiver.
    """

    due: Mapping[str, int]
    missed: int
    reminders: Counter[str]
    notices: Counter[str]
    digests: int
    seconds: float


def measure(settings: Settings, amount: Amount, seed: int, progress_: Progress) -> Iterator[Figure]:
    """Lets it sleep and wake. Raises BenchError where a rung is not reached, or reached more than once."""
    with city(settings, amount.orders, seed, progress_) as here:
        engine, awake = start_engine(here.stage), amount.orders * 3 // 4
        with progress_.step(f"{awake:,} orders while it is awake, and the others while it sleeps"):
            _open(here, range(awake), seed)
            settle(here.database_url)
            end(engine)
            with connect(here.database_url, name="bench") as conn:
                before = {line.num for line in measured.lines(conn) if line.command == "remind"}
                rows = {one.key for one in measured.outbox_rows(conn)}
                _open(here, range(awake, amount.orders), seed)
                measured.rewind(conn, timedelta(hours=amount.hours))
                slept_until = utc_now()
                due = measured.rungs_due(conn, now=slept_until)
        with progress_.step(f"wake it after {amount.hours:g} h"):
            began = time.monotonic()
            engine.again()
            _wait_caught_up(here.database_url, slept_until)
            seconds = time.monotonic() - began
            settle(here.database_url)
        engine.stop()
        yield from figures(amount, _woken(here, before, rows, due, seconds))


def figures(amount: Amount, woken: Woken) -> Iterator[Figure]:
    """The figures. Raises BenchError where a rung is not reached, or an order is reminded of twice."""
    twice = sum(times > 1 for times in woken.reminders.values())
    silent = len(woken.due.keys() - woken.reminders.keys())
    if woken.missed or twice or silent:
        words = f"{woken.missed} rungs not reached, {twice} orders reminded of twice, {silent} never"
        raise BenchError(f"the engine that slept left what it should not: {words}")
    rungs, worst = sum(woken.due.values()), max(woken.notices.values(), default=0)
    yield Figure(
        group=amount.group,
        name="rungs that fell due meanwhile, each reached once",
        value=rungs,
        unit="",
        note="missed 0, twice 0; wanted 0 of each",
    )
    yield Figure(
        group=amount.group,
        name="orders reminded of, each by one line",
        value=len(woken.reminders),
        unit="",
        note="at most one line an order is wanted",
    )
    yield Figure(
        group=amount.group,
        name="notices of that to one receiver, at most",
        value=worst,
        unit="",
        note=f"{woken.digests} digests; one for each order would be a flood",
    )
    yield Figure(group=amount.group, name="start until all is caught up with", value=woken.seconds, unit="s")


def _open(here: City, numbers: range, seed: int) -> None:
    with closing(open_pool(here.database_url, name="bench")) as pool:
        openings = Openings(city=here, pool=pool, board=Board(), account=Account(), turns=iter(()))
        for number in numbers:
            fire(openings, number, random.Random(seed + number), is_first=True)  # noqa: S311


def _wait_caught_up(database_url: str, slept_until: datetime) -> None:
    until_s = time.monotonic() + WITHIN_S
    with connect(database_url, name="bench", autocommit=True) as conn:
        while left := _left(conn, slept_until):
            if time.monotonic() > until_s:
                raise BenchError(
                    f"the engine did not catch up within {WITHIN_S:.0f} s: {left:,} rungs and lines are left"
                )
            time.sleep(LOOK_S)


def _left(conn: Connection, slept_until: datetime) -> int:
    """Rungs that fell due by then and are not reached, and lines that nobody was told of."""
    rungs = measured.rungs_due(conn, now=slept_until)
    return sum(rungs.values()) + measured.unrest(conn, up_to=measured.last_line(conn)).untold


def _woken(here: City, before: set[int], rows: set[str], due: Mapping[str, int], seconds: float) -> Woken:
    with connect(here.database_url, name="bench") as conn:
        lines = [one for one in measured.lines(conn) if one.command == "remind" and one.num not in before]
        sent = [one for one in measured.outbox_rows(conn) if one.key not in rows]
        missed = measured.rungs_due(conn, now=utc_now() - AT_ONCE)
    nums = {line.num for line in lines}
    return Woken(
        due=due,
        missed=sum(missed.values()),
        reminders=Counter(line.order_id for line in lines if line.order_id in due),
        notices=Counter(one.receiver for one in sent if one.event_num in nums),
        digests=sum(one.key.startswith("digest.") for one in sent),
        seconds=seconds,
    )
