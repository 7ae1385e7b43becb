"""What a broker tells of itself under `$SYS`, asked once."""

from collections.abc import Iterable
from time import monotonic
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from model.broker import Broker

DROPPED = "$SYS/broker/publish/messages/dropped"
STORED = "$SYS/broker/store/messages/count"
TOPICS = (DROPPED, STORED)


def broker_figures(
    broker: Broker, *, ca: str | None = None, topics: Iterable[str] = TOPICS, timeout_s: float = 3.0
) -> dict[str, int]:
    """Retained whole numbers by topic, as many as come within ``timeout_s``; none where we are not let in.

    ``ca`` is a file of certificates to trust in place of the machine's own.
    Raises OSError when nobody is there.
    """
    wanted, found = set(topics), dict[str, int]()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.connect_timeout = timeout_s
    if broker.user is not None:
        client.username_pw_set(broker.user, broker.password)
    if broker.tls:
        client.tls_set(ca)
    client.on_connect = lambda _client, _userdata, _flags, _code, _properties: _ask(client, wanted)
    client.on_message = lambda _client, _userdata, message: _note(found, message)
    client.connect(broker.host, broker.port)
    until = monotonic() + timeout_s
    while wanted - set(found) and monotonic() < until and client.loop(0.1) == mqtt.MQTT_ERR_SUCCESS:
        pass
    client.disconnect()
    client.loop(0.1)
    return found


def _ask(client: mqtt.Client, topics: Iterable[str]) -> None:
    client.subscribe([(topic, 0) for topic in topics])


def _note(found: dict[str, int], message: Any) -> None:
    try:
        found[message.topic] = int(message.payload)
    except ValueError:
        return
