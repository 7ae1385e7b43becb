"""A socket that gathers."""

import socket
from collections.abc import Iterator

import pytest

from sims.bundle import WRITE_LIMIT_BYTES, BundledSocket

Pair = tuple[BundledSocket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    bundle = BundledSocket(ours)
    yield bundle, theirs
    bundle.close()
    theirs.close()


def test_nothing_is_written_before_flush(pair: Pair) -> None:
    bundle, theirs = pair
    bundle.send(b"one")
    bundle.send(b"two")
    theirs.setblocking(False)
    with pytest.raises(BlockingIOError):
        theirs.recv(10)
    bundle.flush()
    assert theirs.recv(10) == b"onetwo"
    assert bundle.waiting_bytes == 0


def test_what_was_read_is_handed_out_in_pieces(pair: Pair) -> None:
    bundle, theirs = pair
    theirs.send(b"abc")
    assert bundle.fill()
    assert [bundle.recv(1), bundle.recv(5)] == [b"a", b"bc"]
    with pytest.raises(BlockingIOError):
        bundle.recv(1)


def test_the_end_of_the_line_is_told_once_all_is_read(pair: Pair) -> None:
    bundle, theirs = pair
    theirs.send(b"z")
    theirs.close()
    bundle.fill()
    bundle.fill()
    assert [bundle.recv(1), bundle.recv(1)] == [b"z", b""]


def test_a_full_line_takes_what_it_can_and_keeps_the_rest(pair: Pair) -> None:
    bundle, theirs = pair
    bundle.send(b"x" * WRITE_LIMIT_BYTES)
    bundle.flush()
    assert 0 < bundle.waiting_bytes < WRITE_LIMIT_BYTES
    read = 0
    while bundle.waiting_bytes:
        read += len(theirs.recv(1 << 20))
        bundle.flush()
    theirs.setblocking(False)
    while read < WRITE_LIMIT_BYTES:
        read += len(theirs.recv(1 << 20))
    assert read == WRITE_LIMIT_BYTES


def test_too_much_gathered_blocks(pair: Pair) -> None:
    bundle, _ = pair
    bundle.send(b"x" * (WRITE_LIMIT_BYTES + 1))
    with pytest.raises(BlockingIOError):
        bundle.send(b"x")


def test_closing_writes_the_rest(pair: Pair) -> None:
    bundle, theirs = pair
    bundle.send(b"farewell")
    bundle.close()
    assert theirs.recv(20) == b"farewell"
