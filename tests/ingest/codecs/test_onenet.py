"""OneNET: the topic alone tells what a message is; data points count seconds, thing models ms."""

import json
from typing import Any

import pytest

from ingest.codec import Context, Decoded, Example, Field
from ingest.codecs import onenet
from ingest.codecs.onenet import EXAMPLES, decode
from ingest.errors import Reason, RejectedError
from tests.ingest.codecs.odd import check_odd

JSON_EXAMPLES = [
    example for example in EXAMPLES if example.payload.startswith(b"{") and b"NaN" not in example.payload
]


def on(place: str) -> Context:
    return Context(topic=f"$sys/Dem0/gauge-7/{place}")


def posted(place: str, **keys: Any) -> Decoded:
    return decode(json.dumps({"id": "1", "version": "1.0", **keys}).encode(), on(place))


@pytest.mark.parametrize("example", JSON_EXAMPLES)
def test_an_example_with_an_odd_value_is_understood_or_refused(example: Example) -> None:
    assert check_odd(onenet, json.loads(example.payload), example.context)


def test_the_same_payload_is_a_reading_or_a_command_by_its_topic() -> None:
    params = {"pump": {"value": 1}}
    assert posted("thing/property/post", params=params).fields == [Field("pump", 1.0, None, None, "gauge-7")]
    assert posted("thing/property/set", params=params) == Decoded(notice="service")


def test_without_a_topic_only_a_reply_is_known() -> None:
    assert decode(b'{"id": "1", "code": 200, "msg": "ok"}', Context()) == Decoded(notice="reply")
    with pytest.raises(RejectedError) as caught:
        decode(b'{"id": "1", "params": {"depth": 1}}', Context())
    assert caught.value.reason is Reason.TOPIC


def test_data_points_count_seconds_and_thing_models_milliseconds() -> None:
    point = posted("dp/post/json", dp={"depth": [{"v": 1, "t": 1_764_576_000}]}).fields[0]
    value = posted("thing/property/post", params={"depth": {"value": 1, "time": 1_764_576_000_000}}).fields[0]
    assert point == value


def test_a_data_point_without_time_has_none() -> None:
    assert posted("dp/post/json", dp={"depth": [{"v": 1}]}).fields[0].observed_us is None


@pytest.mark.parametrize("place", ["thing/pack/post", "thing/property/pack/post", "thing/history/post"])
def test_a_gateway_reports_its_devices_events_included(place: str) -> None:
    share = {
        "identity": {"productID": "p", "deviceName": "lid-3"},
        "properties": {"tilt": [{"value": 4, "time": 1000}, {"value": 5, "time": 2000}]},
        "events": {"opened": {"value": {"degrees": 12, "by": "?"}, "time": 3000}},
    }
    assert posted(place, params=[share]).fields == [
        Field("tilt", 4.0, 1_000_000, None, "lid-3"),
        Field("tilt", 5.0, 2_000_000, None, "lid-3"),
        Field("opened.degrees", 12.0, 3_000_000, None, "lid-3"),
        Field("opened.by", "?", 3_000_000, None, "lid-3"),
    ]


@pytest.mark.parametrize(
    ("place", "notice"),
    [
        ("thing/property/post/reply", "reply"),
        ("thing/pack/post/reply", "reply"),
        ("thing/property/set_reply", "reply"),
        ("dp/post/json/accepted", "reply"),
        ("dp/post/json/rejected", "reply"),
        ("thing/property/get", "service"),
        ("thing/property/desired/get", "desired"),
        ("thing/service/open/invoke", "service"),
        ("thing/sub/login", "management"),
        ("cmd/request/7", "service"),
        ("image/update", "shadow"),
        ("ota/inform", "ota"),
    ],
)
def test_what_is_no_reading_is_named(place: str, notice: str) -> None:
    assert posted(place, params={"pump": 1}) == Decoded(notice=notice)


def test_a_proxied_device_speaks_like_any_other() -> None:
    topic = Context(topic="$gw-proxy/Dem0/lid-3/thing/property/post")
    assert decode(b'{"params": {"tilt": 4}}', topic).fields == [Field("tilt", 4.0, None, None, "lid-3")]


def test_a_refusal_names_the_key() -> None:
    with pytest.raises(RejectedError, match=r"dp\.depth must be a list"):
        posted("dp/post/json", dp={"depth": {"v": 1}})
    with pytest.raises(RejectedError, match=r"time of dp\.depth = '1764576000' is no number"):
        posted("dp/post/json", dp={"depth": [{"v": 1, "t": "1764576000"}]})
