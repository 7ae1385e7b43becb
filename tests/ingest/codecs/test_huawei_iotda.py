"""Huawei IoTDA: numbers as text, two ways of writing a time, gateways, and much that is no reading."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.codec import Context, Decoded, Example, Field
from ingest.codecs import huawei_iotda
from ingest.codecs.huawei_iotda import EXAMPLES, decode
from ingest.errors import Reason, RejectedError
from tests.ingest.codecs.odd import check_odd

REPORT = Context(topic="$oc/devices/p1_gauge-7/sys/properties/report")
JSON_EXAMPLES = [
    example for example in EXAMPLES if example.payload.startswith(b"{") and b"NaN" not in example.payload
]


def reported(context: Context = REPORT, **service: Any) -> Decoded:
    row = {"service_id": "Water", "properties": {"depth": 1}} | service
    return decode(json.dumps({"services": [row]}).encode(), context)


def recorded_message(recorded: Path) -> tuple[bytes, Context]:
    row = json.loads((recorded / "data/payloads/huawei_iotda/properties.json").read_bytes())
    return json.dumps(row["payload"]).encode(), Context(topic=row["topic"])


@pytest.mark.recorded
def test_the_recorded_answer_to_a_query_is_a_reading_whose_numbers_are_texts(recorded: Path) -> None:
    fields = decode(*recorded_message(recorded)).fields
    assert [field[:3] for field in fields] == [
        ("Temperature.PhV_phsA", "1", 1_559_823_132_000_000),
        ("Temperature.PhV_phsB", "2", 1_559_823_132_000_000),
    ]


@pytest.mark.recorded
def test_the_recorded_message_with_an_odd_value_is_understood_or_refused(recorded: Path) -> None:
    payload, context = recorded_message(recorded)
    assert check_odd(huawei_iotda, json.loads(payload), context) > 100


@pytest.mark.parametrize("example", JSON_EXAMPLES)
def test_an_example_with_an_odd_value_is_understood_or_refused(example: Example) -> None:
    assert check_odd(huawei_iotda, json.loads(example.payload), example.context)


def test_a_time_is_written_to_the_second_or_to_the_millisecond() -> None:
    second = reported(event_time="20251201T080000Z").fields[0].observed_us
    assert second == 1_764_576_000_000_000
    assert reported(event_time="2025-12-01T08:00:00.250Z").fields[0].observed_us == second + 250_000


@pytest.mark.parametrize("event_time", [{}, {"event_time": None}])
def test_without_a_time_the_device_told_none(event_time: dict[str, None]) -> None:
    assert reported(**event_time).fields == [Field("Water.depth", 1.0, None, None, "p1_gauge-7")]


@pytest.mark.parametrize("event_time", ["20251201T080000", "2025-12-01 08:00:00", "now", 1764576000, True])
def test_a_time_without_zone_or_in_another_shape_is_refused_by_service(event_time: object) -> None:
    with pytest.raises(RejectedError) as caught:
        reported(event_time=event_time)
    assert caught.value.reason is Reason.BAD_TIME


def test_one_service_may_come_several_times_with_its_history() -> None:
    rows = [
        {"service_id": "Water", "properties": {"depth": depth}, "event_time": f"20251201T08000{depth}Z"}
        for depth in (1, 2)
    ]
    fields = decode(json.dumps({"services": rows}).encode(), REPORT).fields
    assert [(field.value, field.observed_us) for field in fields] == [
        (1.0, 1_764_576_001_000_000),
        (2.0, 1_764_576_002_000_000),
    ]


def test_a_gateway_reports_under_the_names_of_its_devices() -> None:
    share = {"device_id": "p1_lid-3", "services": [{"service_id": "Lid", "properties": {"tilt": 4}}]}
    gateway = Context(topic="$oc/devices/p1_gate/sys/gateway/sub_devices/properties/report")
    decoded = decode(json.dumps({"devices": [share]}).encode(), gateway)
    assert decoded.fields == [Field("Lid.tilt", 4.0, None, None, "p1_lid-3")]
    assert decoded.device == "p1_gate"


@pytest.mark.parametrize(
    ("place", "notice"),
    [
        ("sys/messages/up", "message"),
        ("sys/messages/down", "message"),
        ("sys/commands/request_id=7", "service"),
        ("sys/commands/response/request_id=7", "reply"),
        ("sys/properties/set/request_id=7", "service"),
        ("sys/properties/set/response/request_id=7", "reply"),
        ("sys/properties/get/request_id=7", "service"),
        ("sys/shadow/get/response/request_id=7", "shadow"),
        ("sys/events/up", "event"),
        ("user/any", "message"),
    ],
)
def test_what_is_no_reading_is_named_whatever_it_holds(place: str, notice: str) -> None:
    assert decode(b"\xff", Context(topic=f"$oc/devices/p1_g/{place}")) == Decoded(notice=notice)


@pytest.mark.parametrize(
    ("key", "notice"),
    [("result_code", "reply"), ("command_name", "service"), ("shadow", "shadow"), ("content", "message")],
)
def test_what_is_no_reading_is_known_without_its_topic(key: str, notice: str) -> None:
    assert decode(json.dumps({key: 0}).encode(), Context()) == Decoded(notice=notice)


def test_an_event_among_readings_is_not_taken_for_one() -> None:
    rows = [
        {"service_id": "W", "properties": {"d": 1}},
        {"service_id": "$ota", "event_type": "version_report"},
    ]
    with pytest.raises(RejectedError, match=r"properties of \$ota must be an object"):
        decode(json.dumps({"services": rows}).encode(), REPORT)
