"""Who may do what at a broker of our own, asked of the real one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from model.broker import broker_from
from tests.fixtures.devices import DeviceBroker, broker_of_devices, speak
from yiping.runtime.broker_check import lets_in
from yiping.runtime.broker_files import reload, write_accounts
from yiping.runtime.grants import read_grants, write_grants
from yiping.runtime.provide import Servers

UP = "yiping/v1/310101/001/water_depth/{}/up"
REFUSED = "Not authorized"


@pytest.fixture(scope="module")
def device_broker(servers: Servers) -> Iterator[DeviceBroker]:
    """A broker that no test stops and whose accounts no test changes."""
    with broker_of_devices(servers) as found:
        yield found


@pytest.fixture
def changing(servers: Servers) -> Iterator[DeviceBroker]:
    """A broker of one test."""
    with broker_of_devices(servers) as found:
        yield found


def test_a_device_publishes_on_its_own_topics_wherever_it_stands(device_broker: DeviceBroker) -> None:
    ingest = device_broker.ingest()
    ingest.subscribe("yiping/v1/#")
    device = speak(device_broker.as_device("WD-1"))
    moved = "yiping/v1/310104/002/water_depth/WD-1/up"
    topics = [UP.format("WD-1"), moved, UP.format("WD-1").replace("/up", "/status")]
    assert [device.publish(topic) for topic in topics] == ["Success"] * 3
    assert ingest.until(lambda: ingest.heard == topics)


@pytest.mark.parametrize("topic", [UP.format("WD-2"), UP.format("WD-1") + "/x", "v3/a/devices/b", "a"])
def test_a_device_is_refused_elsewhere(device_broker: DeviceBroker, topic: str) -> None:
    ingest = device_broker.ingest()
    ingest.subscribe("#")
    device = speak(device_broker.as_device("WD-1"))
    assert device.publish(topic) == REFUSED
    assert device.publish(UP.format("WD-1")) == "Success"
    assert ingest.until(lambda: bool(ingest.heard))
    assert ingest.heard == [UP.format("WD-1")]


def test_a_device_hears_nothing_whatever_it_subscribes_to(device_broker: DeviceBroker) -> None:
    device, other = (speak(device_broker.as_device(name)) for name in ("WD-1", "WD-2"))
    for topic_filter in ("#", "$SYS/#", UP.format("WD-1"), UP.format("+")):
        device.subscribe(topic_filter)
    device.publish(UP.format("WD-1"))
    other.publish(UP.format("WD-2"))
    assert not device.until(lambda: bool(device.heard), within_s=0.5)


def test_a_name_may_be_chinese(device_broker: DeviceBroker) -> None:
    device = speak(device_broker.as_device("水位-3"))
    assert device.publish(UP.format("水位-3")) != REFUSED


def test_a_gateway_publishes_below_its_filter_only(device_broker: DeviceBroker) -> None:
    gateway = speak(device_broker.as_device("lora"))
    assert gateway.publish("v3/app/devices/eui/up") != REFUSED
    assert gateway.publish("v3/app/other") == REFUSED
    assert gateway.publish(UP.format("WD-1")) == REFUSED


def test_ingest_hears_gateways_and_publishes_commands_to_edge_nodes_only(device_broker: DeviceBroker) -> None:
    ingest = device_broker.ingest()
    ingest.subscribe("v3/#")
    speak(device_broker.as_device("lora")).publish("v3/app/devices/eui/up")
    assert ingest.until(lambda: ingest.heard == ["v3/app/devices/eui/up"])
    assert ingest.publish("spBv1.0/plant/NCMD/node") != REFUSED
    for topic in (
        UP.format("WD-1"),
        UP.format("ingest"),
        "spBv1.0/plant/NDATA/node",
        "v3/app/devices/eui/up",
    ):
        assert ingest.publish(topic) == REFUSED


def test_a_simulator_speaks_for_every_device(device_broker: DeviceBroker) -> None:
    assert speak(broker_from(device_broker.own.sim_url)).publish(UP.format("WD-2")) != REFUSED


def test_a_wrong_password_and_none_are_refused_on_the_port_of_devices(device_broker: DeviceBroker) -> None:
    device = device_broker.as_device("WD-1")
    assert lets_in(device)
    assert not lets_in(replace(device, password="wrong"))
    assert not lets_in(replace(device, user=None, password=None))


def test_a_device_cannot_end_the_session_of_ingest(device_broker: DeviceBroker) -> None:
    ingest = device_broker.ingest()
    device = speak(device_broker.as_device("WD-1"), "yiping-ingest")
    assert device.publish(UP.format("WD-1")) != REFUSED
    assert not ingest.until(lambda: bool(ingest.ended), within_s=0.5)


def test_what_comes_while_ingest_is_away_outlives_a_restart_and_comes_after_it(
    changing: DeviceBroker,
) -> None:
    ingest = changing.ingest(lasting=True)
    ingest.subscribe("yiping/v1/#")
    ingest.client.disconnect()
    assert speak(changing.as_device("WD-1")).publish(UP.format("WD-1")) == "Success"
    changing.own.stop()
    changing.own.start()
    assert speak(changing.as_device("WD-2")).publish(UP.format("WD-2")) == "Success"
    again = changing.ingest(lasting=True)
    assert again.until(lambda: again.heard == [UP.format("WD-1"), UP.format("WD-2")])


def test_a_reload_ends_who_is_revoked_and_nobody_else(changing: DeviceBroker) -> None:
    ingest = changing.ingest()
    gone, stays = (speak(changing.as_device(name)) for name in ("WD-1", "WD-2"))
    broker = changing.own.broker
    home = broker.folder.parent
    write_grants(home, {name: one for name, one in read_grants(home).items() if name != "WD-1"})
    write_accounts(broker.folder, broker.account, broker.secrets)
    assert reload(broker.folder)
    assert gone.until(lambda: bool(gone.ended))
    assert stays.publish(UP.format("WD-2")) != REFUSED
    assert ingest.publish("spBv1.0/plant/NCMD/node") != REFUSED
    assert not lets_in(changing.as_device("WD-1"))
