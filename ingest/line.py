"""The socket that paho reads: messages are taken off the stream, all else is paho's."""

import select
import socket
import ssl
import threading
from collections.abc import Callable
from datetime import datetime

from ingest.message import Message
from ingest.packets import take_apart

READ_BYTES = 262_144
WRITE_WITHIN_S = 10.0


class Line:
    """One connection. ``deliver`` gets the messages of each read, ``clock`` says when that was.

    paho's thread reads and writes, the worker's thread writes acknowledgements: a lock keeps packets whole,
    and keeps TLS, which is one state for both ways, in one thread at a time.
    """

    def __init__(
        self,
        plain: socket.socket,
        *,
        number: int,
        clock: Callable[[], datetime],
        deliver: Callable[[list[Message]], None],
    ) -> None:
        self.number = number
        self._socket = plain
        self._clock = clock
        self._deliver = deliver
        self._lock = threading.Lock()
        # One buffer for all reads: a new one for each would be as large, however little comes.
        self._read_into = memoryview(bytearray(READ_BYTES))
        self._stream = bytearray()
        self._others = bytearray()

    def recv(self, count: int) -> bytes:
        """At most ``count`` bytes of what is not a message; none at the end of the stream.

        Raises BlockingIOError when there is nothing for paho now.
        """
        if not self._others and not self._read():
            return b""
        if not self._others:
            raise BlockingIOError
        found = bytes(self._others[:count])
        del self._others[:count]
        return found

    def send(self, data: bytes | bytearray) -> int:
        """Writes all of ``data``. Raises OSError when the broker takes nothing for 10 s."""
        with self._lock:
            rest = memoryview(data)
            while rest:
                try:
                    rest = rest[self._socket.send(rest) :]
                except (BlockingIOError, ssl.SSLWantWriteError):
                    _wait(self._socket, for_writing=True)
                except ssl.SSLWantReadError:
                    _wait(self._socket, for_writing=False)
        return len(data)

    def pending(self) -> int:
        """How many bytes can be had without waiting, which no ``select`` would tell."""
        hidden = self._socket.pending() if isinstance(self._socket, ssl.SSLSocket) else 0
        return hidden + len(self._others)

    def fileno(self) -> int:
        return self._socket.fileno()

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001  (the name and place that sockets give it)
        self._socket.setblocking(flag)

    def close(self) -> None:
        self._socket.close()

    def _read(self) -> bool:
        try:
            with self._lock:
                count = self._socket.recv_into(self._read_into)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise BlockingIOError from None
        self._stream += self._read_into[:count]
        taken = take_apart(self._stream, received_at=self._clock(), session=self.number)
        del self._stream[: taken.consumed]
        self._others += b"".join(taken.others)
        if taken.messages:
            self._deliver(taken.messages)
        return bool(count)


def _wait(line: socket.socket, *, for_writing: bool) -> None:
    readable, writable, _ = select.select(
        [] if for_writing else [line], [line] if for_writing else [], [], WRITE_WITHIN_S
    )
    if not readable and not writable:
        raise TimeoutError(f"the broker has taken nothing for {WRITE_WITHIN_S:.0f} s")
