"""A socket that gathers small writes and reads: one system call for a hundred messages."""

import contextlib
import socket
import ssl

READ_BYTES = 65536
WRITE_LIMIT_BYTES = 1 << 20
CLOSE_TIMEOUT_S = 1.0


class BundledSocket:
    """Wraps a connected socket for paho, which otherwise makes a system call for every packet and byte.

    ``send`` only gathers, ``flush`` writes; ``fill`` reads what has come, ``recv`` hands it out.
    """

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._out = bytearray()
        self._in = bytearray()
        self._at = 0
        self._ended = False

    def send(self, data: bytes | bytearray) -> int:
        """Gathers ``data``. Raises BlockingIOError when too much waits to be written."""
        if len(self._out) > WRITE_LIMIT_BYTES:
            raise BlockingIOError
        self._out += data
        return len(data)

    def recv(self, count: int) -> bytes:
        """At most ``count`` bytes of what was read. Raises BlockingIOError when there are none yet."""
        found = bytes(self._in[self._at : self._at + count])
        if not found:
            if self._ended:
                return b""
            raise BlockingIOError
        self._at += len(found)
        if self._at == len(self._in):
            self._in.clear()
            self._at = 0
        return found

    @property
    def waiting_bytes(self) -> int:
        """How much is gathered and not yet written."""
        return len(self._out)

    def flush(self) -> None:
        """Writes what the line takes now. Raises OSError when the line is broken."""
        try:
            while self._out:
                del self._out[: self._line.send(self._out)]
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return

    def fill(self) -> bool:
        """Reads what has come; True when ``recv`` has something to hand out. Raises OSError."""
        try:
            while not self._ended:
                block = self._line.recv(READ_BYTES)
                self._in += block
                self._ended = not block
                if 0 < len(block) < READ_BYTES:
                    break
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        return self._ended or self._at < len(self._in)

    def close(self) -> None:
        """Writes the rest, the farewell among it, and closes; a broken line is closed all the same."""
        with contextlib.suppress(OSError):
            self._line.settimeout(CLOSE_TIMEOUT_S)
            self._line.sendall(self._out)
        self._out.clear()
        self._line.close()

    def fileno(self) -> int:
        return self._line.fileno()

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 (the name and place that sockets give it)
        self._line.setblocking(flag)
