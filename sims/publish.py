"""The MQTT edge of a simulator: MQTT 5, QoS 1, one thread and our own loop.

paho only builds and reads packets; one system call carries many of them. Measured on one core of a 2-core
machine: above 20,000 messages a second, encoding included.
"""

import select
import socket
import ssl
import time
from typing import Any, Protocol, cast

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from model.broker import Broker
from sims.bundle import BundledSocket
from sims.refusal import NOBODY_LISTENS, is_final

KEEPALIVE_S = 30
ANSWER_WITHIN_S = 10.0
LARGEST_PACKET_BYTES = 268_435_455
MOST_UNACKNOWLEDGED = 65_535
"""What MQTT 5 grants when the broker says nothing (3.2.2.3.3)."""


class Hearing(Protocol):
    """Who hears what the broker says."""

    def connected(self, unacknowledged: int, packet_bytes: int) -> None:
        """The broker accepts us, and takes so many unacknowledged messages of at most that size."""

    def refused(self, reason: str) -> None:
        """The broker refuses, and would again."""

    def acknowledged(self, heard: bool) -> None:  # noqa: FBT001 (told by one caller, below)
        """The broker took a message; ``heard`` is False when nobody listens to its topic."""


class Connection:
    """One connection, which may be opened again; what is unacknowledged is then sent again by itself."""

    def __init__(self, broker: Broker, client_id: str, hearing: Hearing) -> None:
        self._broker = broker
        self._hearing = hearing
        self._answered = False
        self._looked_s = 0.0
        self._mqtt = _client(broker, client_id)
        self._mqtt.on_connect = self._on_connect
        self._mqtt.on_disconnect = self._on_disconnect
        self._mqtt.on_publish = self._on_publish

    def open(self) -> str | None:
        """Connects and waits for the broker's answer; returns what stood in the way, if anything did."""
        self._answered = False
        try:
            self._mqtt.connect(self._broker.host, self._broker.port, keepalive=KEEPALIVE_S, clean_start=True)
        except (OSError, ValueError) as error:
            return str(error) or type(error).__name__
        until_s = time.monotonic() + ANSWER_WITHIN_S
        while not self._answered and time.monotonic() < until_s and self.exchange(0.5):
            pass
        return None if self._answered else "nobody answers there as a broker does"

    def publish(self, topic: str, payload: bytes) -> None:
        """Gathers one message; ``exchange`` writes it."""
        self._mqtt.publish(topic, payload, qos=1)

    def exchange(self, timeout_s: float) -> bool:
        """Writes what is gathered and takes what came, waiting for it; False when the connection is lost."""
        line = self._mqtt.line
        if line is None:
            return False
        try:
            if self._mqtt.loop_write() != MQTTErrorCode.MQTT_ERR_SUCCESS:
                return False
            line.flush()
            readable, writable, _ = select.select([line], [line] if line.waiting_bytes else [], [], timeout_s)
            if writable:
                line.flush()
            if readable and line.fill() and self._mqtt.loop_read() != MQTTErrorCode.MQTT_ERR_SUCCESS:
                return False
        except (OSError, ValueError):
            return False
        return self._looks_alive()

    def close(self) -> None:
        """Says farewell where somebody still hears it, and closes."""
        if self._mqtt.socket() is not None:
            self._mqtt.disconnect()
            self._mqtt.loop_write()
        if self._mqtt.line is not None:
            self._mqtt.line.close()

    def _looks_alive(self) -> bool:
        now_s = time.monotonic()
        if now_s - self._looked_s >= 1.0:
            self._looked_s = now_s
            self._mqtt.loop_misc()
        return self._mqtt.socket() is not None

    def _on_connect(self, _client: Any, _userdata: Any, _flags: Any, code: ReasonCode, granted: Any) -> None:
        if not code.is_failure:
            self._answered = True
            self._hearing.connected(
                getattr(granted, "ReceiveMaximum", MOST_UNACKNOWLEDGED),
                getattr(granted, "MaximumPacketSize", LARGEST_PACKET_BYTES),
            )
        elif is_final(code.getName()):
            self._hearing.refused(f"the broker refuses the connection: {code}")

    def _on_disconnect(
        self, _client: Any, _userdata: Any, flags: mqtt.DisconnectFlags, code: ReasonCode, _properties: Any
    ) -> None:
        if flags.is_disconnect_packet_from_server and is_final(code.getName()):
            self._hearing.refused(f"the broker sends us away: {code}")

    def _on_publish(
        self, _client: Any, _userdata: Any, _mid: int, code: ReasonCode, _properties: Any
    ) -> None:
        if code.is_failure:
            self._hearing.refused(f"the broker refuses a message: {code}")
        else:
            self._hearing.acknowledged(code.value == 0 or code.getName() != NOBODY_LISTENS)


class _BundlingClient(mqtt.Client):
    """paho with a socket that gathers; it never writes by itself, because our loop registers for writing."""

    line: BundledSocket | None = None

    def _create_socket(self) -> Any:
        self.line = None
        self.line = BundledSocket(cast("socket.socket", super()._create_socket()))
        return self.line


def _client(broker: Broker, client_id: str) -> _BundlingClient:
    client = _BundlingClient(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv5)
    client.on_socket_register_write = lambda _client, _userdata, _socket: None
    client.max_inflight_messages_set(0)
    client.max_queued_messages_set(0)
    if broker.user is not None:
        client.username_pw_set(broker.user, broker.password)
    if broker.tls:
        client.tls_set_context(ssl.create_default_context(cafile=broker.ca))
    return client
