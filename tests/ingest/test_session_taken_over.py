"""Somebody else connects under the name of ingest: it steps back, says so, and nothing is lost."""

import threading
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from model.broker import broker_from
from tests.fixtures.broker import OwnBroker
from tests.fixtures.processes import Start, wait_until
from tests.ingest.pressure import begin, log_of, send, send_first, wait_stored

NAME = "yiping-ingest"


def test_a_second_client_of_the_same_name_ends_ingest_and_loses_nothing(
    start: Start, small_city: str, broker: OwnBroker, tmp_path: Path
) -> None:
    process = begin(start, small_city, broker.ingest_url)
    send_first(broker.sim_url, small_city)
    thief, seen = taken_over(broker)
    assert process.wait(20) == 2
    assert f"took over the session {NAME}" in log_of(tmp_path)
    send(broker.sim_url, 1, 1000)
    wait_until(seen.is_set)
    thief.disconnect()
    thief.loop_stop()
    begin(start, small_city, broker.ingest_url)
    wait_stored(small_city, 1001)


def taken_over(broker: OwnBroker) -> tuple[mqtt.Client, threading.Event]:
    """A client of that name that acknowledges nothing, and whether it has seen a message."""
    seen = threading.Event()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, NAME, protocol=mqtt.MQTTv5, manual_ack=True)
    where = broker_from(broker.ingest_url)
    client.username_pw_set(where.user, where.password)
    client.on_message = lambda *_: seen.set()
    session = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    session.SessionExpiryInterval = 600
    client.connect(where.host, where.port, clean_start=False, properties=session)
    client.loop_start()
    return client, seen
