"""Messages between paho's thread and the worker: bounded by what the broker may leave unacknowledged."""

import queue
from time import monotonic

from ingest.message import Message


class Inbox:
    """Messages in the order of arrival. It cannot overflow: the broker stops at the Receive Maximum."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Message] = queue.SimpleQueue()

    def put(self, message: Message) -> None:
        self._queue.put(message)

    def __len__(self) -> int:
        return self._queue.qsize()

    def take(self, *, count: int, age_s: float, wait_s: float = 0.5) -> list[Message]:
        """Up to ``count`` messages, gathered for at most ``age_s`` after the first; none after ``wait_s``."""
        try:
            batch = [self._queue.get(timeout=wait_s)]
        except queue.Empty:
            return []
        until = monotonic() + age_s
        while len(batch) < count:
            try:
                batch.append(self._queue.get(timeout=max(0.0, until - monotonic())))
            except queue.Empty:
                break
        return batch
