"""A device that gives its messages to the broker and does not leave before all of them are taken."""

import random
from time import monotonic, sleep
from types import TracebackType
from typing import Self

from ingest.codecs.native import encode
from ingest.topics import Address
from model.broker import Broker
from model.errors import YipingError
from model.sensor import Sensor
from sims.counts import Counts
from sims.message import Message
from sims.publish import Connection

UNACKNOWLEDGED = 2000
BUNDLE_BYTES = 32 * 1024
FIRST_WITHIN_S = 10.0
PATIENCE_S = 300.0
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
FRUITLESS = 5
"""So many connections in a row without one acknowledgement, and something is wrong with what we send."""

HEADROOM_BYTES = 32


class PublishError(YipingError):
    """The messages did not all reach the broker."""


class Publisher:
    """``with Publisher(broker) as publisher: publisher.send(message)``.

    At most ``unacknowledged`` messages are under way. Leaving the block waits for every acknowledgement; an
    error or Ctrl-C closes the connection at once. Raises PublishError when the broker refuses, or stays away
    for longer than ``patience_s``.
    """

    def __init__(
        self,
        broker: Broker,
        *,
        client_id: str = "",
        unacknowledged: int = UNACKNOWLEDGED,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.counts = Counts()
        self._where = f"{broker.host}:{broker.port}"
        self._limit = self._window = unacknowledged
        self._packet_bytes = 0
        self._patience_s = patience_s
        self._refusal: str | None = None
        self._fruitless = 0
        self._gathered = 0
        self._topics: dict[tuple[str, str, str, str], str] = {}
        self._connection = Connection(broker, client_id, self)

    def __enter__(self) -> Self:
        try:
            self._connect(min(FIRST_WITHIN_S, self._patience_s))
        except BaseException:
            self._connection.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        try:
            while kind is None and self.outstanding:
                self.pump(0.5)
        finally:
            self._connection.close()

    @property
    def outstanding(self) -> int:
        """How many messages the broker has not yet acknowledged."""
        return self.counts.sent - self.counts.acknowledged

    def send(self, message: Message) -> None:
        """Hands one message to the broker; waits while too many are unacknowledged."""
        topic, payload = self._topic(message.sensor), encode(message.samples)
        if len(topic) + len(payload) + HEADROOM_BYTES > self._packet_bytes:
            problem = f"a message of {len(payload)} bytes is more than the broker takes"
            raise PublishError(f"{message.sensor.id}: {problem} ({self._packet_bytes})")
        self._connection.publish(topic, payload)
        self.counts.sent += 1
        self.counts.readings += len(message.samples)
        self.counts.data_time = message.due
        self._gathered += len(payload)
        if self._gathered >= BUNDLE_BYTES:
            self.pump(0)
        while self.outstanding >= self._window:
            self.pump(0.5)

    def pump(self, timeout_s: float) -> None:
        """Writes what is gathered and takes what came, waiting at most ``timeout_s`` for it.

        Connects again when the connection is lost. Raises PublishError.
        """
        self._gathered = 0
        alive = self._connection.exchange(timeout_s)
        self._raise_refusal()
        if not alive:
            self._connect(self._patience_s)

    def connected(self, unacknowledged: int, packet_bytes: int) -> None:
        """Heard from the broker; see publish.Hearing."""
        self._window, self._packet_bytes = min(self._limit, unacknowledged), packet_bytes
        self.counts.connections += 1
        self._fruitless += 1
        if self._fruitless > FRUITLESS:
            self.refused(f"{FRUITLESS} connections in a row broke before one message was acknowledged")

    def refused(self, reason: str) -> None:
        """Heard from the broker; the first reason counts, the next call raises it."""
        self._refusal = self._refusal or reason

    def acknowledged(self, heard: bool) -> None:  # noqa: FBT001 (the protocol's signature)
        """Heard from the broker."""
        self.counts.acknowledged += 1
        self.counts.unheard += not heard
        self._fruitless = 0

    def _connect(self, patience_s: float) -> None:
        """Connects, again and again; pauses are jittered so that a herd of devices spreads out."""
        until_s, pause_s = monotonic() + patience_s, FIRST_PAUSE_S
        while True:
            problem = self._connection.open()
            self._raise_refusal()
            if problem is None:
                return
            if monotonic() + pause_s > until_s:
                raise PublishError(f"no connection to {self._where}: {problem}")
            sleep(pause_s * random.uniform(0.5, 1.0))
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def _topic(self, sensor: Sensor) -> str:
        key = sensor.district, sensor.street, sensor.kind, sensor.id
        topic = self._topics.get(key)
        if topic is None:
            topic = self._topics[key] = Address(*key).up
        return topic

    def _raise_refusal(self) -> None:
        if self._refusal is not None:
            raise PublishError(self._refusal)
