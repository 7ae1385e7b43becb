"""Messages between paho's thread and the worker: bounded by what the broker may leave unacknowledged."""

import queue
from contextlib import suppress
from time import monotonic

from ingest.message import Message

BATCH_BYTES = 2 * 1024 * 1024
"""Payloads of one batch: a message may hold thousands of readings, and a batch must not take seconds."""


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
        batch: list[Message] = []
        size, until = 0, monotonic() + (age_s if self._rest else wait_s)
        more = self._rest
        while True:
            if more and not batch:
                until = monotonic() + age_s
            batch += more
            size += sum([len(message.payload) for message in more])
            if len(batch) >= count or size >= BATCH_BYTES:
                break
            try:
                more = self._queue.get(timeout=max(0.0, until - monotonic()))
            except queue.Empty:
                break
        self._rest = batch[count:]
        return batch[:count]
