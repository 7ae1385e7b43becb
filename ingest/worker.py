"""The loop of ingest: take, normalise, store, and only then acknowledge."""

import logging
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ingest.batch import Stored, Terms, store_batch
from ingest.errors import Reason
from ingest.heap import settle_heap
from ingest.inbox import Inbox
from ingest.message import Message
from ingest.normalise import Rulings, normalise
from ingest.rows import Normalised, Refusal
from ingest.told import Told
from model.errors import YipingError
from store.errors import UnreachableError
from store.pool import Pool

_log = logging.getLogger(__name__)


class Source(Protocol):
    """Where messages come from and are acknowledged; ``refused`` says why it will never serve us."""

    inbox: Inbox
    refused: YipingError | None

    def acknowledge(self, messages: Sequence[Message]) -> None: ...

    def tell(self, told: Sequence[Told]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What one ingest worker works with; ``report`` hears of every committed batch."""

    pool: Pool
    rulings: Rulings
    terms: Terms
    clock: Callable[[], datetime]
    report: Callable[[Stored], None] = lambda _: None

    def normalised(self, messages: Sequence[Message]) -> Normalised:
        """What messages hold; of an unknown sensor the registry is asked once more."""
        registry = self.rulings.registry
        if registry.is_due(self.clock()):
            registry.refresh(now=self.clock())
        batch = normalise(messages, self.rulings)
        if any(map(_of_a_stranger, batch.refusals)) and registry.refresh(now=self.clock()):
            batch = normalise(messages, self.rulings)
        return batch

    def store(self, messages: Sequence[Message], stop: threading.Event) -> Normalised | None:
        """Stores a batch, trying for as long as the database is away; None when stopped before it was."""
        for pause_s in pauses(random.Random()):  # noqa: S311  jitter is no secret
            try:
                batch = self.normalised(messages)
                stored = store_batch(self.pool, batch, self.terms)
            except UnreachableError as problem:
                _log.warning(
                    "%s; %d messages wait", problem, len(messages), extra={"action": "database_away"}
                )
                if stop.wait(pause_s):
                    return None
            else:
                self.rulings.keep(batch.remembered)
                self.report(stored)
                return batch
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """A batch holds up to ``count`` messages, gathered for at most ``age_s`` seconds."""

    count: int
    age_s: float


def run(
    source: Source,
    worker: Worker,
    stop: threading.Event,
    pace: Pace,
    *,
    beat: Callable[[], object] = lambda: None,
) -> None:
    """Works until ``stop``; ``beat`` is called before every turn, and an error in it ends the work.

    Raises what ``source`` was refused with.
    """
    settle_heap()
    while not stop.is_set():
        beat()
        turn(source, worker, stop, pace)


def turn(source: Source, worker: Worker, stop: threading.Event, pace: Pace) -> int:
    """Takes one batch, if there is one within half a second, and returns how many messages came."""
    if source.refused is not None:
        raise source.refused
    messages = source.inbox.take(count=pace.count, age_s=pace.age_s)
    if messages and (batch := worker.store(messages, stop)) is not None:
        source.acknowledge(messages)
        source.tell(batch.told)
    return len(messages)


def pauses(rng: random.Random) -> Iterator[float]:
    """Seconds to wait before each further attempt: doubling to 5 s, with chance against marching in step."""
    longest = 0.1
    while True:
        yield rng.uniform(longest / 2, longest)
        longest = min(longest * 2, 5.0)


def _of_a_stranger(refusal: Refusal) -> bool:
    return refusal.reason is Reason.UNKNOWN_SENSOR
