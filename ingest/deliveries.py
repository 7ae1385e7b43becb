"""Messages without a time of their own: sent again they must not become a second reading.

Such a reading is known by its arrival only, and what the broker sends again arrives anew. The packet tells:
in a session the broker sends it again under the same identifier, marked, with the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from ingest.message import Message
from ingest.rows import Normalised
from store.deliveries import known_deliveries
from store.pool import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """Which readings were stored by an earlier delivery, and the digests to note by packet identifier."""

    repeated: NDArray[np.bool_]
    digests: Mapping[int, bytes]


def deliveries_of(conn: Connection, batch: Normalised, client_id: str) -> Deliveries:
    """Looks at the messages of a batch that hold a reading without a time of its own."""
    repeated = np.zeros(len(batch.readings), np.bool_)
    digests: dict[int, bytes] = {}
    if not batch.readings.clockless.any():
        return Deliveries(repeated=repeated, digests=digests)
    places = np.unique(batch.places[batch.readings.clockless]).tolist()
    known = known_deliveries(conn, client_id, {batch.messages[place].mid for place in places})
    for place in places:
        message = batch.messages[place]
        digest = digest_of(message)
        if message.again and known.get(message.mid) == digest:
            repeated |= (batch.places == place) & batch.readings.clockless
        elif message.mid:
            known[message.mid] = digests[message.mid] = digest
    return Deliveries(repeated=repeated, digests=digests)


def digest_of(message: Message) -> bytes:
    """What stands for the bytes of a message, its topic among them."""
    return sha256(message.topic.encode() + b"\0" + message.payload).digest()
