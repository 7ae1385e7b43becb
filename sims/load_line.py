"""One connection of a load to the broker: MQTT 5 by hand, because only three kinds of packets are needed."""

import contextlib
import os
import select
import socket
import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from model.broker import Broker
from model.errors import YipingError
from sims.load_tape import IDENTIFIERS, length_of

CONNECT, CONNACK, PUBACK, PINGREQ, PINGRESP, DISCONNECT = 0x10, 0x20, 0x40, 0xC0, 0xD0, 0xE0
NOBODY_LISTENS = 0x10
KEEPALIVE_S = 120
ANSWER_WITHIN_S = 10.0
READ_BYTES = 1 << 18
RECEIVE_MAXIMUM = 0x21
FIXED = {0x11: 4, 0x13: 2, 0x21: 2, 0x22: 2, 0x24: 1, 0x25: 1, 0x27: 4, 0x28: 1, 0x29: 1, 0x2A: 1}
"""Bytes of the properties of a CONNACK (MQTT 5, 3.2.2.3); the others are texts, 0x26 a pair of them."""


class LoadError(YipingError):
    """The broker refuses the load, and would again."""


class Line:
    """An open, accepted connection. Raises OSError when there is none to be had, LoadError when refused."""

    def __init__(self, broker: Broker, client_id: str) -> None:
        if broker.tls:
            raise LoadError("a load is sent without TLS: name the broker as mqtt://...")
        self.unheard = 0
        self._in = b""
        self._out = memoryview(b"")
        self._socket = socket.create_connection((broker.host, broker.port), timeout=ANSWER_WITHIN_S)
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(connect_packet(broker, client_id))
            self.receive_maximum = granted(self._answer())
            self._socket.settimeout(0)
        except BaseException:
            self._socket.close()
            raise

    @property
    def is_written(self) -> bool:
        """Whether all that was given is on its way."""
        return not self._out

    def give(self, packets: bytes) -> None:
        """Takes packets that ``exchange`` will write; only when the ones before are written."""
        self._out = memoryview(packets)

    def ping(self) -> None:
        """Asks whether the broker lives; only when all is written."""
        self.give(bytes([PINGREQ, 0]))

    def exchange(self, timeout_s: float) -> tuple[bool, NDArray[np.int64]]:
        """Writes and reads what the line takes and has, waiting at most ``timeout_s`` for it.

        Tells whether anything was heard, and the identifiers that the broker acknowledged, in its order.
        Raises OSError when the line is broken, LoadError when the broker refuses a message.
        """
        self._write()
        here = [self._socket]
        readable, writable, _ = select.select(here, here if self._out else [], [], timeout_s)
        if writable:
            self._write()
        if not readable:
            return False, np.empty(0, np.int64)
        if not (block := self._socket.recv(READ_BYTES)):
            raise ConnectionResetError("the broker closed the connection")
        return True, self._acknowledged(block)

    def close(self) -> None:
        """Leaves in peace where somebody still hears it."""
        with contextlib.suppress(OSError):
            self._socket.send(bytes([DISCONNECT, 0]))
        self._socket.close()

    def _write(self) -> None:
        try:
            while self._out:
                self._out = self._out[self._socket.send(self._out) :]
        except BlockingIOError:
            return

    def _answer(self) -> bytes:
        answer = b""
        while len(answer) < 2 or len(answer) < 2 + answer[1]:  # a CONNACK here is far below 128 bytes
            if not (block := self._socket.recv(1024)):
                raise ConnectionResetError("the broker closed the connection before it answered")
            answer += block
        return answer

    def _acknowledged(self, block: bytes) -> NDArray[np.int64]:
        found = self._in + block
        for head, tail in ((b"\x40\x02", b""), (b"\x40\x03", bytes([NOBODY_LISTENS]))):
            if found.startswith(head):  # nearly always all are of one kind, and then taken at once
                size = len(head) + 2 + len(tail)
                whole = np.frombuffer(found, np.uint8, len(found) // size * size).reshape(-1, size)
                if _are_all(whole[:, :2], head) and _are_all(whole[:, 4:], tail):
                    self._in = found[whole.size :]
                    self.unheard += len(whole) if tail else 0
                    return whole[:, 2].astype(np.int64) << 8 | whole[:, 3]
        return np.array(list(self._one_by_one(found)), np.int64)

    def _one_by_one(self, found: bytes) -> Iterator[int]:
        at = 0
        while len(found) - at >= 2 and len(found) - at >= 2 + found[at + 1]:
            kind, size = found[at], found[at + 1]
            body = found[at + 2 : at + 2 + size]
            at += 2 + size
            if kind == PUBACK:
                yield self._identifier(body)
            elif kind == DISCONNECT:
                raise ConnectionResetError(f"the broker sends us away: reason {body[:1].hex() or '00'}")
        self._in = found[at:]

    def _identifier(self, body: bytes) -> int:
        reason = body[2] if len(body) > 2 else 0
        if reason >= 0x80:
            raise LoadError(
                f"the broker refuses a message, reason {reason:#x}: may this account publish there?"
            )
        self.unheard += reason == NOBODY_LISTENS
        return body[0] << 8 | body[1]


def connect_packet(broker: Broker, client_id: str) -> bytes:
    """CONNECT with a clean start: what is not acknowledged, we send again ourselves."""
    flags = 0x02 | (0x80 if broker.user is not None else 0) | (0x40 if broker.password is not None else 0)
    texts = [client_id, broker.user, broker.password]
    payload = b"".join(_text(text) for text in texts if text is not None)
    rest = _text("MQTT") + bytes([5, flags]) + struct.pack(">HB", KEEPALIVE_S, 0) + payload
    return bytes([CONNECT]) + length_of(len(rest)) + rest


def granted(answer: bytes) -> int:
    """How many unacknowledged messages the CONNACK allows. Raises LoadError when it refuses us."""
    if answer[0] != CONNACK:
        raise LoadError("nobody answers there as a broker does")
    if answer[3] >= 0x80:
        raise LoadError(f"the broker refuses us, reason {answer[3]:#x}: are user and password right?")
    return properties(answer[5 : 5 + answer[4]]).get(RECEIVE_MAXIMUM, IDENTIFIERS)


def properties(told: bytes) -> dict[int, int]:
    """The numbers among the properties of a CONNACK by their identifier."""
    numbers, at = {}, 0
    while at < len(told):
        kind, at = told[at], at + 1
        if kind in FIXED:
            numbers[kind] = int.from_bytes(told[at : at + FIXED[kind]], "big")
            at += FIXED[kind]
        else:
            for _ in range(2 if kind == 0x26 else 1):
                at += 2 + int.from_bytes(told[at : at + 2], "big")
    return numbers


def _are_all(rows: NDArray[np.uint8], wanted: bytes) -> bool:
    return bool((rows == np.frombuffer(wanted, np.uint8)).all())


def _text(text: str) -> bytes:
    return len(text.encode()).to_bytes(2, "big") + text.encode()


def own_name() -> str:
    """A client identifier that nobody else has."""
    return f"load-{os.getpid()}-{os.urandom(4).hex()}"
