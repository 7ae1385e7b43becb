"""The socket between paho and the broker, over a real pair of sockets."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from ingest.line import Line
from ingest.message import Message

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PINGRESP = b"\xd0\x00"
# QoS 0, topic "b", no properties, payload "z"
PUBLISH = b"\x30\x05\x00\x01b\x00z"


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two joined sockets, ours does not wait."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs:
        yield ours, theirs


def line_on(ours: socket.socket, delivered: list[Message]) -> Line:
    """A line that hands over to ``delivered``."""
    return Line(ours, number=1, clock=lambda: NOW, deliver=delivered.extend)


def test_reads_of_any_length_give_each_message_once(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    delivered: list[Message] = []
    line = line_on(ours, delivered)
    # A long read and then shorter ones: nothing of an earlier read may be taken for what came now.
    for part in (PUBLISH * 3, PUBLISH[:4], PUBLISH[4:] + PUBLISH[:1], PUBLISH[1:]):
        theirs.sendall(part)
        with suppress(BlockingIOError):
            line.recv(100)
    assert [(message.topic, message.payload) for message in delivered] == [("b", b"z")] * 5


def test_what_is_no_message_is_left_to_paho(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    line = line_on(ours, [])
    theirs.sendall(PUBLISH + PINGRESP)
    assert line.recv(100) == PINGRESP
    with pytest.raises(BlockingIOError):
        line.recv(100)


def test_the_end_of_the_stream_is_told(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    line = line_on(ours, [])
    theirs.close()
    assert line.recv(100) == b""
