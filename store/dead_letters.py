"""Dead letters: refused messages, kept whole with the reason."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from store.pool import Connection
from store.sql import load

_SQL = load("dead_letters")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message, or one value of it, that is refused; ``again`` when the broker marked it as sent again."""

    received_at: datetime
    topic: str
    payload: bytes
    reason: str
    detail: str
    sensor_num: int | None
    again: bool


def put_dead_letter(conn: Connection, letter: DeadLetter) -> bool:
    """Keeps a dead letter; False when it is one that the broker sent again and that is kept already."""
    digest = hashlib.sha256(letter.payload + b"\0" + letter.detail.encode()).digest()
    written = conn.execute(
        _SQL["put_dead_letter"],
        {
            "received_at": letter.received_at,
            "topic": letter.topic.replace("\0", "\ufffd"),
            "payload": letter.payload,
            "digest": digest,
            "reason": letter.reason,
            "detail": letter.detail.replace("\0", "\ufffd"),
            "sensor_num": letter.sensor_num,
            "again": letter.again,
        },
    )
    return written.rowcount == 1
