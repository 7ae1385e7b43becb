"""A load through a real broker that is killed, and against brokers that misbehave."""

import json
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from model.broker import Broker, broker_from
from model.catalogue import load_kinds
from sims.load import Plan, Poured, pour
from sims.load_line import LoadError
from sims.load_tape import Tape
from tests.fixtures.broker import OwnBroker
from tests.fixtures.city import SENSORS
from tests.fixtures.processes import wait_until

FIRST_MS = 1_764_576_000_000
ACCEPTED = bytes.fromhex("20030000" + "00")
TAPE = Tape(sensors=SENSORS[:1], kinds=load_kinds(), first_ms=FIRST_MS)


class Listener:
    """A subscriber with a persistent session that notes the number of each message, as its time tells it."""

    def __init__(self, broker: OwnBroker) -> None:
        self.numbers: list[int] = []
        self.subscribed = threading.Event()
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="listener", protocol=mqtt.MQTTv5)
        where = broker_from(broker.ingest_url)
        self.client.username_pw_set(where.user, where.password)
        self.client.on_connect = lambda client, *_: client.subscribe("yiping/v1/#", qos=1)  # type: ignore[assignment]
        self.client.on_subscribe = lambda *_: self.subscribed.set()
        self.client.on_message = self._note
        session = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        session.SessionExpiryInterval = 600
        self.client.connect(where.host, where.port, clean_start=False, properties=session)
        self.client.loop_start()
        assert self.subscribed.wait(10)

    def leave(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def _note(self, _client: Any, _userdata: Any, message: mqtt.MQTTMessage) -> None:
        self.numbers.append((json.loads(message.payload)["t"] - FIRST_MS) // 1000)


def test_every_message_arrives_once_and_in_order(broker: OwnBroker) -> None:
    listener = Listener(broker)
    plan = Plan(first=64_000, count=3000)  # identifiers begin again after 65,535
    poured = pour(broker_from(broker.sim_url), TAPE, plan)
    wait_until(lambda: len(listener.numbers) >= 3000)
    listener.leave()
    assert listener.numbers == list(range(64_000, 67_000))
    assert (poured.sent, poured.acknowledged, poured.again, poured.unheard) == (3000, 3000, 0, 0)


def test_messages_that_nobody_hears_are_counted(broker: OwnBroker) -> None:
    assert pour(broker_from(broker.sim_url), TAPE, Plan(count=1000)).unheard == 1000


def test_what_a_killed_broker_had_acknowledged_and_not_saved_is_sent_again(broker: OwnBroker) -> None:
    Listener(broker).leave()
    saved = broker.broker.folder / "mosquitto.db"
    os.kill(broker.running.process.pid, signal.SIGUSR1)
    wait_until(lambda: saved.exists() and b"listener" in saved.read_bytes())
    found: list[Poured] = []
    heard = Heard()
    plan = Plan(count=500, resend_s=6)
    load = threading.Thread(
        target=lambda: found.append(pour(broker_from(broker.sim_url), TAPE, plan, report=heard))
    )
    load.start()
    wait_until(lambda: heard.so_far.acknowledged == 500, every_s=0.01)
    broker.kill()
    broker.start()
    load.join()
    assert (found[0].acknowledged, found[0].again, found[0].connections) == (500, 500, 2)
    listener = Listener(broker)
    wait_until(lambda: set(listener.numbers) == set(range(500)))
    listener.leave()


def test_no_more_is_sent_than_allowed(broker: OwnBroker) -> None:
    stop, heard = threading.Event(), Heard()

    def report(so_far: Poured) -> None:
        heard(so_far)
        if so_far.acknowledged == 7:
            stop.set()

    broker_ = broker_from(broker.sim_url)
    assert pour(broker_, TAPE, Plan(count=100), report=report, stop=stop, allowed=lambda: 7).sent == 7


def test_a_wrong_password_is_told_and_not_tried_again(broker: OwnBroker) -> None:
    where = broker_from(broker.sim_url.replace("sim:", "sim:not-"))
    with pytest.raises(LoadError, match="password"):
        pour(where, TAPE, Plan(count=1))


def test_the_receive_maximum_of_the_broker_is_kept() -> None:
    counted: list[int] = []

    def three_at_most(line: socket.socket) -> None:
        line.sendall(bytes.fromhex("20060000" + "03" + "210003"))  # Receive Maximum 3 (3.2.2.3.3)
        packet = len(TAPE.packets(0, 1)[0])
        for first in range(1, 10, 3):
            line.settimeout(0.3)
            counted.append(len(everything(line)) // packet)
            line.sendall(
                b"".join(b"\x40\x02" + number.to_bytes(2, "big") for number in range(first, first + 3))
            )

    with fake_broker(three_at_most) as where:
        assert pour(where, TAPE, Plan(count=9)).acknowledged == 9
    assert counted == [3, 3, 3]


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ("40020002", "another order"),
        ("4003000187", "refuses a message"),
    ],
)
def test_an_answer_against_the_rules_ends_the_load(answer: str, complaint: str) -> None:
    def misbehave(line: socket.socket) -> None:
        line.sendall(ACCEPTED)
        line.recv(1)
        line.sendall(bytes.fromhex(answer))

    with fake_broker(misbehave) as where, pytest.raises(LoadError, match=complaint):
        pour(where, TAPE, Plan(count=5))


class Heard:
    """What a load reported last."""

    def __init__(self) -> None:
        self.so_far = Poured()

    def __call__(self, so_far: Poured) -> None:
        self.so_far = so_far


def everything(line: socket.socket) -> bytes:
    """What comes until nothing comes for a moment."""
    found = b""
    try:
        while block := line.recv(65536):
            found += block
    except TimeoutError:
        pass
    return found


@contextmanager
def fake_broker(talk: Callable[[socket.socket], None]) -> Iterator[Broker]:
    """Somebody who takes one connection, reads its CONNECT and then talks."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                line.recv(1024)
                talk(line)
                line.settimeout(5)
                everything(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield Broker(host="127.0.0.1", port=server.getsockname()[1], user=None, password=None, tls=False)
        thread.join(10)
