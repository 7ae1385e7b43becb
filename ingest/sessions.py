"""Sessions at the broker, told of from outside: what one is to keep, and that one has ended.

No message is taken here: what a session holds stays there until a worker acknowledges it.
"""

from collections.abc import Callable, Collection
from time import monotonic
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from ingest.mqtt import SESSION_EXPIRY_S, BrokerRefusedError, introduce, refused_grant, session_properties
from model.broker import Broker

ANSWER_WITHIN_S = 10.0


def subscribe(
    broker: Broker,
    client_id: str,
    filters: Collection[str],
    *,
    expiry_s: int = SESSION_EXPIRY_S,
    qos: int = 1,
) -> None:
    """Lets the broker keep messages of ``filters`` for a session, from now on and until somebody takes them.

    Raises BrokerRefusedError, and OSError when the broker does not answer.
    """
    answers: list[ReasonCode] = []
    client = _client(client_id)
    client.on_subscribe = lambda _client, _userdata, _mid, codes, _properties: answers.extend(codes)
    _connect(client, broker, expiry_s=expiry_s, clean=False)
    wanted = sorted(filters)
    if wanted:
        client.subscribe([(one, qos) for one in wanted])
        _exchange(client, lambda: len(answers) >= len(wanted))
    _leave(client)
    if refused := refused_grant(wanted, answers, qos=qos):
        raise refused


def forget(broker: Broker, client_id: str) -> None:
    """Ends a session and all that it still holds. Raises BrokerRefusedError, OSError."""
    client = _client(client_id)
    _connect(client, broker, expiry_s=0, clean=True)
    _leave(client)


def _client(client_id: str) -> mqtt.Client:
    # With manual acknowledgement none is sent: what arrives meanwhile is sent again to the worker.
    return mqtt.Client(
        CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv5, manual_ack=True
    )


def _connect(client: mqtt.Client, broker: Broker, *, expiry_s: int, clean: bool) -> None:
    answers: list[ReasonCode] = []

    def heard(_client: Any, _userdata: Any, _flags: Any, code: ReasonCode, _properties: Any) -> None:
        answers.append(code)

    client.on_connect = heard
    client.connect_timeout = ANSWER_WITHIN_S
    introduce(client, broker)
    properties = session_properties(1, expiry_s)
    client.connect(broker.host, broker.port, clean_start=clean, properties=properties)
    _exchange(client, lambda: bool(answers))
    if answers[0].is_failure:
        raise BrokerRefusedError(f"the broker refuses us: {answers[0]}")


def _exchange(client: mqtt.Client, done: Callable[[], bool]) -> None:
    until = monotonic() + ANSWER_WITHIN_S
    while not done():
        if client.loop(0.05) != mqtt.MQTT_ERR_SUCCESS:
            raise ConnectionError("the broker closed the connection")
        if monotonic() > until:
            raise TimeoutError(f"the broker did not answer within {ANSWER_WITHIN_S:.0f} s")


def _leave(client: mqtt.Client) -> None:
    client.disconnect()
    client.loop(0.1)
