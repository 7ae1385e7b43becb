"""Alink: bare values, structs that look like moments, batches in four shapes, and who speaks."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.codec import Context, Decoded, Example, Field
from ingest.codecs import alink
from ingest.codecs.alink import EXAMPLES, decode
from ingest.errors import Reason, RejectedError
from tests.ingest.codecs.odd import check_odd

POST = Context(topic="/sys/a1Demo/gauge-7/thing/event/property/post")
MOMENT_MS, MOMENT_US = 1_764_576_000_123, 1_764_576_000_123_000
JSON_EXAMPLES = [
    example for example in EXAMPLES if example.payload.startswith(b"{") and b"NaN" not in example.payload
]


def posted(params: Any, method: str = "thing.event.property.post", context: Context = POST) -> Decoded:
    return decode(json.dumps({"id": "1", "method": method, "params": params}).encode(), context)


def recorded_message(recorded: Path, name: str) -> tuple[bytes, Context]:
    row = json.loads((recorded / "data/payloads/alink" / name).read_bytes())
    return json.dumps(row["payload"]).encode(), Context(topic=row["topic"])


@pytest.mark.recorded
def test_the_recorded_post_is_a_text_and_a_number_of_one_moment(recorded: Path) -> None:
    fields = decode(*recorded_message(recorded, "property_post.json")).fields
    assert [field[:3] for field in fields] == [
        ("Power", "on", 1_524_448_722_000_000),
        ("WF", 23.6, 1_524_448_722_000_000),
    ]


@pytest.mark.recorded
def test_the_recorded_reply_is_a_notice_with_and_without_its_topic(recorded: Path) -> None:
    payload, context = recorded_message(recorded, "property_post_reply.json")
    assert decode(payload, context) == decode(payload, Context()) == Decoded(notice="reply")


@pytest.mark.recorded
def test_the_recorded_post_with_an_odd_value_is_understood_or_refused(recorded: Path) -> None:
    payload, context = recorded_message(recorded, "property_post.json")
    assert check_odd(alink, json.loads(payload), context) > 100


@pytest.mark.parametrize("example", JSON_EXAMPLES)
def test_an_example_with_an_odd_value_is_understood_or_refused(example: Example) -> None:
    assert check_odd(alink, json.loads(example.payload), example.context)


def test_a_struct_with_a_member_called_value_is_a_struct() -> None:
    fields = posted({"pump": {"value": 3, "unit": "kW"}}).fields
    assert fields == [
        Field("pump.value", 3.0, None, None, "gauge-7"),
        Field("pump.unit", "kW", None, None, "gauge-7"),
    ]


def test_a_list_is_an_array_unless_all_of_it_are_moments() -> None:
    assert [field[:2] for field in posted({"cells": [3.1, 3.2]}).fields] == [
        ("cells.0", 3.1),
        ("cells.1", 3.2),
    ]
    moments = [{"value": 1, "time": MOMENT_MS}, {"value": 2, "time": MOMENT_MS + 5}]
    assert [field[:3] for field in posted({"cells": moments}).fields] == [
        ("cells", 1.0, MOMENT_US),
        ("cells", 2.0, MOMENT_US + 5000),
    ]


def test_each_value_keeps_its_own_time() -> None:
    fields = posted({"a": {"value": 1, "time": MOMENT_MS}, "b": {"value": 2, "time": 0}, "c": 3}).fields
    assert [field.observed_us for field in fields] == [MOMENT_US, 0, None]


def test_a_number_written_as_text_stays_text() -> None:
    assert posted({"depth": {"value": "3"}}).fields[0].value == "3"


def test_a_gateway_speaks_for_itself_and_for_its_devices() -> None:
    share = {"identity": {"productKey": "p", "deviceName": "lid-3"}, "properties": {"tilt": {"value": 4}}}
    params = {"properties": {"battery": {"value": 88}}, "subDevices": [share]}
    fields = posted(params, "thing.event.property.pack.post").fields
    assert [(field.name, field.device) for field in fields] == [("battery", "gauge-7"), ("tilt", "lid-3")]


def test_a_share_without_a_name_is_of_the_device_of_the_topic() -> None:
    share = {"identity": {"productKey": "", "deviceName": ""}, "properties": [{"tilt": 4}, {"tilt": 5}]}
    fields = posted([share], "thing.event.property.history.post").fields
    assert [(field.value, field.device) for field in fields] == [(4.0, "gauge-7"), (5.0, "gauge-7")]


def test_the_topic_tells_the_method_where_the_device_does_not() -> None:
    batch = Context(topic="/sys/a1Demo/gauge-7/thing/event/property/batch/post")
    payload = b'{"params": {"properties": {"depth": [{"value": 1, "time": 1764576000123}]}}}'
    assert decode(payload, batch).fields == [Field("depth", 1.0, MOMENT_US, None, "gauge-7")]


def test_a_bridge_may_put_a_word_before_the_topic() -> None:
    bridged = Context(topic=f"aliyun{POST.topic}")
    assert decode(b'{"params": {"depth": 1}}', bridged).device == "gauge-7"


def test_an_event_counts_as_soon_as_it_measures_something() -> None:
    assert posted({"value": {"code": "E4"}}, "thing.event.fault.post").notice == "event"
    assert posted({"value": {"code": "E4", "at": 7}}, "thing.event.fault.post").fields == [
        Field("fault.code", "E4", None, None, "gauge-7"),
        Field("fault.at", 7.0, None, None, "gauge-7"),
    ]


def test_a_fault_called_like_a_reply_is_no_reply() -> None:
    assert posted({"code": 4}).fields == [Field("code", 4.0, None, None, "gauge-7")]
    assert decode(b'{"code": 1, "params": {"depth": 1}}', POST).fields


@pytest.mark.parametrize(
    ("topic", "notice"),
    [
        ("/sys/a1/g/thing/service/property/set", "service"),
        ("/sys/a1/g/thing/service/property/set_reply", "reply"),
        ("/ext/rrpc/77/sys/a1/g/thing/service/open", "service"),
        ("/sys/a1/g/thing/property/desired/get", "desired"),
        ("/sys/a1/g/thing/topo/add", "management"),
        ("/sys/a1/g/thing/ota/firmware/get", "ota"),
        ("/ota/device/progress/a1/g", "ota"),
        ("/ext/ntp/a1/g/response", "clock"),
        ("/shadow/update/a1/g", "shadow"),
    ],
)
def test_what_is_no_reading_is_named(topic: str, notice: str) -> None:
    assert decode(b'{"id": "1", "params": {"version": 1}}', Context(topic=topic)) == Decoded(notice=notice)


def test_a_device_called_ota_is_a_device() -> None:
    assert (
        decode(b'{"params": {"depth": 1}}', Context(topic="/sys/a/ota/thing/event/property/post")).device
        == "ota"
    )


def test_a_refusal_names_the_key() -> None:
    with pytest.raises(RejectedError, match="time of depth = 'noon'") as caught:
        posted({"depth": {"value": 1, "time": "noon"}})
    assert caught.value.reason is Reason.BAD_TIME
    with pytest.raises(RejectedError, match=r"params\.subDevices"):
        posted({"subDevices": {}}, "thing.event.property.pack.post")
