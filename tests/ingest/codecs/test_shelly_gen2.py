"""Shelly Gen2: one topic a component, notifications, and times that only some messages tell."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.clock import us_of_text
from ingest.codec import Context, Decoded, codec_named
from ingest.codecs.shelly_gen2 import decode
from ingest.errors import Reason, RejectedError
from tests.ingest.codecs.odd import check_odd

SENT_US = us_of_text("2025-12-01T08:00:00.25Z")
RPC = Context(topic="shellyplusht-0a1b2c/events/rpc")


def status(component: str, **values: Any) -> Decoded:
    return decode(json.dumps(values).encode(), Context(topic=f"gully/status/{component}"))


def notification(method: str = "NotifyStatus", /, **params: Any) -> bytes:
    return json.dumps({"src": "shellyplusht-0a1b2c", "method": method, "params": params}).encode()


def values_of(decoded: Decoded) -> dict[str, float | str]:
    return {field.name: field.value for field in decoded.fields}


def recorded_messages(recorded: Path) -> dict[str, Any]:
    """The payload of each topic."""
    rows = json.loads((recorded / "data/payloads/shelly_gen2_ht_messages.json").read_bytes())
    return {row["topic"]: row["payload"] for row in rows}


@pytest.mark.recorded
def test_each_recorded_topic_is_readings_of_its_component_or_empty(recorded: Path) -> None:
    empty = set()
    for topic, payload in recorded_messages(recorded).items():
        component = topic.split("/")[-1]
        decoded = decode(json.dumps(payload).encode(), Context(topic=topic))
        assert all(field.name.startswith(f"{component}.") for field in decoded.fields)
        empty |= {component} if decoded.notice == "empty" else set()
    assert empty == {"ble", "ht_ui"}


@pytest.mark.recorded
def test_the_recorded_values_are_named_by_component(recorded: Path) -> None:
    found = {
        field.name: (field.value, field.observed_us)
        for topic, payload in recorded_messages(recorded).items()
        for field in decode(json.dumps(payload).encode(), Context(topic=topic)).fields
    }
    assert found["temperature:0.tC"] == (20.1, None)
    assert found["devicepower:0.battery.percent"] == (73.0, None)
    assert found["cloud.connected"] == (1.0, None)
    assert found["sys.uptime"] == (2.0, 1_750_345_503_000_000)
    assert "wifi.sta_ip6" not in found


@pytest.mark.recorded
def test_the_recorded_topics_as_one_notification_tell_the_same_at_one_time(recorded: Path) -> None:
    messages = {topic.split("/")[-1]: payload for topic, payload in recorded_messages(recorded).items()}
    decoded = decode(notification("NotifyFullStatus", **messages))
    assert {field.observed_us for field in decoded.fields} == {1_750_345_503_000_000}
    assert values_of(decoded)["humidity:0.rh"] == 57.0


@pytest.mark.recorded
def test_a_recorded_status_with_an_odd_value_is_understood_or_refused(recorded: Path) -> None:
    for topic, payload in recorded_messages(recorded).items():
        assert check_odd(codec_named("shelly_gen2"), payload, Context(topic=topic))


@pytest.mark.parametrize("component", [None, {"id": 0}, {}])
def test_a_component_of_a_notification_may_be_empty(component: object) -> None:
    assert decode(notification(ts=1764576000, **{"temperature:0": component}), RPC).notice == "empty"


def test_the_id_of_a_component_is_no_value() -> None:
    assert values_of(status("temperature:0", id=0, tC=21.5)) == {"temperature:0.tC": 21.5}


def test_a_status_names_no_device_for_the_topic_does() -> None:
    assert status("temperature:0", tC=21.5).device is None
    assert decode(notification(ts=1764576000.25, em={"total": 1}), RPC).device == "shellyplusht-0a1b2c"


def test_a_notification_tells_the_time_of_all_its_values() -> None:
    decoded = decode(notification(ts=1764576000.25, **{"flood:0": {"alarm": True}}), RPC)
    assert [(field.value, field.observed_us) for field in decoded.fields] == [(1.0, SENT_US)]


def test_the_time_of_a_notification_goes_before_that_of_its_system() -> None:
    assert decode(notification(ts=1764576000.25, sys={"unixtime": 1764575990}), RPC).observed_us == SENT_US


@pytest.mark.parametrize("ts", [None, 3.41, 0])
def test_a_clock_that_was_never_set_tells_no_time(ts: float | None) -> None:
    decoded = decode(notification(ts=ts, sys={"unixtime": None, "uptime": 3}), RPC)
    assert (values_of(decoded), decoded.observed_us) == ({"sys.uptime": 3.0}, None)


def test_a_value_of_a_radio_sensor_has_the_time_at_which_it_came() -> None:
    update = {"bthomesensor:200": {"id": 200, "value": 12, "last_updated_ts": 1764576000.25}}
    decoded = decode(notification(ts=1764579600, **update, temperature={"tC": 3}), RPC)
    assert [field.observed_us for field in decoded.fields] == [SENT_US, 1_764_579_600_000_000]


def test_a_wrong_time_is_refused_by_its_key() -> None:
    with pytest.raises(RejectedError, match=r"bad_time: params\.ts"):
        decode(notification(ts=True), RPC)


@pytest.mark.parametrize(
    ("topic", "payload", "notice"),
    [
        ("gully/online", b"false", "availability"),
        ("street/gully/debug/log", b"\xff", "log"),
        ("gully/command/switch:0", b"off", "command"),
        ("gully/status/ble", b"{}", "empty"),
        ("gully/events/rpc", notification("NotifyEvent", events=[]), "event"),
        ("gully/rpc", b'{"id": 1, "method": "Shelly.GetStatus"}', "command"),
        ("status/gully/rpc", b'{"id": 1, "method": "Shelly.GetStatus"}', "command"),
        ("me/rpc", b'{"id": 1, "result": {"temperature:0": {"tC": 3}}}', "reply"),
    ],
)
def test_what_is_no_reading_is_a_notice(topic: str, payload: bytes, notice: str) -> None:
    assert decode(payload, Context(topic=topic)).notice == notice


def test_a_prefix_may_hold_any_level() -> None:
    decoded = decode(b'{"tC": 3}', Context(topic="online/status/command/status/temperature:0"))
    assert values_of(decoded) == {"temperature:0.tC": 3.0}


def test_a_status_without_its_topic_asks_for_it() -> None:
    with pytest.raises(RejectedError, match="PREFIX/status/COMPONENT") as caught:
        decode(b'{"tC": 21.5}')
    assert caught.value.reason is Reason.TOPIC
