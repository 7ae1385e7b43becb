"""The MQTT edge: MQTT 5, QoS 1, a persistent session, and acknowledgement only when told to.

paho's thread only queues. The Receive Maximum bounds what is unacknowledged, so the broker holds the rest:
there is no drop path and no buffer of our own.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from time import monotonic
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from ingest.inbox import Inbox
from ingest.message import Message
from model.broker import Broker
from model.errors import YipingError

_log = logging.getLogger(__name__)
SESSION_EXPIRY_S = 14 * 24 * 3600
"""How long the broker keeps our session while we are away: a fortnight outlasts any holiday."""


class BrokerRefusedError(YipingError):
    """The broker will not serve us as we must be served; trying again would not help."""


class Client:
    """One subscriber: ``inbox`` fills while connected, ``acknowledge`` tells the broker what is committed."""

    def __init__(
        self,
        broker: Broker,
        *,
        client_id: str,
        topic_filters: Iterable[str],
        receive_maximum: int,
        clock: Callable[[], datetime],
    ) -> None:
        self.inbox = Inbox()
        self.refused: YipingError | None = None
        self._filters = list(topic_filters)
        self._clock = clock
        self._session = 0
        self._lock = threading.Lock()
        self._mqtt = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv5, manual_ack=True
        )
        self._mqtt.on_connect = self._on_connect
        self._mqtt.on_disconnect = self._on_disconnect
        self._mqtt.on_subscribe = self._on_subscribe
        self._mqtt.on_message = self._on_message
        self._mqtt.reconnect_delay_set(min_delay=1, max_delay=30)
        self._broker = broker
        self._properties = _session_properties(receive_maximum)

    def start(self) -> None:
        """Begins to connect, and connects again whenever the broker was away."""
        _introduce(self._mqtt, self._broker)
        self._mqtt.connect_async(
            self._broker.host,
            self._broker.port,
            keepalive=30,
            clean_start=False,
            properties=self._properties,
        )
        self._mqtt.loop_start()

    def acknowledge(self, messages: Sequence[Message]) -> None:
        """Tells the broker that ``messages`` are committed.

        Those of an earlier connection are passed over: the broker sends them again, and they are known then.
        """
        with self._lock:
            for message in messages:
                if message.session == self._session:
                    self._mqtt.ack(message.mid, 1)

    def stop(self) -> None:
        """Leaves the broker; the session stays there, with all that is not acknowledged."""
        self._mqtt.disconnect()
        self._mqtt.loop_stop()

    def _on_connect(
        self,
        client: mqtt.Client,
        _userdata: Any,
        flags: mqtt.ConnectFlags,
        code: ReasonCode,
        _properties: Any,
    ) -> None:
        if code.is_failure:
            _log.error("the broker refuses us: %s", code, extra={"action": "connect_refused"})
            return
        with self._lock:
            self._session += 1
        known = "goes on" if flags.session_present else "is new"
        _log.info("connected, the session %s", known, extra={"action": "connected"})
        client.subscribe([(topic_filter, 1) for topic_filter in self._filters])

    def _on_disconnect(
        self, _client: Any, _userdata: Any, _flags: Any, code: ReasonCode, _properties: Any
    ) -> None:
        with self._lock:
            self._session += 1
        if code.is_failure:
            _log.warning("lost the broker: %s", code, extra={"action": "disconnected"})

    def _on_subscribe(
        self, _client: Any, _userdata: Any, _mid: int, codes: list[ReasonCode], _properties: Any
    ) -> None:
        for topic_filter, code in zip(self._filters, codes, strict=True):
            if code.is_failure or code.value != 1:
                self.refused = BrokerRefusedError(
                    f"the broker grants {code} on {topic_filter}; ingest needs QoS 1 there"
                )

    def _on_message(self, _client: Any, _userdata: Any, published: mqtt.MQTTMessage) -> None:
        self.inbox.put(
            Message(
                topic=published.topic,
                payload=bytes(published.payload),
                received_at=self._clock(),
                session=self._session,
                mid=published.mid,
                again=bool(published.dup),
            )
        )


def knock(broker: Broker, *, timeout_s: float = 5.0) -> bool:
    """Whether a broker lets us in, asked once. Raises OSError when nobody is there in time."""
    answers: list[ReasonCode] = []
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.on_connect = lambda _client, _userdata, _flags, code, _properties: answers.append(code)
    client.connect_timeout = timeout_s
    _introduce(client, broker)
    client.connect(broker.host, broker.port)
    until = monotonic() + timeout_s
    while not answers and monotonic() < until and client.loop(0.1) == mqtt.MQTT_ERR_SUCCESS:
        pass
    client.disconnect()
    client.loop(0.1)
    if not answers and monotonic() >= until:
        raise TimeoutError(f"no answer within {timeout_s:.0f} s")
    return bool(answers) and not answers[0].is_failure


def _introduce(client: mqtt.Client, broker: Broker) -> None:
    if broker.user is not None:
        client.username_pw_set(broker.user, broker.password)
    if broker.tls:
        client.tls_set()


def _session_properties(receive_maximum: int) -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho leaves it untyped
    properties.SessionExpiryInterval = SESSION_EXPIRY_S
    properties.ReceiveMaximum = receive_maximum
    return properties
