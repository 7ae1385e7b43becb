"""Messages through a real broker."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from model.broker import Broker, broker_from
from model.position import Position
from model.reading import Origin, Sample
from model.sensor import Sensor
from model.text import Text
from sims.counts import Counts
from sims.message import Message
from sims.play import play
from sims.publisher import PATIENCE_S, Publisher, PublishError
from tests.fixtures.broker import OwnBroker

START = datetime(2026, 7, 1, tzinfo=UTC)
SENSOR = Sensor(
    id="s-1",
    kind="gauge",
    name=Text(zh="一", en="one"),
    position=Position(121.48, 31.22),
    district="310101",
    street="002",
    expected_every_s=60,
)


def feed(count: int, every_s: float = 1.0) -> Iterator[Message]:
    for number in range(count):
        time_ = START + timedelta(seconds=number * every_s)
        yield Message(
            SENSOR, [Sample(metric="m", value=float(number), observed_at=time_, origin=Origin.REPLAY)], time_
        )


class Listener:
    """A subscriber that notes the values it hears."""

    def __init__(self, url: str) -> None:
        broker = broker_from(url)
        self.values: list[float] = []
        self.topics: set[tuple[str, int]] = set()
        ready = threading.Event()
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="listener", protocol=mqtt.MQTTv5)
        self.client.username_pw_set(broker.user, broker.password)
        self.client.on_connect = lambda client, *_: client.subscribe("yiping/v1/#", qos=1)
        self.client.on_subscribe = lambda *_: ready.set()
        self.client.on_message = self.note
        session = Properties(PacketTypes.CONNECT)
        session.SessionExpiryInterval = 60
        self.client.reconnect_delay_set(min_delay=1, max_delay=1)
        self.client.connect(broker.host, broker.port, clean_start=False, properties=session)
        self.client.loop_start()
        assert ready.wait(5)

    def note(self, _client: object, _userdata: object, message: mqtt.MQTTMessage) -> None:
        self.topics.add((message.topic, message.qos))
        self.values.append(json.loads(message.payload)["v"]["m"])

    def wait_for(self, count: int) -> list[float]:
        until = time.monotonic() + 10
        while len(set(self.values)) < count and time.monotonic() < until:
            time.sleep(0.02)
        return self.values


@pytest.fixture
def listener(broker: OwnBroker) -> Iterator[Listener]:
    found = Listener(broker.ingest_url)
    yield found
    found.client.disconnect()
    found.client.loop_stop()


def test_every_message_arrives_once_and_in_order(broker: OwnBroker, listener: Listener) -> None:
    with Publisher(broker_from(broker.sim_url)) as publisher:
        counts = play(feed(5000), publisher)
    assert (counts.sent, counts.acknowledged, counts.unheard) == (5000, 5000, 0)
    assert listener.wait_for(5000) == list(range(5000))
    assert listener.topics == {("yiping/v1/310101/002/gauge/s-1/up", 1)}


def test_messages_that_nobody_hears_are_counted(broker: OwnBroker) -> None:
    with Publisher(broker_from(broker.sim_url)) as publisher:
        assert play(feed(10), publisher).unheard == 10


def test_never_more_unacknowledged_than_allowed(broker: OwnBroker) -> None:
    with Publisher(broker_from(broker.sim_url), unacknowledged=7) as publisher:
        for message in feed(300):
            publisher.send(message)
            assert publisher.outstanding <= 7


def test_leaving_waits_for_every_acknowledgement(broker: OwnBroker) -> None:
    with Publisher(broker_from(broker.sim_url)) as publisher:
        for message in feed(100):
            publisher.send(message)
        assert publisher.outstanding
    assert publisher.outstanding == 0


def test_a_wrong_password_is_refused_at_once(broker: OwnBroker) -> None:
    right = broker_from(broker.sim_url)
    wrong = Broker(host=right.host, port=right.port, user=right.user, password="wrong", tls=False)
    with pytest.raises(PublishError, match="refuses the connection"), Publisher(wrong):
        pass


def test_a_topic_that_we_may_not_write_to_is_refused(broker: OwnBroker) -> None:
    with (
        pytest.raises(PublishError, match="refuses a message"),
        Publisher(broker_from(broker.ingest_url)) as publisher,
    ):
        play(feed(3), publisher)


def test_where_nobody_listens_the_error_names_the_place() -> None:
    nowhere = Broker(host="127.0.0.1", port=9, user=None, password=None, tls=False)
    with (
        pytest.raises(PublishError, match=r"no connection to 127\.0\.0\.1:9"),
        Publisher(nowhere, patience_s=0),
    ):
        pass


def test_a_message_larger_than_the_broker_takes_names_its_sensor(broker: OwnBroker) -> None:
    huge = [
        Sample(metric="m", value=1.0, observed_at=START + timedelta(seconds=number), origin=Origin.REPLAY)
        for number in range(60_000)
    ]
    with (
        pytest.raises(PublishError, match=r"s-1: a message of \d+ bytes"),
        Publisher(broker_from(broker.sim_url)) as publisher,
    ):
        publisher.send(Message(SENSOR, huge, START))


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_broker_that_goes_and_returns_takes_every_message(
    broker: OwnBroker, listener: Listener, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            broker.start()

    def interrupted() -> Iterator[Message]:
        for number, message in enumerate(feed(4000)):
            if number == 2000:
                getattr(broker, end)()
            yield message

    monkeypatch.setattr("sims.publisher.sleep", pause)
    with Publisher(broker_from(broker.sim_url), unacknowledged=50) as publisher:
        counts = play(interrupted(), publisher)
    assert (counts.acknowledged, counts.connections, len(pauses)) == (4000, 2, 2)
    if end == "stop":  # a killed broker forgets what it had not yet saved
        assert set(listener.wait_for(4000)) == set(range(4000))


def test_a_broker_that_stays_away_is_an_error(broker: OwnBroker) -> None:
    def abandoned() -> Iterator[Message]:
        broker.stop()
        yield from feed(10_000)

    with (
        pytest.raises(PublishError, match="no connection"),
        Publisher(broker_from(broker.sim_url), patience_s=0.5) as publisher,
    ):
        play(abandoned(), publisher)


def test_the_pace_is_kept(broker: OwnBroker) -> None:
    began = time.monotonic()
    with Publisher(broker_from(broker.sim_url)) as publisher:
        play(feed(11, every_s=10), publisher, speed=100)
    assert time.monotonic() - began == pytest.approx(1.0, abs=0.4)


def test_progress_is_told_and_ends_with_the_whole(broker: OwnBroker) -> None:
    told: list[int] = []
    report: Callable[[Counts], None] = lambda counts: told.append(counts.sent)  # noqa: E731
    with Publisher(broker_from(broker.sim_url)) as publisher:
        play(feed(6, every_s=10), publisher, speed=100, report=report)
    assert told[-1] == 6
    assert len(told) >= 2


def test_an_interrupt_leaves_at_once_without_waiting(broker: OwnBroker) -> None:
    def interrupted() -> Iterator[Message]:
        yield from feed(10)
        broker.kill()  # nobody is left who could acknowledge
        raise KeyboardInterrupt

    began, threads = time.monotonic(), threading.active_count()
    with pytest.raises(KeyboardInterrupt), Publisher(broker_from(broker.sim_url)) as publisher:
        play(interrupted(), publisher)
    assert time.monotonic() - began < PATIENCE_S / 2  # it did not sit out its patience
    assert threading.active_count() == threads
