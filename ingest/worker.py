"""The loop of ingest: take, normalise, store, and only then acknowledge."""

import logging
import random
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ingest.batch import Entry, Hook, Stored, store_batch
from ingest.codecs import native
from ingest.errors import Reason
from ingest.inbox import Inbox
from ingest.message import Message
from ingest.normalise import Bounds, Normalised, normalise
from ingest.registry import Registry
from model.errors import YipingError
from model.kind import Kind
from store.errors import UnreachableError
from store.pool import Pool

_log = logging.getLogger(__name__)


class Source(Protocol):
    """Where messages come from and are acknowledged; ``refused`` says why it will never serve us."""

    inbox: Inbox
    refused: YipingError | None

    def acknowledge(self, messages: Sequence[Message]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What one ingest worker works with; ``report`` hears of every committed batch."""

    pool: Pool
    registry: Registry
    kinds: Mapping[str, Kind]
    bounds: Bounds
    hook: Hook
    clock: Callable[[], datetime]
    report: Callable[[Stored], None] = lambda _: None

    def normalised(self, messages: Sequence[Message]) -> list[Entry]:
        """Each message with what it holds; of an unknown sensor the registry is asked once more."""
        if self.registry.is_due(self.clock()):
            self.registry.refresh(now=self.clock())
        entries = [(message, self._normalise(message)) for message in messages]
        if any(map(_of_a_stranger, entries)) and self.registry.refresh(now=self.clock()):
            entries = [
                (entry[0], self._normalise(entry[0])) if _of_a_stranger(entry) else entry for entry in entries
            ]
        return entries

    def store(self, messages: Sequence[Message], stop: threading.Event) -> bool:
        """Stores a batch, trying for as long as the database is away; False when stopped before it was."""
        for pause_s in pauses(random.Random()):  # noqa: S311  jitter is no secret
            try:
                self.report(store_batch(self.pool, self.normalised(messages), self.hook))
            except UnreachableError as problem:
                _log.warning(
                    "%s; %d messages wait", problem, len(messages), extra={"action": "database_away"}
                )
                if stop.wait(pause_s):
                    return False
            else:
                return True
        return False

    def _normalise(self, message: Message) -> Normalised:
        return normalise(
            message,
            registry=self.registry,
            kinds=self.kinds,
            decode=native.decode,
            bounds=self.bounds,
        )


def run(source: Source, worker: Worker, stop: threading.Event, *, count: int, age_s: float) -> None:
    """Works until ``stop``: batches of up to ``count`` messages, gathered for at most ``age_s`` seconds.

    Raises what ``source`` was refused with.
    """
    while not stop.is_set():
        if source.refused is not None:
            raise source.refused
        messages = source.inbox.take(count=count, age_s=age_s)
        if messages and worker.store(messages, stop):
            source.acknowledge(messages)


def pauses(rng: random.Random) -> Iterator[float]:
    """Seconds to wait before each further attempt: doubling to 5 s, with chance against marching in step."""
    longest = 0.1
    while True:
        yield rng.uniform(longest / 2, longest)
        longest = min(longest * 2, 5.0)


def _of_a_stranger(entry: Entry) -> bool:
    return any(refusal.reason is Reason.UNKNOWN_SENSOR for refusal in entry[1].refusals)
