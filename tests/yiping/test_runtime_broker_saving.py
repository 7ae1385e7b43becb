"""A broker of our own is made to save between its own saves, while its file is small."""

from pathlib import Path
from time import monotonic, sleep

import pytest

from model.broker import broker_from
from tests.fixtures.broker import OwnBroker
from tests.fixtures.devices import speak
from yiping.runtime import broker_saving
from yiping.runtime.broker_saving import SAVE_EVERY_S, saving

TOPIC = "yiping/v1/310101/001/water_depth/WD-1/up"


class Hours:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def saved(broker: OwnBroker) -> Path:
    return broker.broker.folder / "mosquitto.db"


def wait_changed(file: Path, before: float) -> None:
    until = monotonic() + 10
    while not file.exists() or file.stat().st_mtime_ns == before:
        assert monotonic() < until, f"{file} was not written"
        sleep(0.01)


def test_what_was_queued_before_a_save_outlives_a_kill(broker: OwnBroker) -> None:
    clock = Hours()
    tick = saving(broker.running, saved(broker), clock=clock)
    ingest = speak(broker_from(broker.ingest_url), "yiping-ingest", lasting=True)
    ingest.subscribe("yiping/v1/#")
    ingest.client.disconnect()
    device = speak(broker_from(broker.sim_url), "device")
    device.publish(TOPIC)
    clock.now_s = SAVE_EVERY_S
    tick()
    wait_changed(saved(broker), 0)
    broker.kill()
    broker.start()
    again = speak(broker_from(broker.ingest_url), "yiping-ingest", lasting=True)
    assert again.until(lambda: again.heard == [TOPIC])


def test_a_broker_is_not_asked_before_its_time_nor_right_after_a_start(broker: OwnBroker) -> None:
    clock = Hours()
    tick = saving(broker.running, saved(broker), clock=clock)
    tick()
    broker.kill()
    broker.running.again()  # the signal would end it now
    clock.now_s = SAVE_EVERY_S
    tick()
    assert broker.running.alive
    assert not saved(broker).exists()


def test_a_long_queue_is_left_to_the_brokers_own_pace(
    broker: OwnBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Hours()
    tick = saving(broker.running, saved(broker), clock=clock)
    clock.now_s = SAVE_EVERY_S
    tick()
    wait_changed(saved(broker), 0)
    before = saved(broker).stat().st_mtime_ns
    monkeypatch.setattr(broker_saving, "QUICK_BYTES", 1)
    clock.now_s *= 2
    tick()
    sleep(0.3)
    assert saved(broker).stat().st_mtime_ns == before
