"""The MQTT edge against a real broker: what is delivered, acknowledged, and sent again."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from random import Random
from time import monotonic

import pytest

from ingest.client import Client
from ingest.message import Message
from model.broker import broker_from
from sims.publish import Connection
from tests.fixtures.broker import OwnBroker
from tests.fixtures.processes import wait_until

TOPIC = "yiping/v1/310101/002/water_depth/wd-1/up"
Join = Callable[..., Client]
Say = Callable[..., None]


class Deaf:
    """Whoever publishes here does not listen."""

    def connected(self, unacknowledged: int, packet_bytes: int) -> None: ...

    def refused(self, reason: str) -> None:
        raise AssertionError(reason)

    def acknowledged(self, heard: bool) -> None: ...


@pytest.fixture
def join(broker: OwnBroker) -> Iterator[Join]:
    """Connects a client, which leaves at the end of the test."""
    with ExitStack() as stack:

        def connected(client_id: str = "ingest", receive_maximum: int = 100) -> Client:
            client = Client(
                broker_from(broker.ingest_url),
                client_id=client_id,
                topic_filters=["yiping/v1/#"],
                receive_maximum=receive_maximum,
                clock=lambda: datetime.now(UTC),
                rng=Random(1),
            )
            client.start()
            stack.callback(client.stop)
            return client

        yield connected


@pytest.fixture
def say(broker: OwnBroker) -> Iterator[Say]:
    """Publishes payloads."""
    connection = Connection(broker_from(broker.sim_url), "", Deaf())
    assert connection.open() is None

    def publish(*payloads: bytes) -> None:
        for payload in payloads:
            connection.publish(TOPIC, payload)
        connection.exchange(0.2)

    yield publish
    connection.close()


def heard(client: Client, count: int, within_s: float = 20.0) -> list[Message]:
    """The next ``count`` messages, or as many as come."""
    found: list[Message] = []
    end = monotonic() + within_s
    while len(found) < count and monotonic() < end:
        found += client.inbox.take(count=count - len(found), age_s=0.05, wait_s=0.2)
    return found


def greeted(client: Client, say: Say) -> None:
    """Until the client is subscribed and has acknowledged a first message."""

    def hello() -> bool:
        say(b"hello")
        found = heard(client, 1, 0.5)
        client.acknowledge(found)
        return bool(found)

    wait_until(hello)
    while rest := heard(client, 1, 0.3):
        client.acknowledge(rest)


def test_messages_arrive_whole_and_in_order(join: Join, say: Say) -> None:
    client = join()
    greeted(client, say)
    payloads = [b"", b"{}", bytes(300_000), b"\xff\x00", b"last"]
    say(*payloads)
    found = heard(client, 5)
    assert [message.payload for message in found] == payloads
    assert {message.topic for message in found} == {TOPIC}
    assert not any(message.again for message in found)


def test_what_is_not_acknowledged_comes_again_and_is_marked(join: Join, say: Say) -> None:
    first = join()
    greeted(first, say)
    say(b"one", b"two")
    one, two = heard(first, 2)
    first.acknowledge([one])
    first.stop()
    (again,) = heard(join(), 5, within_s=3)
    assert (again.payload, again.mid, again.again) == (b"two", two.mid, True)


def test_no_more_arrives_than_may_be_unacknowledged(join: Join, say: Say) -> None:
    client = join(receive_maximum=3)
    greeted(client, say)
    say(*(b"%d" % number for number in range(10)))
    held = heard(client, 10, within_s=2)
    assert len(held) == 3
    client.acknowledge(held)
    assert [message.payload for message in heard(client, 3)] == [b"3", b"4", b"5"]


def test_acknowledgements_of_a_lost_connection_are_passed_over(
    join: Join, say: Say, broker: OwnBroker
) -> None:
    client = join()
    greeted(client, say)
    say(b"one")
    old = heard(client, 1)
    broker.stop()
    broker.start()
    again = heard(client, 1)
    client.acknowledge(old)
    assert [message.payload for message in again] == [b"one"]
    client.acknowledge(again)
    client.stop()
    assert heard(join(), 1, within_s=2) == []
