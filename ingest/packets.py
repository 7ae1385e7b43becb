"""MQTT 5 packets, as far as ingest reads and writes them itself: PUBLISH in, PUBACK out.

paho makes dozens of Python calls and objects for each PUBLISH and each PUBACK, more than all else that ingest
does with a reading; connecting, subscribing and keeping alive stay with paho. Layout: MQTT 5.0, sections 2.1,
3.3 and 3.4.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from ingest.message import Message

PUBLISH = 3
LARGEST_LENGTH_BYTES = 4


class PacketError(OSError):
    """The stream is no MQTT; like any broken line, the connection has to begin anew."""


class Taken(NamedTuple):
    """What a stream held: messages, the packets of other types as they stood, and how far it was read."""

    messages: list[Message]
    others: list[bytes]
    consumed: int


def take_apart(stream: bytes | bytearray, *, received_at: datetime, session: int) -> Taken:
    """All whole packets at the beginning of a stream. Raises PacketError."""
    messages, others = [], []
    at, end = 0, len(stream)
    while at + 2 <= end:
        length, body = stream[at + 1], at + 2
        if length > 127:
            length, body = _length_at(stream, at + 1)
        after = body + length
        if body > end or after > end:
            break
        if stream[at] >> 4 == PUBLISH:
            messages.append(_message(stream, at, body, after, received_at, session))
        else:
            others.append(bytes(stream[at:after]))
        at = after
    return Taken(messages, others, at)


def acknowledgements(mids: Iterable[int]) -> bytes:
    """A PUBACK for each packet identifier, in their order."""
    return b"".join([b"\x40\x02" + mid.to_bytes(2, "big") for mid in mids])


def _message(
    stream: bytes | bytearray, start: int, body: int, after: int, received_at: datetime, session: int
) -> Message:
    if after - body < 3:
        raise PacketError("a PUBLISH without a topic")
    topic_at = body + 2
    at = topic_at + (stream[body] << 8 | stream[body + 1])
    topic = stream[topic_at:at].decode(errors="replace")
    mid = 0
    if stream[start] & 0b110:
        mid = int.from_bytes(stream[at : at + 2], "big")
        at += 2
    length, at = (stream[at], at + 1) if at < after and stream[at] <= 127 else _length_at(stream, at)
    if at + length > after or topic_at > after:
        raise PacketError("a PUBLISH ends before its payload begins")
    return Message(
        topic, bytes(stream[at + length : after]), received_at, session, mid, bool(stream[start] & 0b1000)
    )


def _length_at(stream: bytes | bytearray, at: int) -> tuple[int, int]:
    """A variable byte integer and the place after it, beyond the stream when it is not all there."""
    value = 0
    for place in range(LARGEST_LENGTH_BYTES):
        if at + place >= len(stream):
            return value, len(stream) + 1
        value |= (stream[at + place] & 127) << 7 * place
        if stream[at + place] <= 127:
            return value, at + place + 1
    raise PacketError("a length of more than four bytes")
