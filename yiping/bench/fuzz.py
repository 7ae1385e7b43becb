"""Whatever arrives, ingest goes on: a message becomes readings, a notice or dead letters, and is counted."""

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path

from alerts.engine import open_book
from alerts.rule import load_rules
from ingest.batch import Terms, store_batch
from ingest.limits import ClockBounds
from ingest.measures import measures_of
from ingest.message import Message
from ingest.normalise import Bounds, Rulings
from ingest.registry import Registry
from ingest.sources import load_sources
from ingest.worker import Worker
from model.catalogue import load_kinds
from store.measured import letters, progress
from store.pool import Pool, open_pool
from store.sensors import registry, registry_version
from yiping.bench.payloads import MADE_UP_AT_MOST, Sown, made_by_hypothesis, sown
from yiping.bench.stage import servers_of_its_own
from yiping.city import load_demo
from yiping.installation import fill
from yiping.progress import Progress
from yiping.settings import Settings, checkout
from yiping.wiring import alert_hook, utc_now

AT_ONCE = 500
SOURCES = Path("docs") / "sources"


@dataclass(slots=True, kw_only=True)
class Harvest:
    """What became of the payloads: ``bad`` counts refusals while reading, ``letters`` the rows kept."""

    payloads: int = 0
    readings: int = 0
    notices: int = 0
    bad: int = 0
    crashes: int = 0
    letters: int = 0
    buried: int = 0
    unaccounted: int = 0
    first_crash: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing crashed, and each refusal is a dead letter and the ledger balances."""
        return not self.crashes and not self.buried and not self.unaccounted and self.letters == self.bad

    @property
    def line(self) -> str:
        """It all in one line."""
        return (
            f"{self.payloads:,} payloads: {self.readings:,} readings, {self.notices:,} notices, "
            f"bad {self.bad:,}, dead letters {self.letters:,}, refused by the store {self.buried}, "
            f"crashes {self.crashes}, unaccounted {self.unaccounted}{self.first_crash}"
        )


def bench(settings: Settings, *, payloads: int, seed: int, progress_: Progress) -> Harvest:
    """Store so many payloads of all codecs as ingest does, in an empty database of its own."""
    with servers_of_its_own(settings, progress_) as (_, servers):
        fill(servers.database_url, progress_, load_demo)
        with progress_.step("make up payloads"):
            made_up = made_by_hypothesis(min(payloads, MADE_UP_AT_MOST), seed)
        step = progress_.step(f"{payloads:,} payloads, {len(made_up):,} of them by Hypothesis, seed {seed}")
        with step, closing(open_pool(servers.database_url, name="bench")) as pool:
            worker = worker_of(pool)
            rng = random.Random(seed)  # noqa: S311  chance that can be repeated, no secret
            sensors = list(worker.rulings.registry.by_id.values())
            messages = sown(worker.rulings.sources, sensors, made_up, rng=rng)
            return reap(worker, islice(messages, payloads))


def reap(worker: Worker, messages: Iterator[Sown]) -> Harvest:
    """Store messages batch by batch, each under the next packet identifier, and count."""
    harvest, mid = Harvest(), 0
    while some := list(islice(messages, AT_ONCE)):
        now = worker.clock()
        batch = []
        for one in some:
            mid = mid % 65_535 + 1
            batch.append(Message(topic=one.topic, payload=one.payload, received_at=now, session=1, mid=mid))
        harvest.payloads += len(batch)
        _store(worker, batch, harvest)
    with worker.pool.connection() as conn:
        harvest.letters, harvest.buried = letters(conn)
        harvest.unaccounted = progress(conn).unaccounted
    return harvest


def _store(worker: Worker, batch: Sequence[Message], harvest: Harvest) -> None:
    try:
        read = worker.normalised(batch)
        stored = store_batch(worker.pool, read, worker.terms)
        worker.rulings.keep(read.remembered)
    except Exception as problem:  # noqa: BLE001  the very thing that is looked for, message by message
        if len(batch) == 1:
            harvest.crashes += 1
            where = f"{batch[0].topic} {batch[0].payload[:200]!r}"
            harvest.first_crash = harvest.first_crash or f"; first crash {problem!r} at {where}"
            return
        for message in batch:
            _store(worker, [message], harvest)
        return
    harvest.bad += len(read.refusals)
    harvest.notices += len(read.notices)
    harvest.readings += stored.stored + stored.late + stored.duplicate


def worker_of(pool: Pool) -> Worker:
    """A worker as `yiping ingest` has one, with the sources that the docs show."""
    kinds = load_kinds()
    with pool.connection() as conn:
        known, version, book = (
            registry(conn),
            registry_version(conn),
            open_book(conn, load_rules(), now=utc_now()),
        )
    registry_ = Registry(lambda: known, lambda: version, now=utc_now())
    measures = measures_of(kinds)
    return Worker(
        pool=pool,
        rulings=Rulings(
            registry=registry_,
            measures=measures,
            bounds=Bounds(payload_bytes=262_144, future=timedelta(minutes=5)),
            sources=load_sources(checkout(Path.cwd()) / SOURCES, kinds=kinds),
        ),
        terms=Terms(
            limits=measures.limits,
            clock=ClockBounds(),
            hook=alert_hook(book, registry_),
            client_id="fuzz",
        ),
        clock=utc_now,
    )
