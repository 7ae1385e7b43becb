"""What a broker answers to a first knock, by the packets of MQTT 3.1.1."""

import socket
import ssl
import struct
from urllib.parse import SplitResult, unquote, urlsplit

from model.errors import YipingError

ACCEPTED = 0  # MQTT 3.1.1, table 3.1: connection accepted
TIMEOUT_S = 5.0
PORTS = {"mqtt": 1883, "mqtts": 8883}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class BrokerError(YipingError):
    """A broker that is not there, or that must not be used."""


def field(value: str) -> bytes:
    """A text as MQTT writes it: two bytes of length, then UTF-8."""
    raw = value.encode()
    return struct.pack(">H", len(raw)) + raw


def connect_packet(user: str | None, password: str | None) -> bytes:
    """A CONNECT of a client without a name, whose session ends with it."""
    flags = 0x02 | (0x80 if user is not None else 0) | (0x40 if password is not None else 0)
    fields = [field("")] + [field(value) for value in (user, password) if value is not None]
    body = field("MQTT") + bytes([4, flags]) + struct.pack(">H", 10) + b"".join(fields)
    return bytes([0x10, *remaining(len(body))]) + body


def remaining(length: int) -> list[int]:
    """MQTT's variable length, seven bits a byte."""
    digits = []
    while length > 0x7F:
        digits.append(length % 128 | 0x80)
        length //= 128
    return [*digits, length]


def knock(url: str, *, anonymous: bool = False, timeout_s: float = TIMEOUT_S) -> int:
    """Connect once and give the broker's return code, 0 for accepted; -1 when it hangs up.

    Raises BrokerError when nobody is there.
    """
    parts = urlsplit(url)
    user, password = (None, None) if anonymous else (parts.username, parts.password)
    packet = connect_packet(unquote(user) if user else None, unquote(password) if password else None)
    try:
        with dial(parts, timeout_s) as line:
            line.sendall(packet)
            answer = line.recv(4)
    except OSError as error:
        raise BrokerError(f"no broker answers at {parts.hostname}:{port_of(parts)}: {error}") from error
    return answer[3] if len(answer) == 4 else -1


def port_of(parts: SplitResult) -> int:
    """The port of an address, or the usual one of its scheme."""
    return parts.port or PORTS[parts.scheme]


def dial(parts: SplitResult, timeout_s: float) -> socket.socket:
    """Open the line, with TLS for mqtts."""
    line = socket.create_connection((parts.hostname or "", port_of(parts)), timeout=timeout_s)
    if parts.scheme == "mqtts":
        return ssl.create_default_context().wrap_socket(line, server_hostname=parts.hostname)
    return line


def refuse_unfit(url: str) -> None:
    """Raise BrokerError for a named broker that turns us away, or lets strangers in beyond loopback."""
    parts = urlsplit(url)
    if parts.hostname not in LOOPBACK and knock(url, anonymous=True) == ACCEPTED:
        raise BrokerError(
            f"the broker at {parts.hostname}:{port_of(parts)} lets clients in without a password; "
            "set allow_anonymous false there: anybody could publish false readings"
        )
    if knock(url) != ACCEPTED:
        raise BrokerError(
            f"the broker at {parts.hostname}:{port_of(parts)} refuses the account in YIPING_BROKER_URL"
        )
