"""How much a broker of our own holds for an ingest that is away.

Mosquitto 2.0.21 keeps 411 bytes of memory for a queued message of 100 bytes and 484 for one of 200 (topics
of 45 letters). Beyond a queue's limit it acknowledges a message and drops it, so the limit lies above what
was promised. Its `memory_limit` is no way out: at that limit it ends itself without saving, or lets nobody
in, ingest neither.
"""

import math
from dataclasses import dataclass

from yiping.settings import Settings

MARGIN = 1.25
PAYLOAD_BYTES = 256
OVERHEAD_BYTES = 320
RESIDENT = 1.2
SAVED_OVERHEAD_BYTES = 115
SAVES_BYTES_PER_S = 25_000_000
"""What saving a full queue may write on average: Mosquitto writes all of it each time and serves nobody
meanwhile, and where a save lasts as long as the interval it takes one packet between two saves."""
SHORTEST_SAVE_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A promise: `messages_per_s` of at most 256 bytes on average are held for `outage_s` seconds."""

    outage_s: int = 1800
    messages_per_s: int = 2000

    @property
    def messages(self) -> int:
        """Messages after which the broker drops: the promise and a quarter more."""
        return round(self.outage_s * self.messages_per_s * MARGIN)

    @property
    def payload_bytes(self) -> int:
        """Bytes of payload after which the broker drops."""
        return self.messages * PAYLOAD_BYTES

    @property
    def save_s(self) -> int:
        """Seconds between two saves; readings of so long can be lost by a kill -9 of the broker."""
        full_bytes = self.messages * (PAYLOAD_BYTES + SAVED_OVERHEAD_BYTES)
        return max(SHORTEST_SAVE_S, math.ceil(full_bytes / SAVES_BYTES_PER_S))

    @property
    def memory_bytes(self) -> int:
        """What a full queue takes of this machine's memory, the allocator's own share included."""
        return round((self.messages * OVERHEAD_BYTES + self.payload_bytes) * RESIDENT)


def queue_for(settings: Settings) -> Queue:
    """What settings promise."""
    return Queue(outage_s=settings.outage_s, messages_per_s=settings.messages_per_s)
