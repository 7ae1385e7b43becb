"""The path of ingest without its broker: a tape goes through it in this process, at the feed's time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from alerts.engine import open_book
from ingest.batch import Hook, Stored, Terms, store_batch
from ingest.codecs.native import encode
from ingest.limits import ClockBounds
from ingest.measures import measures_of
from ingest.message import Message
from ingest.normalise import Bounds, Rulings
from ingest.registry import Registry
from ingest.topics import address_of_sensor
from ingest.worker import Worker
from model.catalogue import load_kinds
from model.reading import Origin
from model.sensor import Sensor
from sims.replay import feed
from sims.replay.feed_map import FeedMap
from sims.replay.tape import Tape
from store.columns import Columns
from store.pool import Connection, Pool
from store.sensors import registry as read_registry
from store.sensors import registry_version
from yiping.bench.feeds.agenda import FeedClock
from yiping.rulebooks import open_rulebook
from yiping.settings import Settings
from yiping.wiring import alert_hook

MOST = 2000
"""Readings of a batch; it ends earlier where an alert changes."""

Answer = TypeVar("Answer")


class Counted:
    """A hook that counts how many alerts it changed."""

    def __init__(self, hook: Hook) -> None:
        self._hook = hook
        self.changes = 0

    def __call__(self, conn: Connection, readings: Columns) -> int:
        changes = cast("int", self._hook(conn, readings))
        self.changes += changes
        return changes


@dataclass(slots=True, kw_only=True)
class Taking:
    """The worker of ingest, its hook, and what it has stored so far."""

    worker: Worker
    hook: Counted
    stored: Stored = field(default_factory=Stored)

    def take(self, messages: Sequence[Message]) -> bool:
        """Stores messages in one batch; True where an alert changed by it."""
        before = self.hook.changes
        batch = self.worker.normalised(messages)
        self.stored += store_batch(self.worker.pool, batch, self.worker.terms)
        return self.hook.changes != before


def taking_with(settings: Settings, pool: Pool, clock: FeedClock) -> Taking:
    """The worker of ingest with the rules in force, as ``yiping ingest`` has it, but for its clock."""

    def asked(question: Callable[[Connection], Answer]) -> Answer:
        with pool.connection() as conn:
            return question(conn)

    registry = Registry(lambda: asked(read_registry), lambda: asked(registry_version), now=clock())
    with pool.connection() as conn:
        rulebook = open_rulebook(conn, now=clock())
        book = open_book(conn, rulebook.found.conditions, now=clock())
    measures = measures_of(load_kinds())
    future = timedelta(seconds=settings.future_tolerance_s)
    rulings = Rulings(
        registry=registry,
        measures=measures,
        bounds=Bounds(payload_bytes=settings.max_payload_bytes, future=future),
    )
    hook = Counted(alert_hook(book, registry, clock, rulebook))
    terms = Terms(limits=measures.limits, clock=ClockBounds(), hook=hook, client_id="feed")
    return Taking(worker=Worker(pool=pool, rulings=rulings, terms=terms, clock=clock), hook=hook)


def cut(tape: Tape, begin: int, turns_ms: NDArray[np.int64]) -> int:
    """Where the batch ends that begins with a reading: with those of the next turn, or after MOST.

    What changes no alert may come together; what changes one comes at its own time.
    """
    if begin == len(tape):
        return begin
    last = int(tape.times_ms[min(begin + MOST, len(tape)) - 1])
    turn = int(turns_ms.searchsorted(tape.times_ms[begin]))
    ends = [last, *turns_ms[turn : turn + 1].tolist()]
    return int(tape.times_ms.searchsorted(min(ends), side="right"))


def messages_of(found: FeedMap, sensors: Sequence[Sensor], part: Tape) -> list[Message]:
    """A part of a tape as what devices send; each arrives when it was observed.

    They are live: the feed is the only truth of its city.
    """
    return [
        Message(address_of_sensor(one.sensor).up, encode(one.samples), one.due)
        for one in feed.played(found, sensors, part, origin=Origin.LIVE)
    ]
