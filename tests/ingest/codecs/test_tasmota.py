"""Tasmota: times without a zone, clocks that were never set, and plain texts."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clock import us_of, us_of_text
from ingest.codec import Context, Field, codec_named
from ingest.codecs.tasmota import decode
from ingest.errors import RejectedError
from tests.ingest.codecs.odd import check_odd

SENSOR = Context(topic="tele/pump-room/SENSOR")


def sent(**keys: Any) -> bytes:
    return json.dumps({"SR04": {"Distance": 31.5}} | keys).encode()


def recorded_messages(recorded: Path) -> list[tuple[str, bytes]]:
    """Topic and payload of each recorded message."""
    rows = json.loads((recorded / "data/payloads/tasmota_messages.json").read_bytes())
    return [(row["topic"], json.dumps(row["payload"]).encode()) for row in rows if "payload" in row] + [
        (row["topic"], row["payload_raw"].encode()) for row in rows if "payload_raw" in row
    ]


@pytest.mark.recorded
def test_of_the_recorded_messages_only_that_of_the_sensor_is_a_reading(recorded: Path) -> None:
    found = {topic: decode(payload, Context(topic=topic)) for topic, payload in recorded_messages(recorded)}
    assert found.pop("tele/tasmota/SENSOR").fields == [Field("DS18B20.Temperature", 20.6)]
    assert [decoded.notice for decoded in found.values()] == ["result", "result"]


@pytest.mark.recorded
def test_the_recorded_messages_are_known_without_their_topics(recorded: Path) -> None:
    decoded = [decode(payload) for _, payload in recorded_messages(recorded)]
    assert [one.notice for one in decoded] == [None, "result", "result"]


@pytest.mark.recorded
def test_the_recorded_sensor_with_an_odd_value_is_understood_or_refused(recorded: Path) -> None:
    topic, payload = recorded_messages(recorded)[0]
    assert check_odd(codec_named("tasmota"), json.loads(payload), Context(topic=topic))


@given(time=st.datetimes().map(lambda time: time.isoformat(timespec="seconds")))
def test_a_time_without_zone_is_no_time(time: str) -> None:
    assert decode(sent(Time=time), SENSOR).observed_us is None


@settings(deadline=None)  # reads the time zones from files
@given(time=st.datetimes(min_value=datetime(2016, 1, 3), timezones=st.timezones()))  # noqa: DTZ001
def test_a_time_with_a_zone_is_the_time(time: datetime) -> None:
    assert decode(sent(Time=time.isoformat()), SENSOR).observed_us == us_of(time)


def test_the_epoch_beside_a_time_without_zone_is_the_time() -> None:
    decoded = decode(sent(Time="2025-12-01T16:00:00", Epoch=1764576000), SENSOR)
    assert decoded.observed_us == us_of_text("2025-12-01T08:00:00Z")
    assert decode(sent(Time=1764576000), SENSOR).observed_us == decoded.observed_us


@pytest.mark.parametrize("keys", [{"Time": "1970-01-01T00:00:09+00:00"}, {"Epoch": 9}, {"Time": 9}])
def test_a_clock_that_was_never_set_tells_no_time(keys: dict[str, Any]) -> None:
    assert decode(sent(**keys), SENSOR).observed_us is None


def test_a_time_that_is_none_is_refused_by_its_key() -> None:
    with pytest.raises(RejectedError, match="bad_time: Time: 'soon'"):
        decode(sent(Time="soon"), SENSOR)


def test_units_go_to_temperatures_and_pressures_only() -> None:
    values = {"BMP280": {"Temperature": 61.7, "Pressure": 760, "SeaPressure": 761, "Humidity": 40}}
    decoded = decode(sent(**values, TempUnit="F", PressureUnit="mmHg"), SENSOR)
    units = {field.name: field.unit for field in decoded.fields}
    assert units == {
        "SR04.Distance": None,
        "BMP280.Temperature": "F",
        "BMP280.Pressure": "mmHg",
        "BMP280.SeaPressure": "mmHg",
        "BMP280.Humidity": None,
    }


def test_a_numbered_temperature_has_the_unit_too() -> None:
    decoded = decode(b'{"ANALOG": {"Temperature2": 61.7}, "TempUnit": "F"}', SENSOR)
    assert [field.unit for field in decoded.fields] == ["F"]


@pytest.mark.parametrize(
    ("topic", "payload", "notice"),
    [
        ("tele/pump-room/LWT", b"Online", "availability"),
        ("pump-room/tele/STATE", b"{}", "state"),
        ("stat/pump-room/STATUS8", b'{"StatusSNS": {"SR04": {"Distance": 3}}}', "result"),
        ("cmnd/pump-room/SENSOR", b"", "command"),
        ("tele/pump-room/RESULT", b'{"RfReceived": {"Data": "0x1"}}', "result"),
        ("elsewhere", b"Offline", "availability"),
        ("elsewhere", b'{"Time": "2025-12-01T16:00:00", "UptimeSec": 9}', "state"),
        ("elsewhere", b'{"POWER32": "ON"}', "result"),
    ],
)
def test_what_is_no_reading_is_a_notice(topic: str, payload: bytes, notice: str) -> None:
    assert decode(payload, Context(topic=topic)).notice == notice


def test_the_topic_tells_a_sensor_whatever_its_keys_are() -> None:
    assert [field.name for field in decode(b'{"POWER1": "ON"}', SENSOR).fields] == ["POWER1"]


def test_a_device_called_state_sends_readings() -> None:
    assert decode(sent(), Context(topic="tele/STATE/SENSOR")).fields


def test_a_sensor_that_cannot_be_read_costs_only_its_own_values() -> None:
    decoded = decode(sent(AM2301={"Temperature": None, "Humidity": None}), SENSOR)
    assert [field.name for field in decoded.fields] == ["SR04.Distance"]
