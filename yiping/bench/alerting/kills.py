"""Kill -9 of ingest at every step of an alert's life: what fires, fires at the same reading, and once.

Sensors tell their rule's whole example, a reading a step; times come from the readings, so hours pass in
seconds. First a lane of sensors does so undisturbed. Then other lanes do the same, and after each step ingest
is killed and started again. The lanes are shifted by a step, so that every step meets every moment.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from alerts.rule import load_rules
from model.broker import broker_from
from sims.message import Message
from sims.publisher import Publisher
from store.measured import progress
from store.measured_alerts import add_gate, hold_gate, hold_ledger, is_waiting
from store.pool import connect
from yiping.bench import crash
from yiping.bench.alerting.cast import Cast, cast_of, players, require_as_written
from yiping.bench.alerting.city import city_with, made_up
from yiping.bench.alerting.lives import Compared, compared, lived
from yiping.bench.alerting.script import whole_scripts
from yiping.bench.figure import Figure
from yiping.bench.stage import BenchError, start_ingest, wait_connected
from yiping.bench.throughput import Stage
from yiping.child import Running
from yiping.progress import Progress
from yiping.settings import Settings
from yiping.wiring import utc_now

GROUP = "kill -9 of ingest at every step"
WRITTEN, COMMITTING, SOON = "all written, nothing committed", "commit under way", "any moment"
MOMENTS = (WRITTEN, COMMITTING, SOON)
"""When ingest is killed after it was told something. The first two are held until they are sure. In the
second the database commits although nobody hears of it, so the broker has to send again what is known."""

SOON_S = 0.15
"""A batch is stored within this time, so ``SOON`` falls anywhere before, amid or after it."""

WITHIN_S = 30.0
LOOK_S = 0.002
SEED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Rules whose example has at most ``most`` readings, in so many disturbed lanes."""

    most: int
    lanes: int = len(MOMENTS)


def measure(settings: Settings, amount: Amount, progress_: Progress) -> Iterator[Figure]:
    """All of it in a city of its own. Raises BenchError where a disturbed life differs."""
    scripts = whole_scripts(load_rules(), most=amount.most)
    with city_with(settings, made_up(players(scripts, amount.lanes)), progress_) as (stage, known):
        cast = cast_of(scripts, known, until=utc_now())
        with progress_.step(f"{len(scripts)} rules, {cast.steps} steps, {cast.strokes} kills"):
            again = torment(stage, cast)
        calm, *disturbed = [lived(stage.servers.database_url, lane) for lane in cast.lanes]
        require_as_written(cast, calm)
        yield from figures(cast, compared(calm, disturbed), again)


def torment(stage: Stage, cast: Cast) -> int:
    """Plays all lanes, and tells how many readings the broker had to send again after they were committed."""
    ingest = start_ingest(stage.settings, stage.servers, stage.stack)
    rng, url = random.Random(SEED), stage.servers.database_url  # noqa: S311  chance that can be repeated
    with connect(url, name="bench") as conn:
        add_gate(conn)
    with Publisher(broker_from(stage.servers.broker_sim_url)) as publisher:
        for number in range(cast.steps):
            tell(publisher, cast.step(0, number))
            wait_stored(url, publisher.counts.readings)
        for number in range(cast.strokes):
            strike(ingest, publisher, cast.stroke(number), MOMENTS[number % len(MOMENTS)], url, rng)
        wait_stored(url, publisher.counts.readings)
    with connect(url, name="bench") as conn:
        return progress(conn).duplicate


def strike(
    ingest: Running,
    publisher: Publisher,
    messages: Sequence[Message],
    moment: str,
    database_url: str,
    rng: random.Random,
) -> None:
    """Tells something, kills ingest at ``moment`` of it, and starts it again."""
    wait_stored(database_url, publisher.counts.readings)
    if moment == SOON:
        tell(publisher, messages)
        time.sleep(rng.uniform(0, SOON_S))
        crash.end(ingest)
    else:
        with held_at(moment, database_url):
            tell(publisher, messages)
            _wait_held(database_url)
            crash.end(ingest)
    ingest.log.unlink()  # what the dead one wrote says nothing of the next
    ingest.again()
    wait_connected(ingest.log)


@contextmanager
def held_at(moment: str, database_url: str) -> Iterator[None]:
    """For the block, every batch comes as far as ``moment`` and no further."""
    with connect(database_url, name="bench") as holder:
        hold = hold_ledger if moment == WRITTEN else hold_gate
        hold(holder)
        yield
        holder.rollback()


def tell(publisher: Publisher, messages: Iterable[Message]) -> None:
    """Sends messages and waits until the broker has them."""
    for message in messages:
        publisher.send(message)
    while publisher.outstanding:
        publisher.pump(LOOK_S)


def wait_stored(database_url: str, readings: int) -> None:
    """Waits until so many readings are stored, whatever came twice."""
    with connect(database_url, name="bench", autocommit=True) as conn:
        _wait(lambda: progress(conn).stored >= readings, f"{readings} readings were not stored")


def figures(cast: Cast, found: Compared, again: int) -> Iterator[Figure]:
    """The figures of all kills. Raises BenchError where a disturbed life differs."""
    if not found.is_clean:
        raise BenchError(f"what was killed lived otherwise than what was not: {found.words}")
    note = f"{len(cast.scripts)} rules, {found.changes} changes of {found.lives} alerts and their orders"
    yield Figure(
        group=GROUP, name="kills, nothing lost, nothing double", value=cast.strokes, unit="", note=note
    )
    yield Figure(group=GROUP, name="apart from the undisturbed run at most", value=found.apart_s, unit="s")
    yield Figure(
        group=GROUP, name="readings sent again after their commit, known by their key", value=again, unit=""
    )


def _wait_held(database_url: str) -> None:
    with connect(database_url, name="bench", autocommit=True) as conn:
        _wait(lambda: is_waiting(conn), "ingest did not come to where it is held")


def _wait(is_so: Callable[[], bool], problem: str) -> None:
    until = time.monotonic() + WITHIN_S
    while not is_so():
        if time.monotonic() > until:
            raise BenchError(f"{problem} within {WITHIN_S:.0f} s")
        time.sleep(LOOK_S)
