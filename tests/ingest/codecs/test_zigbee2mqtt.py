"""Zigbee2MQTT: which topics are devices, and the one time that may be told."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clock import us_of
from ingest.codec import Context, Decoded, codec_named
from ingest.codecs.zigbee2mqtt import decode
from ingest.errors import Reason, RejectedError
from tests.ingest.codecs.odd import check_odd

ROOF = Context(topic="zigbee2mqtt/roof")
TIMES = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()).map(  # noqa: DTZ001
    lambda time: time.replace(microsecond=time.microsecond // 1000 * 1000)
)


def state(topic: str = ROOF.topic, **values: Any) -> Decoded:
    return decode(json.dumps(values).encode(), Context(topic=topic))


def recorded_messages(recorded: Path) -> list[tuple[str, bytes]]:
    """Topic and payload of each recorded message."""
    rows = json.loads((recorded / "data/payloads/zigbee2mqtt_messages.json").read_bytes())
    return [
        (
            row["topic"],
            row["payload_raw"].encode() if "payload_raw" in row else json.dumps(row["payload"]).encode(),
        )
        for row in rows
    ]


@pytest.mark.recorded
def test_the_recorded_states_are_readings_and_the_bridge_is_none(recorded: Path) -> None:
    decoded = [decode(payload, Context(topic=topic)) for topic, payload in recorded_messages(recorded)]
    assert [{field.name: field.value for field in one.fields} for one in decoded] == [
        {"temperature": 27.34, "humidity": 44.72},
        {"action": "single"},
        {"occupancy": 1.0},
        {},
        {},
    ]
    assert [one.notice for one in decoded] == [None, None, None, "bridge", "bridge"]
    assert [one.device for one in decoded[:3]] == ["FRIENDLY_NAME"] * 3


@pytest.mark.recorded
def test_a_recorded_state_with_an_odd_value_is_understood_or_refused(recorded: Path) -> None:
    for topic, payload in recorded_messages(recorded)[:3]:
        assert check_odd(codec_named("zigbee2mqtt"), json.loads(payload), Context(topic=topic))


@settings(deadline=None)  # reads the time zones from files
@given(time=TIMES)
def test_last_seen_is_the_time_in_each_of_its_forms(time: datetime) -> None:
    for last_seen in (us_of(time) // 1000, time.isoformat()):
        decoded = state(last_seen=last_seen, temperature=3)
        assert decoded.observed_us == us_of(time)
        assert [(field.name, field.observed_us) for field in decoded.fields] == [("temperature", us_of(time))]


def test_without_last_seen_there_is_no_time() -> None:
    assert state(temperature=3).observed_us is None
    assert state(temperature=3, last_seen=None).observed_us is None


def test_a_wrong_last_seen_is_refused_by_its_key() -> None:
    with pytest.raises(RejectedError, match="bad_time: last_seen: '2025-12-01T16:00:00'"):
        state(temperature=3, last_seen="2025-12-01T16:00:00")


@pytest.mark.parametrize(
    ("topic", "device"),
    [
        ("zigbee2mqtt/roof", "roof"),
        ("zigbee2mqtt/lift/pit", "lift/pit"),
        ("north/zigbee2mqtt/roof", "roof"),
        ("zigbee2mqtt/east/bridge/2", "east/bridge/2"),
        ("site-3/roof", None),
        ("", None),
    ],
)
def test_the_device_is_the_friendly_name_where_the_base_topic_is_known(
    topic: str, device: str | None
) -> None:
    decoded = state(topic, temperature=3)
    assert (decoded.device, decoded.fields[0].device) == (device, device)


def test_the_device_may_be_told_by_the_message() -> None:
    decoded = state("site-3/roof", temperature=3, device={"friendlyName": "roof", "networkAddress": 9})
    assert (decoded.device, [field.name for field in decoded.fields]) == ("roof", ["temperature"])


@pytest.mark.parametrize(
    ("topic", "payload", "notice"),
    [
        ("zigbee2mqtt/bridge/anything", b"x", "bridge"),
        ("site-3/zb/bridge/state", b"online", "bridge"),
        ("zigbee2mqtt/lift/pit/availability", b'{"state": "offline"}', "availability"),
        ("zigbee2mqtt/roof/set", b'{"state": "ON"}', "command"),
        ("zigbee2mqtt/roof/get/state", b"", "command"),
        ("zigbee2mqtt/roof", b"", "cleared"),
        ("zigbee2mqtt/roof", b'{"temperature": null}', "empty"),
    ],
)
def test_what_is_no_reading_is_a_notice(topic: str, payload: bytes, notice: str) -> None:
    assert decode(payload, Context(topic=topic)).notice == notice


def test_a_single_attribute_asks_for_json_output() -> None:
    with pytest.raises(RejectedError, match="output: json") as caught:
        decode(b"27.3", Context(topic="zigbee2mqtt/roof/temperature"))
    assert caught.value.reason is Reason.WRONG_TYPE
