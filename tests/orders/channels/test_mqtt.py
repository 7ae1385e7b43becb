"""Notices through a real broker."""

import json
from queue import Queue

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from model.broker import broker_from
from model.definition import Definition
from model.errors import DefinitionError
from orders.channel import PermanentError, TryAgainError, channel_from
from orders.channels.mqtt import Mqtt
from tests.fixtures.notifications import AT, notification
from yiping.runtime.provide import Servers

TOPIC = "yiping/v1/notifications"


def listener(servers: Servers, heard: Queue[paho.MQTTMessage]) -> paho.Client:
    broker = broker_from(servers.broker_ingest_url)
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="", protocol=paho.MQTTv5)
    client.username_pw_set(broker.user, broker.password)
    ready: Queue[object] = Queue()
    client.on_message = lambda _client, _data, message: heard.put(message)
    client.on_connect = lambda *_: client.subscribe(f"{TOPIC}/#", qos=1)
    client.on_subscribe = lambda *_: ready.put(None)
    client.connect(broker.host, broker.port)
    client.loop_start()
    ready.get(timeout=10)
    return client


def test_a_notice_is_told_once_the_broker_has_it_with_its_key(servers: Servers) -> None:
    heard: Queue[paho.MQTTMessage] = Queue()
    client = listener(servers, heard)
    try:
        table = {"broker": servers.broker_sim_url, "topic": TOPIC}
        channel_from("mqtt", Definition(table, file="channels/mqtt.toml")).deliver(notification(), now=AT)
        message = heard.get(timeout=10)
    finally:
        client.disconnect()
        client.loop_stop()
    assert (message.topic, message.qos) == (f"{TOPIC}/crew-7/WO-000017", 1)
    assert message.properties is not None
    assert ("key", "WO-000017.dispatched.1") in message.properties.UserProperty  # type: ignore[attr-defined]
    assert json.loads(message.payload)["headline"]["zh"] == "河南中路下立交积水"


def test_a_broker_that_is_away_is_tried_again_and_one_that_refuses_is_not(servers: Servers) -> None:
    with pytest.raises(TryAgainError, match="ConnectionRefusedError"):
        Mqtt(broker=broker_from("mqtt://a:b@127.0.0.1:1"), topic="notifications").deliver(
            notification(), now=AT
        )
    port = broker_from(servers.broker_ingest_url).port
    with pytest.raises(PermanentError, match=r"answers (Not authorized|Bad user name or password)"):
        Mqtt(broker=broker_from(f"mqtt://nobody:wrong@127.0.0.1:{port}"), topic="notifications").deliver(
            notification(), now=AT
        )


def test_a_topic_that_the_account_may_not_write_is_not_tried_again(servers: Servers) -> None:
    broker = broker_from(servers.broker_sim_url)
    with pytest.raises(PermanentError, match="answers Not authorized"):
        Mqtt(broker=broker, topic="elsewhere").deliver(notification(), now=AT)


def test_a_receiver_that_is_no_part_of_a_topic_is_refused() -> None:
    with pytest.raises(PermanentError, match="cannot be part of a topic"):
        Mqtt(broker=broker_from("mqtt://a:b@127.0.0.1:1"), topic="notifications").deliver(
            notification(to="a/#"), now=AT
        )


@pytest.mark.parametrize("topic", ["", "notifications/#", "a/"])
def test_a_topic_with_wildcards_is_refused(topic: str) -> None:
    with pytest.raises(DefinitionError, match="topic"):
        channel_from("mqtt", Definition({"broker": "mqtt://a:b@h", "topic": topic}, file="channels/m.toml"))
