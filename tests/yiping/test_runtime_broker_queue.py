"""What a broker holds for an ingest that is away, and how it is told that it held no more."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from time import monotonic, sleep

import pytest

from model.broker import broker_from
from tests.fixtures.broker import OwnBroker
from tests.fixtures.devices import speak
from yiping.runtime.broker_access import access
from yiping.runtime.broker_conf import common
from yiping.runtime.broker_files import Shape
from yiping.runtime.broker_health import Health, ask, examine, sentence, short_of_memory, trouble
from yiping.runtime.broker_queue import Queue
from yiping.runtime.mosquitto import any_free
from yiping.settings import Settings

COMPOSE = Path(__file__).parents[2] / "compose.yaml"
DEVICES = "listener 1884\nuse_username_as_clientid true\n"
TOPIC = "yiping/v1/310101/001/water_depth/WD-1/up"


def heredoc(name: str) -> str:
    """The text that the broker's container writes into a file."""
    text = COMPOSE.read_text(encoding="utf-8")
    return dedent(text.split(f"/{name} <<'END'\n")[1].split(" END\n")[0].rstrip(" ")).replace("$$", "$")


def test_half_an_hour_at_two_thousand_a_second_fits_with_a_quarter_to_spare() -> None:
    queue = Queue()
    assert queue.messages == 1800 * 2000 * 1.25
    assert queue.payload_bytes == queue.messages * 256


def test_a_full_queue_takes_less_memory_than_half_of_a_large_machine() -> None:
    queue = Queue()
    assert 3.0e9 < queue.memory_bytes < 3.2e9
    assert short_of_memory(queue, 8 * 10**9) is None
    assert "lower YIPING_OUTAGE_S" in str(short_of_memory(queue, 4 * 10**9))


def test_a_short_queue_is_saved_often_and_a_long_one_seldom() -> None:
    assert Queue(outage_s=600, messages_per_s=100).save_s == 5
    assert Queue().save_s == 67  # 4,500,000 messages * 371 bytes at 25 MB/s


def test_what_does_not_fit_is_counted_and_told(
    broker: OwnBroker, home_settings: Callable[..., Settings]
) -> None:
    queue = Queue(outage_s=1, messages_per_s=8)  # 1 s * 8/s * 1.25 = 10 messages
    broker.stop()
    broker.broker = replace(broker.broker, shape=Shape(queue=queue))
    broker.start()
    ingest = speak(broker_from(broker.ingest_url), "yiping-ingest", lasting=True)
    ingest.subscribe("yiping/v1/#")
    ingest.client.disconnect()
    device = speak(broker_from(broker.sim_url))
    assert [device.publish(TOPIC) for _ in range(13)] == ["Success"] * 13
    settings, until = home_settings(), monotonic() + 15
    while (health := ask(broker.ingest_url, settings)).dropped != 3 and monotonic() < until:
        sleep(0.2)
    assert health.dropped == 3
    named = home_settings(YIPING_BROKER_URL=broker.ingest_url, YIPING_DATABASE_URL="postgresql://x/y")
    assert examine(named) == (False, trouble(health, queue))
    again = speak(broker_from(broker.ingest_url), "yiping-ingest", lasting=True)
    assert again.until(lambda: len(again.heard) == 10)
    assert not again.until(lambda: len(again.heard) > 10, within_s=0.3)


@pytest.mark.parametrize(
    ("health", "words"),
    [
        (Health(dropped=0, stored=0), None),
        (Health(dropped=0, stored=5), None),
        (Health(dropped=0, stored=6), "6 of 10 messages wait"),
        (Health(dropped=1, stored=0), "1 messages were dropped"),
        (Health(dropped=None, stored=None), None),
    ],
)
def test_trouble_begins_at_half_of_the_queue(health: Health, words: str | None) -> None:
    found = trouble(health, Queue(outage_s=1, messages_per_s=8))
    assert found is None if words is None else words in str(found)


def test_a_broker_that_drops_nothing_is_well(
    broker: OwnBroker, home_settings: Callable[..., Settings]
) -> None:
    named = home_settings(YIPING_BROKER_URL=broker.ingest_url, YIPING_DATABASE_URL="postgresql://x/y")
    well, words = examine(named)
    assert well, words
    assert "0 dropped; room for 4500000" in words


def test_a_broker_that_is_away_is_told(home_settings: Callable[..., Settings]) -> None:
    away = f"mqtt://a:b3x@127.0.0.1:{any_free()}"
    well, words = examine(home_settings(YIPING_BROKER_URL=away, YIPING_DATABASE_URL="postgresql://x/y"))
    assert not well
    assert words.startswith("the broker does not answer")


def test_without_a_broker_nothing_is_wrong_if_a_full_queue_fits(
    home_settings: Callable[..., Settings],
) -> None:
    assert examine(home_settings(YIPING_OUTAGE_S="1")) == (True, "not running; room for 2500 messages")
    well, words = examine(home_settings(YIPING_OUTAGE_S="86400", YIPING_MESSAGES_PER_S="1000000"))
    assert not well
    assert "lower YIPING_OUTAGE_S" in words


def test_a_broker_that_tells_nothing_is_said_to() -> None:
    assert "tells nothing" in sentence(Health(dropped=None, stored=None), Queue())


def test_the_broker_of_the_containers_has_the_same_configuration() -> None:
    assert heredoc("mosquitto.conf") == "listener 1883\n" + DEVICES + common(Path("/mosquitto/data"), Queue())


def test_the_broker_of_the_containers_has_the_same_access() -> None:
    assert heredoc("accounts") == access({})
