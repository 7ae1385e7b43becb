"""Messages between paho's thread and the worker: bounded by what the broker may leave unacknowledged."""

import queue
from contextlib import suppress
from time import monotonic

from ingest.message import Message


class Inbox:
    """Messages in the order of arrival. It cannot overflow: the broker stops at the Receive Maximum."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[list[Message]] = queue.SimpleQueue()
        self._rest: list[Message] = []

    def put(self, messages: list[Message]) -> None:
        """Adds what came with one read of the socket."""
        self._queue.put(messages)

    def clear(self) -> None:
        """Forgets what waits."""
        with suppress(queue.Empty):
            while True:
                self._queue.get_nowait()

    def take(self, *, count: int, age_s: float, wait_s: float = 0.5) -> list[Message]:
        """Up to ``count`` messages, gathered for at most ``age_s`` after the first; none after ``wait_s``."""
        batch, until = self._rest, monotonic() + age_s
        if not batch:
            try:
                batch = self._queue.get(timeout=wait_s)
            except queue.Empty:
                return []
            until = monotonic() + age_s
        batch = list(batch)
        while len(batch) < count:
            try:
                batch += self._queue.get(timeout=max(0.0, until - monotonic()))
            except queue.Empty:
                break
        self._rest = batch[count:]
        return batch[:count]
