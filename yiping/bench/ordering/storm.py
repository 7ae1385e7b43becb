"""Thousands of orders in minutes, hundreds of people at them, and receivers that fail half of the time.

What was answered is kept apart from the program, and judged by a table of steps of its own.
"""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from dashboard.threads import short_turns
from orders.outbox_desk import retry_channel
from store import measured_orders as measured
from store.pool import connect, open_pool
from yiping.bench.alerting.burden import Burden
from yiping.bench.figure import Figure
from yiping.bench.ordering import courses, notices, oracle, receiving
from yiping.bench.ordering.account import Account, Answer
from yiping.bench.ordering.board import Board
from yiping.bench.ordering.ground import NAMES, City, city, start_engine
from yiping.bench.ordering.openings import Openings, turns_of
from yiping.bench.ordering.people import Office, at_work
from yiping.bench.stage import BenchError
from yiping.progress import Progress
from yiping.settings import Settings
from yiping.wiring import utc_now

GROUP = "{orders:,} orders within {seconds:g} s, {people} people"
LATENCY = 50
"""Milliseconds of a command with its commit, p95, that are promised."""

OPENERS, CONNECTIONS = 4, 12
SETTLES_WITHIN_S = 600.0
LOOK_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """So many orders within so many seconds, and so many people who each act every so often."""

    orders: int
    seconds: float
    people: int
    every_s: float

    @property
    def group(self) -> str:
        """What its figures stand under."""
        return GROUP.format(orders=self.orders, seconds=self.seconds, people=self.people)


def measure(settings: Settings, amount: Amount, seed: int, progress_: Progress) -> Iterator[Figure]:
    """One storm in a city of its own. Raises BenchError where anything is lost, double or impossible."""
    with city(settings, amount.orders, seed, progress_) as here:
        yield from stormed(here, amount, seed, progress_)


def stormed(here: City, amount: Amount, seed: int, progress_: Progress) -> Iterator[Figure]:
    """The storm itself, until everybody is told, and what is made of it."""
    engine = start_engine(here.stage)
    burden = Burden(pid=engine.process.pid)
    with progress_.step(f"{amount.orders:,} orders within {amount.seconds:g} s, {amount.people} people"):
        account, took_s = play(here, amount, seed, burden)
    with progress_.step("wait until everybody is told of everything"):
        settled = settle(here.database_url)
    engine.stop()
    with progress_.step("compare what was answered with what is held"):
        yield from figures(here, amount, account, took_s, settled.up_to)
    yield _figure(amount, "from the last command until all are told", settled.seconds, "s")
    yield _figure(amount, "alerts: of one processor", burden.cpu_share * 100, "%")
    yield _figure(amount, "alerts: most memory", burden.most_mb, "MB")


def play(here: City, amount: Amount, seed: int, burden: Burden) -> tuple[Account, float]:
    """Opens all orders while people act; returns what was answered, and in how many seconds.

    Threads take turns as in the dashboard, where people's commands run.
    """
    board, account, over = Board(), Account(), threading.Event()
    with short_turns(), closing(open_pool(here.database_url, name="bench", max_size=CONNECTIONS)) as pool:
        turns = iter(turns_of(amount.orders, amount.seconds, seed))
        openings = Openings(city=here, pool=pool, board=board, account=account, turns=turns)
        names = [f"person-{number}" for number in range(amount.people)]
        office = Office(
            pool=pool, board=board, account=account, names=names, over=over, every_s=amount.every_s
        )
        openers = [threading.Thread(target=openings.run, args=(over,)) for _ in range(OPENERS)]
        people = [
            threading.Thread(target=at_work, args=(office, name, random.Random(f"{seed} {name}")))  # noqa: S311
            for name in names
        ]
        began = time.monotonic()
        _until_opened(openers, people, over, burden)
        return account, time.monotonic() - began


def _until_opened(
    openers: Sequence[threading.Thread],
    people: Sequence[threading.Thread],
    over: threading.Event,
    burden: Burden,
) -> None:
    """Lets all of them act until the last order is opened; Ctrl-C sends them home as well."""
    try:
        for thread in (*openers, *people):
            thread.start()
        for thread in openers:
            while thread.is_alive():
                thread.join(LOOK_S / 2)
                burden.note()
    finally:
        over.set()
        for thread in (*openers, *people):
            if thread.ident is not None:
                thread.join()


