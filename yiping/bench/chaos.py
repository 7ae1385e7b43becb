"""The promise that nothing is lost and nothing doubled, tried: kill -9 and cuts at random amid a steady load.

What dies dies as in a power cut, the database with all its workers, and is started again as the supervisor
does. A network cut is a process that stops for a while: its lines stay open and nothing comes through.
"""

import signal
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from model.broker import broker_from
from model.catalogue import load_kinds
from sims.district import build
from sims.load import Plan, Poured
from sims.load_demo import tape_that_ends_now
from sims.load_tape import Tape
from store.errors import UnreachableError
from store.measured import Account, progress
from store.pool import connect
from yiping.bench.crash import cut, end, go_on, kill, stop, tell
from yiping.bench.ordeal import Done, Ordeal, strokes
from yiping.bench.pouring import Pouring, pouring
from yiping.bench.stage import BenchError, servers_of_its_own, start, wait_connected
from yiping.bench.verdict import Verdict, verdict_on
from yiping.child import Running, last_lines
from yiping.city import load_demo
from yiping.installation import fill, our
from yiping.progress import Progress
from yiping.runtime.broker_queue import queue_for
from yiping.runtime.provide import Servers
from yiping.settings import Settings

EVERY_MS = 2_000
PEAK = 0.2
QUIET_S = 60.0
SAVED_WITHIN_S = 20.0
AMID_S = 0.4
AT_WORK_WITHIN_S = 6.0
OUTAGE_S, MESSAGES_PER_S = 300, 1000
"""A smaller promise than the default lets the broker save more often, so that devices need to keep less."""

LINES_TOLD = 8
DROPPED = "messages are being dropped"
PATIENCE_S = 600.0
LOOK_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Endured:
    """What came of it."""

    verdict: Verdict
    done: Done
    poured: Poured
    account: Account
    seconds: float

    @property
    def is_clean(self) -> bool:
        """Whether nothing is missing, double or unaccounted for."""
        return self.verdict.is_clean

    @property
    def lines(self) -> Sequence[str]:
        """It all for people."""
        poured, account = self.poured, self.account
        return (
            self.done.line,
            f"sent again {poured.again:,}, nobody listened to {poured.unheard:,}",
            f"stored {account.stored:,}, late {account.late:,}, duplicate {account.duplicate:,}",
            *self.verdict.lines,
            f"{'clean' if self.is_clean else 'NOT CLEAN'} after {self.seconds:.0f} s",
        )


def bench(settings: Settings, ordeal: Ordeal, progress_: Progress) -> Endured:
    """Start everything anew, go through the ordeal, and judge what the tables hold.

    Raises BenchError when ingest does not come to rest, LoadError when the broker does not come back.
    """
    began, settings = time.monotonic(), replace(settings, outage_s=OUTAGE_S, messages_per_s=MESSAGES_PER_S)
    if ordeal.resend_s <= (save_s := queue_for(settings).save_s):
        raise BenchError(f"devices that keep {ordeal.resend_s:g} s lose what a broker saves each {save_s} s")
    with servers_of_its_own(settings, progress_) as (own, servers), ExitStack() as stack:
        fill(servers.database_url, progress_, load_demo)
        victims = _victims(own, servers, stack)
        tape = tape_of(ordeal, now=datetime.now(UTC))
        with progress_.step(f"{ordeal.kills} kills amid {ordeal.readings:,} readings, seed {ordeal.seed}"):
            plan = Plan(count=ordeal.readings, rate=ordeal.rate, resend_s=ordeal.resend_s)
            with pouring(broker_from(servers.broker_sim_url), tape, plan) as load:
                done = _torment(victims, ordeal, load, servers.database_url, progress_)
                _wait(lambda: not load.is_alive(), victims, done)
            poured = load.result()
        with progress_.step("wait until all is stored"):
            account = _rest(servers, victims, done, poured)
        with progress_.step("compare what was sent with what is held"):
            verdict = verdict_on(servers.database_url, tape, ordeal.readings)
        if servers.broker is not None and DROPPED in servers.broker.log.read_text(encoding="utf-8"):
            done.said.append("the broker's queue was full and it dropped messages: see its log")
        if not verdict.is_clean:
            done.said += last_lines(victims["ingest"].log, LINES_TOLD)
        for line in done.said:
            progress_.say(f"    said: {line}")
        return Endured(
            verdict=verdict, done=done, poured=poured, account=account, seconds=time.monotonic() - began
        )


