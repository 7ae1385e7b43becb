"""The Things Stack v3: what is a reading, what is none, and what is left out."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.clock import us_of_text
from ingest.codec import Context, Field, codec_named
from ingest.codecs.tts_v3 import decode
from ingest.errors import Reason, RejectedError
from model.reading import Origin
from tests.ingest.codecs.odd import check_odd

FOLDER = "data/payloads/tts_v3"
NOTICES = {
    "00_join_accept.json": "join",
    "01_downlink_ack.json": "downlink_ack",
    "02_downlink_failed.json": "downlink_failed",
    "03_downlinks.json": "downlink_command",
}


def uplink(**keys: Any) -> dict[str, Any]:
    inner = {"decoded_payload": {"level": 4}, "received_at": "2025-12-01T08:00:00Z"} | keys
    return {"end_device_ids": {"device_id": "gully-7"}, "uplink_message": inner}


def refusal_of(message: object) -> RejectedError:
    with pytest.raises(RejectedError) as caught:
        decode(json.dumps(message).encode())
    return caught.value


@pytest.mark.recorded
def test_the_recorded_uplink_is_two_readings(recorded: Path) -> None:
    decoded = decode((recorded / FOLDER / "uplink_message.json").read_bytes())
    sent_us = us_of_text("2020-02-12T15:15:45.787Z")
    assert decoded.fields == [
        Field("temperature", 1.0, sent_us, None, "dev1"),
        Field("luminosity", 0.64, sent_us, None, "dev1"),
    ]
    assert (decoded.observed_us, decoded.device) == (sent_us, "dev1")


@pytest.mark.recorded
@pytest.mark.parametrize(("name", "notice"), NOTICES.items())
def test_recorded_messages_that_are_no_uplink_are_notices(recorded: Path, name: str, notice: str) -> None:
    assert decode((recorded / FOLDER / name).read_bytes()).notice == notice


@pytest.mark.recorded
@pytest.mark.parametrize("name", ["uplink_message.json", *NOTICES])
def test_a_recorded_message_with_an_odd_value_is_understood_or_refused(recorded: Path, name: str) -> None:
    message = json.loads((recorded / FOLDER / name).read_bytes())
    assert check_odd(codec_named("tts_v3"), message, Context())


def test_the_gateways_time_goes_before_that_of_the_servers() -> None:
    message = uplink(settings={"time": "2025-12-01T07:59:58.123456789Z"})
    assert decode(json.dumps(message).encode()).observed_us == us_of_text("2025-12-01T07:59:58.123456Z")


def test_without_settings_the_network_server_tells_the_time() -> None:
    message = uplink() | {"received_at": "2025-12-01T08:00:01Z"}
    assert decode(json.dumps(message).encode()).observed_us == us_of_text("2025-12-01T08:00:00Z")


def test_values_left_out_because_they_are_zero_still_have_a_time_and_a_device() -> None:
    decoded = decode(json.dumps(uplink(decoded_payload={})).encode())
    assert (list(decoded.fields), decoded.notice, decoded.device) == ([], None, "gully-7")
    assert decoded.observed_us == us_of_text("2025-12-01T08:00:00Z")


def test_a_payload_that_nobody_decoded_asks_for_a_payload_formatter() -> None:
    refused = refusal_of(uplink(decoded_payload=None, frm_payload="AQI="))
    assert refused.reason is Reason.WRONG_TYPE
    assert "payload formatter" in refused.detail


def test_a_wrong_time_is_refused_by_its_key() -> None:
    refused = refusal_of(uplink(settings={"time": "yesterday"}))
    assert refused.reason is Reason.BAD_TIME
    assert "uplink_message.settings.time" in refused.detail


def test_a_simulated_uplink_is_an_exercise() -> None:
    decoded = decode(json.dumps(uplink() | {"simulated": True}).encode())
    assert [field.origin for field in decoded.fields] == [Origin.EXERCISE]


def test_simulated_zeros_are_no_reading() -> None:
    message = uplink(decoded_payload={}) | {"simulated": True}
    assert decode(json.dumps(message).encode()).notice == "simulated"


@pytest.mark.parametrize(
    ("rest", "notice"),
    [("join", "join"), ("down/sent", "downlink_sent"), ("service/data", "service_data"), ("up", None)],
)
def test_the_topic_tells_a_notice_even_of_a_garbled_payload(rest: str, notice: str | None) -> None:
    context = Context(topic=f"v3/floods@city/devices/gully-7/{rest}")
    if notice is not None:
        assert decode(b"{", context).notice == notice
    else:
        with pytest.raises(RejectedError, match="malformed"):
            decode(b"{", context)


def test_a_device_called_join_sends_readings() -> None:
    context = Context(topic="v3/floods@city/devices/join/up")
    assert decode(json.dumps(uplink()).encode(), context).fields
