"""How many readings a second go from a device's message to a committed row, rules evaluated.

Live: the load runs beside ingest and keeps AHEAD messages ahead of it. Drain: the broker's queue is filled
first, then ingest is started, so that the load takes nothing of the machine. The seconds go from the first
message (live) or the first commit (drain) to the last commit.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from model.broker import broker_from
from model.catalogue import load_kinds
from model.sensor import Sensor
from sims.district import build
from sims.load import Plan
from sims.load_demo import tape_that_ends_now
from sims.load_tape import Tape
from store.measured import Account, bare_copy_s, progress
from store.pool import connect
from yiping.bench.figure import Figure
from yiping.bench.pouring import pouring
from yiping.bench.stage import BenchError, servers_of_its_own, start_ingest
from yiping.child import Running
from yiping.city import load_demo
from yiping.installation import fill
from yiping.progress import Progress
from yiping.runtime.provide import Servers
from yiping.settings import Settings

GROUP = "throughput, durable"
COPY = "raw COPY, "
AHEAD = 10_000
LOOK_S = 0.05
STALLED_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """So many messages of so many readings, taken by so many workers."""

    messages: int
    per_message: int = 1
    workers: int = 1

    @property
    def readings(self) -> int:
        """All readings of the case."""
        return self.messages * self.per_message

    @property
    def name(self) -> str:
        """The case in words."""
        return f"{self.per_message} a message, {self.workers} worker{'s' if self.workers > 1 else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Servers of its own with the demo district in them."""

    settings: Settings
    servers: Servers
    stack: ExitStack


def measure(settings: Settings, case: Case, progress_: Progress) -> Iterator[Figure]:
    """One case, live and by draining, and the raw COPY of its rows."""
    sensors = build().sensors
    with staged(settings, progress_) as stage, progress_.step(f"{case.name}, live"):
        yield figure(case, "live", _live(stage, case, sensors))
    with staged(settings, progress_) as stage:
        with progress_.step(f"{case.name}, drain"):
            yield figure(case, "drain", _drain(stage, case, sensors))
        with progress_.step("raw COPY of the same rows"), connect(_url(stage), name="bench") as conn:
            rate = case.readings / bare_copy_s(conn)
            yield Figure(group="ceilings", name=f"{COPY}{case.name}", value=rate, unit="readings/s")


def figure(case: Case, mode: str, seconds: float) -> Figure:
    """The figure of a case."""
    rate = case.readings / seconds
    return Figure(group=GROUP, name=f"{case.name}, {mode}", value=rate, unit="readings/s")


@contextmanager
def staged(settings: Settings, progress_: Progress) -> Iterator[Stage]:
    """Empty servers, migrated, with the demo district."""
    with servers_of_its_own(settings, progress_) as (own, servers), ExitStack() as stack:
        fill(servers.database_url, progress_, load_demo)
        yield Stage(settings=own, servers=servers, stack=stack)


def prefixes(sensors: Sequence[Sensor], workers: int) -> list[list[str]]:
    """The streets of the sensors in as many shares, each with about as many sensors as the others."""
    if workers == 1:
        return [[]]
    streets: dict[str, int] = {}
    for sensor in sensors:
        key = f"{sensor.district}/{sensor.street}"
        streets[key] = streets.get(key, 0) + 1
    shares: list[list[str]] = [[] for _ in range(workers)]
    for street in sorted(streets, key=lambda street: -streets[street]):
        min(shares, key=lambda share: sum(streets[one] for one in share)).append(street)
    return shares


def wait_received(database_url: str, readings: int) -> Iterator[tuple[float, Account]]:
    """The account each LOOK_S until it has so many readings. Raises BenchError when it stands still."""
    count, changed = -1, time.monotonic()
    with connect(database_url, name="bench", autocommit=True) as conn:
        while count < readings:
            account = progress(conn)
            now = time.monotonic()
            if account.received != count:
                count, changed = account.received, now
            if now - changed > STALLED_S:
                raise BenchError(f"ingest stands still at {count:,} of {readings:,} readings")
            yield now, account
            time.sleep(LOOK_S)


def _live(stage: Stage, case: Case, sensors: Sequence[Sensor]) -> float:
    _workers(stage, case, sensors)
    tape, broker = _tape(case, sensors), broker_from(stage.servers.broker_sim_url)
    tape.packets(0, 1)  # made before the clock runs
    ahead = min(AHEAD, case.messages // 10)
    began = time.monotonic()
    with pouring(broker, tape, Plan(count=case.messages), allowed=ahead) as load:
        for _, account in wait_received(_url(stage), case.readings):
            load.allowed = account.messages + ahead
        seconds = time.monotonic() - began - LOOK_S  # the last look found it done, and a pause followed
        load.join()
        load.result()
    _require_all_new(account, case)
    return seconds


def _drain(stage: Stage, case: Case, sensors: Sequence[Sensor]) -> float:
    for worker in _workers(stage, case, sensors):
        worker.stop()
    tape, broker = _tape(case, sensors), broker_from(stage.servers.broker_sim_url)
    with pouring(broker, tape, Plan(count=case.messages)) as load:
        load.join()
        load.result()
    _workers(stage, case, sensors)
    first: tuple[float, int] | None = None
    for now, account in wait_received(_url(stage), case.readings):
        if first is None and account.received:
            first = now, account.received
    _require_all_new(account, case)
    if first is None or first[1] == case.readings:
        raise BenchError("ingest was done before it could be watched: measure more messages")
    return (now - first[0]) * case.readings / (case.readings - first[1])


def _workers(stage: Stage, case: Case, sensors: Sequence[Sensor]) -> list[Running]:
    shares = prefixes(sensors, case.workers)
    return [
        start_ingest(stage.settings, stage.servers, stage.stack, prefixes=share, number=number)
        for number, share in enumerate(shares, 1)
    ]


def _tape(case: Case, sensors: Sequence[Sensor]) -> Tape:
    return tape_that_ends_now(
        sensors, load_kinds(), count=case.messages, now=datetime.now(UTC), per_message=case.per_message
    )


def _require_all_new(account: Account, case: Case) -> None:
    if account.stored != case.readings:
        raise BenchError(f"only {account.stored:,} of {case.readings:,} readings were stored: {account}")


def _url(stage: Stage) -> str:
    return stage.servers.database_url