def tape_of(ordeal: Ordeal, *, now: datetime) -> Tape:
    """The readings of an ordeal, with waves high enough to raise alerts and file orders."""
    sensors, kinds = build().sensors, load_kinds()
    return tape_that_ends_now(sensors, kinds, count=ordeal.readings, now=now, every_ms=EVERY_MS, peak=PEAK)


def _victims(own: Settings, servers: Servers, stack: ExitStack) -> dict[str, Running]:
    child = our("ingest", settings=own, servers=servers, broker_url=servers.broker_ingest_url)
    ingest = start(child, own, stack)
    wait_connected(ingest.log)
    _wait_saved(servers, own.mqtt_client_id)
    return {"ingest": ingest, "postgres": servers.running[0], "mosquitto": servers.running[1]}


def _wait_saved(servers: Servers, client_id: str) -> None:
    """Wait until the broker has saved the session of ingest; killed before, it would not know it again."""
    if servers.broker is None:
        raise BenchError("a broker that is not our own cannot be killed")
    saved = servers.broker.folder / "mosquitto.db"
    tell(servers.running[1].process.pid, signal.SIGUSR1)
    until = time.monotonic() + SAVED_WITHIN_S
    while not (saved.exists() and client_id.encode() in saved.read_bytes()):
        if time.monotonic() > until:
            raise BenchError(
                f"the broker has not saved the session {client_id} within {SAVED_WITHIN_S:.0f} s"
            )
        time.sleep(LOOK_S)


def _torment(
    victims: dict[str, Running], ordeal: Ordeal, load: Pouring, database_url: str, progress_: Progress
) -> Done:
    done, told = Done(), time.monotonic()
    for stroke in strokes(ordeal):
        time.sleep(stroke.wait_s)
        _lift(victims, done)
        if stroke.cut_s is not None:
            cut(victims[stroke.victim], stroke.cut_s)
            done.cuts[stroke.victim] += 1
            continue
        if stroke.amid:
            _end_amid(victims, database_url)
        kill(victims[stroke.victim])
        done.kills[stroke.victim] += 1
        if time.monotonic() - told > 10:
            told = time.monotonic()
            progress_.say(f"    {done.line}")
        if not load.is_alive():
            load.result()
    return done


def _end_amid(victims: dict[str, Running], database_url: str) -> None:
    """Kill ingest while the database does not move: what it has taken is surely not committed.

    For a while it is waited for at work, because one that only starts has taken nothing.
    """
    _wait_at_work(database_url)
    stopped = stop(victims["postgres"])
    try:
        time.sleep(AMID_S)
        end(victims["ingest"])
    finally:
        go_on(stopped)


def _wait_at_work(database_url: str) -> None:
    seen: set[int] = set()
    until = time.monotonic() + AT_WORK_WITHIN_S
    while len(seen) < 2 and time.monotonic() < until:
        with suppress(UnreachableError), connect(database_url, name="bench") as conn:
            seen.add(progress(conn).messages)
        time.sleep(LOOK_S)


def _lift(victims: dict[str, Running], done: Done) -> None:
    """Start again what ended by itself, as the supervisor does; an end of ingest is noted."""
    for name, victim in victims.items():
        if not victim.alive:
            if name == "ingest":
                done.fell += 1
                done.said += last_lines(victim.log, LINES_TOLD)
            victim.again()


def _wait(is_over: Callable[[], bool], victims: dict[str, Running], done: Done) -> None:
    until = time.monotonic() + PATIENCE_S
    while not is_over():
        if time.monotonic() > until:
            raise BenchError(f"not at rest after {PATIENCE_S:.0f} s; {done.line}")
        _lift(victims, done)
        time.sleep(LOOK_S)


def _rest(servers: Servers, victims: dict[str, Running], done: Done, poured: Poured) -> Account:
    """Wait until ingest has stored as much as was sent, or stores nothing more for QUIET_S."""
    last, changed = None, time.monotonic()

    def is_over() -> bool:
        nonlocal last, changed
        try:
            with connect(servers.database_url, name="bench") as conn:
                found = progress(conn)
        except UnreachableError:
            return False
        if found != last:
            last, changed = found, time.monotonic()
        enough = found.stored + found.late >= poured.acknowledged
        return time.monotonic() - changed > (2.0 if enough else QUIET_S)

    _wait(is_over, victims, done)
    if last is None:
        raise BenchError("the database does not answer any more")
    return last
