"""MQTT: a notification as JSON at QoS 1, for tablets, sirens and other systems that speak MQTT already."""

import json
import ssl
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, Queue

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from model.broker import Broker, broker_from
from model.definition import Definition
from model.notification import Notification
from orders.channel import PermanentError, TryAgainError
from orders.channels.log import as_json

PATIENCE_S = 10.0
KEEPALIVE_S = 30
REFUSED = frozenset({0x84, 0x85, 0x86, 0x87, 0x8A})
"""Answers to CONNECT that stay so: version, identifier, password, authorisation, banned (MQTT 5, 3.2.2.2)."""

UNWELCOME = frozenset({0x87, 0x90, 0x99})
"""Answers to PUBLISH that stay so: not authorised, topic or payload invalid (MQTT 5, 3.4.2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mqtt:
    """Publishes below ``topic``: topic/<receiver>/<case>; told once the broker has acknowledged it."""

    broker: Broker
    topic: str

    def deliver(self, notification: Notification, *, now: datetime) -> None:  # noqa: ARG002  its own times count
        topic, body = self._message(notification)
        answers: Answers = Queue()
        client = _client(self.broker, answers)
        try:
            client.connect(self.broker.host, self.broker.port, keepalive=KEEPALIVE_S)
            client.loop_start()
            self._expect(answers, REFUSED)
            client.publish(topic, body, qos=1, properties=_named(notification.key))
            self._expect(answers, UNWELCOME)
        except (OSError, ValueError) as problem:
            raise TryAgainError(f"{self._where}: {type(problem).__name__}: {problem}") from problem
        finally:
            client.disconnect()
            client.loop_stop()

    def _message(self, notification: Notification) -> tuple[str, bytes]:
        if set("+#/\0") & set(notification.to):
            raise PermanentError(f"{notification.to!r} cannot be part of a topic")
        body = json.dumps(as_json(notification), ensure_ascii=False).encode()
        return f"{self.topic}/{notification.to}/{notification.case_id}", body

    def _expect(self, answers: "Answers", final: Collection[int]) -> None:
        """Waits for the broker's next word, which must not be a refusal."""
        try:
            reason = answers.get(timeout=PATIENCE_S)
        except Empty:
            raise TryAgainError(f"{self._where} does not answer within {PATIENCE_S:g} s") from None
        if reason.is_failure:
            kind = PermanentError if reason.value in final else TryAgainError
            raise kind(f"{self._where} answers {reason.getName()}")

    @property
    def _where(self) -> str:
        return f"{self.broker.host}:{self.broker.port}"


Answers = Queue[ReasonCode]


def _client(broker: Broker, answers: Answers) -> paho.Client:
    # An identifier of the broker's choice: two deliveries at once must not end each other's session.
    client = paho.Client(
        CallbackAPIVersion.VERSION2, client_id="", protocol=paho.MQTTv5, reconnect_on_failure=False
    )
    if broker.user is not None:
        client.username_pw_set(broker.user, broker.password)
    if broker.tls:
        client.tls_set_context(ssl.create_default_context(cafile=broker.ca))
    client.on_connect = lambda _client, _data, _flags, reason, _properties: answers.put(reason)
    client.on_publish = lambda _client, _data, _mid, reason, _properties: answers.put(reason)
    return client


def _named(key: str) -> Properties:
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    properties.UserProperty = [("key", key)]
    return properties


def channel_from(definition: Definition) -> Mqtt:
    """``broker`` as mqtt://user:password@host:port or mqtts://..., ``ca``; ``topic`` without wildcards."""
    topic = definition.take("topic", str)
    if not topic or set("+#\0") & set(topic) or topic.endswith("/"):
        raise definition.error(
            "topic", f"{topic!r} must be a topic without wildcards and without / at its end"
        )
    try:
        broker = broker_from(definition.take("broker", str), definition.take("ca", str, "") or None)
    except ValueError as problem:
        raise definition.error("broker", str(problem)) from None
    return Mqtt(broker=broker, topic=topic)