@dataclass(frozen=True, slots=True)
class Settled:
    """Up to which line of history everybody was told of everything, and after how many seconds."""

    up_to: int
    seconds: float


def settle(database_url: str) -> Settled:
    """Waits until nothing of what has happened by now is untold or undelivered.

    Clocks run on meanwhile, and tell of rungs that fall due; that is for nobody to wait for. Receivers go on
    failing half of the time: what waits for another try is hurried again and again, as a person does who runs
    `yiping notices retry`. Raises BenchError where it does not come to rest.
    """
    began = time.monotonic()
    with connect(database_url, name="bench") as conn:
        up_to = measured.last_line(conn)
    while time.monotonic() - began < SETTLES_WITHIN_S:
        with connect(database_url, name="bench") as conn:
            unrest = measured.unrest(conn, up_to=up_to)
            if not any(unrest):
                return Settled(up_to, time.monotonic() - began)
            for name in NAMES:
                retry_channel(conn, name, now=utc_now())
        time.sleep(LOOK_S)
    raise BenchError(f"not at rest after {SETTLES_WITHIN_S:.0f} s: {unrest}")


def figures(here: City, amount: Amount, account: Account, took_s: float, up_to: int) -> Iterator[Figure]:
    """The figures of a storm. Raises BenchError where anything is not as it was answered."""
    with connect(here.database_url, name="bench") as conn:
        lines, stands = measured.lines(conn), measured.stands(conn)
        found = oracle.judge(account, lines, stands, wet=measured.open_alerts(conn))
        sent, came = measured.outbox_rows(conn), list(receiving.came(here.folder))
        told = notices.judge(lines, stands, sent, came, here.streets, up_to=up_to)
        clocks = courses.judge(conn, lines, stands, account)
    failed = [one for one in account.asked if one.answer is Answer.FAILED]
    failures = [f"failed {len(failed)}: {failed[0].words}"] if failed else []
    failures += (
        [f"openings failed {len(account.failures)}: {account.failures[0]}"] if account.failures else []
    )
    problems = [*found.problems, *told.problems, *clocks.problems, *failures]
    if problems:
        raise BenchError("the storm left what it should not: " + "; ".join(problems))
    yield from commands(amount, account, took_s, len(lines))
    yield from _notices(amount, told)
    note = f"wrong 0; wanted 0. {clocks.rungs:,} rungs as well, met or late as well"
    yield _figure(amount, "clocks of these orders, walked from their events", clocks.clocks, "", note)


def commands(amount: Amount, account: Account, took_s: float, lines: int) -> Iterator[Figure]:
    """What people asked for, and how long they waited."""
    done = sum(one.answer is Answer.DONE for one in account.asked)
    note = "lost 0, double 0, impossible 0; wanted 0 of each"
    asked = len(account.asked)
    yield _figure(
        amount, "orders asked for by alerts and reports", len(account.opened) + len(account.reported), ""
    )
    yield _figure(amount, "commands", asked / took_s, "/s", f"{asked:,} in {took_s:.0f} s")
    yield _figure(amount, "commands carried out, each one event", done, "", note)
    yield _figure(amount, "commands refused, none left anything", asked - done, "")
    yield _figure(amount, "lines of history, each with its cause", lines, "")
    milliseconds = np.array([one.seconds for one in account.asked if one.answer is Answer.DONE]) * 1000
    for name, share in (("p50", 50), ("p95", 95), ("longest", 100)):
        promise = f"{LATENCY} ms are promised" if share == 95 else ""
        value = float(np.percentile(milliseconds, share)) if done else None
        yield Figure(
            group=amount.group, name=f"command to commit, {name}", value=value, unit="ms", note=promise
        )


def _notices(amount: Amount, told: notices.Told) -> Iterator[Figure]:
    words = ", ".join(f"{manner} {times:,}" for manner, times in sorted(told.manners.items()))
    note = "lost 0, out of order 0; wanted 0 of each"
    yield _figure(amount, "notices, each once for its key", told.notices, "", note)
    yield _figure(amount, "tries", told.requests, "", words)
    yield _figure(amount, "came again, known by the key", told.absorbed, "")
    yield _figure(amount, "drills told", told.drills, "", "by a channel that no drill named 0; wanted 0")


def _figure(amount: Amount, name: str, value: float, unit: str, note: str = "") -> Figure:
    return Figure(group=amount.group, name=name, value=value, unit=unit, note=note)
