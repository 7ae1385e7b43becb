"""The MQTT edge: MQTT 5, QoS 1, a persistent session, and acknowledgement only when told to.

paho keeps the connection; its thread only queues. The Receive Maximum bounds what is unacknowledged, so the
broker holds the rest: there is no drop path and no buffer of our own.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from random import Random
from time import monotonic
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from ingest.codec import Told
from ingest.inbox import Inbox
from ingest.message import Message
from ingest.mqtt import (
    SESSION_EXPIRY_S,
    BrokerRefusedError,
    introduce,
    refused_grant,
    session_properties,
    shorter_session,
)
from ingest.packets import acknowledgements
from ingest.tapped import TappedClient
from model.broker import Broker
from model.errors import YipingError

_log = logging.getLogger(__name__)
SESSION_TAKEN_OVER = 0x8E
TELL_EVERY_S = 10.0


class Client:
    """One subscriber: ``inbox`` fills while connected, ``acknowledge`` tells the broker what is committed.

    Each connection ends the subscriptions ``leaving`` and makes those of ``topic_filters``.
    """

    def __init__(
        self,
        broker: Broker,
        *,
        client_id: str,
        topic_filters: Iterable[str] = (),
        leaving: Iterable[str] = (),
        receive_maximum: int,
        clock: Callable[[], datetime],
        session_expiry_s: int = SESSION_EXPIRY_S,
        qos: int = 1,
        rng: Random,
    ) -> None:
        self.inbox = Inbox()
        self.refused: YipingError | None = None
        self.client_id = client_id
        self._filters = list(topic_filters)
        self._leaving = list(leaving)
        self._has_left = False
        self._was_connected = False
        self._rng = rng
        self._told_s: dict[str, float] = {}
        self._mqtt = TappedClient(client_id, clock, self.inbox)
        self._mqtt.on_connect = self._on_connect
        self._mqtt.on_connect_fail = self._on_connect_fail
        self._mqtt.on_disconnect = self._on_disconnect
        self._mqtt.on_subscribe = self._on_subscribe
        self._mqtt.on_unsubscribe = self._on_unsubscribe
        self._broker = broker
        self._expiry_s = session_expiry_s
        self._qos = qos
        self._properties = session_properties(receive_maximum, session_expiry_s)
        self._spread_out()

    def start(self) -> None:
        """Begins to connect, and connects again whenever the broker was away."""
        introduce(self._mqtt, self._broker)
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
        line = self._mqtt.line
        if line is None:
            return
        mids = [message.mid for message in messages if message.session == line.number and message.mid]
        # A line that is lost now tells paho's thread too, which connects again.
        with suppress(OSError, ValueError):
            line.send(acknowledgements(mids))

    def tell(self, told: Sequence[Told]) -> None:
        """Sends messages to the platforms of devices, on one topic at most every 10 s.

        What cannot go out now is asked for again by the next message that needs it.
        """
        now_s = monotonic()
        for one in told:
            if now_s - self._told_s.get(one.topic, -TELL_EVERY_S) >= TELL_EVERY_S:
                self._told_s[one.topic] = now_s
                self._mqtt.publish(one.topic, one.payload, qos=0)

    @property
    def is_connected(self) -> bool:
        """Whether the broker is there."""
        return bool(self._mqtt.is_connected())

    @property
    def gets_no_more(self) -> bool:
        """Whether the broker, which still talks to us, has let go of all of ``leaving``.

        What it has queued before still comes.
        """
        return self._has_left and self._mqtt.is_connected()

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
        granted: Properties | None,
    ) -> None:
        if code.is_failure:
            _log.error("the broker refuses us: %s", code, extra={"action": "connect_refused"})
            return
        self._spread_out()
        self.refused = self.refused or shorter_session(self._expiry_s, granted)
        known = "goes on" if flags.session_present else "is new"
        _log.info("connected, the session %s", known, extra={"action": "connected"})
        if self._was_connected and not flags.session_present:
            _log.error(
                "the broker has forgotten our session: what came meanwhile is lost",
                extra={"action": "session_lost"},
            )
        self._was_connected = True
        if self._leaving:
            client.unsubscribe(self._leaving)
        if self._filters:
            client.subscribe([(topic_filter, self._qos) for topic_filter in self._filters])

    def _on_connect_fail(self, _client: Any, _userdata: Any) -> None:
        _log.warning(
            "no broker at %s:%d", self._broker.host, self._broker.port, extra={"action": "broker_away"}
        )

    def _on_disconnect(
        self, _client: Any, _userdata: Any, _flags: Any, code: ReasonCode, _properties: Any
    ) -> None:
        if code.value == SESSION_TAKEN_OVER:
            self.refused = BrokerRefusedError(
                f"another client took over the session {self.client_id}: two ingests must not share it; "
                "give this one another YIPING_MQTT_CLIENT_ID, or stop the other"
            )
        elif code.is_failure:
            _log.warning("lost the broker: %s", code, extra={"action": "disconnected"})

    def _on_subscribe(
        self, _client: Any, _userdata: Any, _mid: int, codes: list[ReasonCode], _properties: Any
    ) -> None:
        self.refused = self.refused or refused_grant(self._filters, codes, qos=self._qos)

    def _on_unsubscribe(
        self, _client: Any, _userdata: Any, _mid: int, codes: list[ReasonCode], _properties: Any
    ) -> None:
        for topic_filter, code in zip(self._leaving, codes, strict=True):
            if code.is_failure:
                self.refused = BrokerRefusedError(f"the broker answers {code} on the end of {topic_filter}")
        self._has_left = True

    def _spread_out(self) -> None:
        # A city of ingests must not come back in step after the broker was away.
        self._mqtt.reconnect_delay_set(
            min_delay=self._rng.uniform(0.5, 1.5),  # type: ignore[arg-type]  # paho waits any number
            max_delay=self._rng.uniform(15, 30),  # type: ignore[arg-type]
        )
