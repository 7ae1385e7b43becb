"""ChirpStack v4: the kinds of events, by topic and by content."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.clock import us_of_text
from ingest.codec import Context, codec_named
from ingest.codecs.chirpstack_v4 import decode
from ingest.errors import Reason, RejectedError
from tests.ingest.codecs.odd import check_odd

FOLDER = "data/payloads/chirpstack_v4"
NAMES = ("up", "status", "join", "ack")


def up(**keys: Any) -> bytes:
    event = {"time": "2025-12-01T08:00:00+00:00", "deviceInfo": {"devEui": "0011223344556677"}}
    return json.dumps(event | {"fPort": 2, "data": "AQI=", "object": {"level": 4}} | keys).encode()


@pytest.mark.recorded
@pytest.mark.parametrize("name", NAMES[1:])
def test_recorded_events_that_are_no_uplink_are_notices(recorded: Path, name: str) -> None:
    assert decode((recorded / FOLDER / f"{name}.json").read_bytes()).notice == name


@pytest.mark.recorded
def test_the_recorded_uplink_asks_for_a_codec_of_its_device_profile(recorded: Path) -> None:
    with pytest.raises(RejectedError, match="device profile") as caught:
        decode((recorded / FOLDER / "up.json").read_bytes())
    assert caught.value.reason is Reason.WRONG_TYPE


@pytest.mark.recorded
def test_the_recorded_uplink_with_an_object_is_a_reading(recorded: Path) -> None:
    event = json.loads((recorded / FOLDER / "up.json").read_bytes())
    decoded = decode(json.dumps(event | {"object": {"level": 4}}).encode())
    assert [(field.name, field.value) for field in decoded.fields] == [("level", 4.0)]
    assert decoded.device == "0101010101010101"
    assert decoded.observed_us == us_of_text("2022-07-18T09:34:15.775023Z")


@pytest.mark.recorded
@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_event_with_an_odd_value_is_understood_or_refused(recorded: Path, name: str) -> None:
    event = json.loads((recorded / FOLDER / f"{name}.json").read_bytes())
    for message in (event, event | {"object": {"level": 4}}):
        assert check_odd(codec_named("chirpstack_v4"), message, Context())


@pytest.mark.parametrize("event", ["status", "join", "ack", "txack", "log", "location", "integration"])
def test_the_topic_tells_an_event_whose_keys_were_all_zero(event: str) -> None:
    topic = f"application/4c0f/device/0011223344556677/event/{event}"
    assert decode(b"{}", Context(topic=topic)).notice == event


@pytest.mark.parametrize("topic", ["lora/up/gully-7", "lora/gully-7/status"])
def test_a_topic_of_another_template_leaves_it_to_the_content(topic: str) -> None:
    assert decode(up(), Context(topic=topic)).fields


def test_the_topic_tells_an_uplink_whose_keys_were_all_zero() -> None:
    topic = Context(topic="application/4c0f/device/0011223344556677/event/up")
    assert (
        decode(b'{"deviceInfo": {"devEui": "0011223344556677"}, "devAddr": "01020304"}', topic).notice
        == "empty"
    )


def test_values_of_an_integration_are_not_taken_for_those_of_the_device() -> None:
    assert decode(up(integrationName="geo")).notice == "integration"


def test_what_gateways_and_chirpstack_say_to_each_other_is_no_event_of_a_device() -> None:
    assert decode(b"\x0a\x01", Context(topic="cn470/gateway/0a/event/up")).notice == "gateway"
    assert decode(b"{}", Context(topic="application/4c0f/device/00/command/down")).notice == "command"


def test_an_uplink_without_payload_is_a_notice() -> None:
    assert decode(up(object=None, data="")).notice == "empty"


def test_zero_stays_a_value() -> None:
    assert [field.value for field in decode(up(object={"level": 0, "open": False})).fields] == [0.0, 0.0]


def test_a_wrong_time_is_refused_by_its_key() -> None:
    with pytest.raises(RejectedError, match="bad_time: time: 'x'"):
        decode(up(time="x"))
