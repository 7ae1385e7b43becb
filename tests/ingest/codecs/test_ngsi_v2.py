"""NGSI-v2: where the values, the units and the times of an entity come from."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clock import us_of_text
from ingest.codec import Field
from ingest.codecs.ngsi_v2 import decode
from ingest.errors import RejectedError

EARLY, LATE, LAST = "2025-12-01T08:00:00Z", "2025-12-01T09:00:00Z", "2025-12-01T10:00:00Z"
KEYS = ("id", "type", "data", "level", "value", "metadata", "unitCode", "TimeInstant", "dateObserved")
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from([EARLY, "a", "/", "entityDelete"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
)
RECORDED = (
    "CrowdFlowObserved-example",
    "CrowdFlowObserved-example-normalized",
    "FloodMonitoring-example",
    "FloodMonitoring-example-normalized",
    "ngsi_v2_notification_0",
)


def fields(**attributes: Any) -> list[Field]:
    return list(decode(json.dumps({"id": "a", "type": "T", **attributes}).encode()).fields)


def observed(**attributes: Any) -> int | None:
    return fields(**attributes)[0].observed_us


def payload_of(recorded: Path, name: str) -> bytes:
    return (recorded / f"data/payloads/fiware/{name}.json").read_bytes()


@pytest.mark.recorded
@pytest.mark.parametrize(
    ("name", "alert", "time"),
    [
        ("FloodMonitoring-example", 10.0, "2020-09-16T08:00:00Z"),
        ("FloodMonitoring-example-normalized", 11.0, "2020-09-16T08:00:00Z"),
    ],
)
def test_a_recorded_flood_station_is_read(recorded: Path, name: str, alert: float, time: str) -> None:
    found = {field.name: field for field in decode(payload_of(recorded, name)).fields}
    device = "urn:ngsi-ld:FloodMonitoring:Pune-NoiseLevelObserved"
    assert found["alertLevel"] == Field("alertLevel", alert, us_of_text(time), None, device)
    assert found["stationID"].value == "FWR013"
    assert "observationDateTime" not in found


@pytest.mark.recorded
@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("CrowdFlowObserved-example", "2018-08-07T11:15:00Z"),
        ("CrowdFlowObserved-example-normalized", "2018-08-07T11:10:00Z"),
    ],
)
def test_a_recorded_time_without_a_zone_is_utc(recorded: Path, name: str, time: str) -> None:
    found = {field.name: field for field in decode(payload_of(recorded, name)).fields}
    assert found["peopleCount"].value == 100.0
    assert found["congested"].value == 0.0
    assert found["peopleCount"].observed_us == us_of_text(time)


@pytest.mark.recorded
def test_recorded_numbers_that_stand_as_texts_stay_texts(recorded: Path) -> None:
    found = decode(payload_of(recorded, "ngsi_v2_notification_0")).fields
    assert found == [
        Field("temperature", "10", None, None, "Room1"),
        Field("pressure", "12", None, None, "Room1"),
    ]


@pytest.mark.recorded
@settings(deadline=None)  # reads a file
@given(data=st.data())
def test_a_damaged_recording_is_understood_or_refused(recorded: Path, data: st.DataObject) -> None:
    payload = bytearray(payload_of(recorded, data.draw(st.sampled_from(RECORDED))))
    for _ in range(data.draw(st.integers(1, 4))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    with suppress(RejectedError):
        decode(bytes(payload))


@given(message=JSON)
def test_any_json_is_understood_or_refused(message: object) -> None:
    with suppress(RejectedError):
        decoded = decode(json.dumps(message).encode())
        assert not (decoded.fields and decoded.notice)


def test_the_time_nearest_to_the_device_wins() -> None:
    told: dict[str, Any] = {"level": {"value": 1, "metadata": {}}}
    assert observed(**told) is None
    told["dateModified"] = {"value": LAST}
    assert observed(**told) == us_of_text(LAST)
    told["level"]["metadata"]["dateModified"] = {"value": LATE}
    assert observed(**told) == us_of_text(LATE)
    told["dateObserved"] = {"value": EARLY}
    assert observed(**told) == us_of_text(EARLY)
    told["TimeInstant"] = {"value": LATE}
    assert observed(**told) == us_of_text(LATE)
    told["level"]["metadata"]["timestamp"] = {"value": EARLY}
    assert observed(**told) == us_of_text(EARLY)
    told["level"]["metadata"]["TimeInstant"] = {"value": LAST}
    assert observed(**told) == us_of_text(LAST)


@pytest.mark.parametrize("blank", [None, "", " "])
def test_a_blank_time_is_no_time(blank: str | None) -> None:
    assert observed(level=1, TimeInstant={"type": "DateTime", "value": blank}) is None
    assert observed(level=1, TimeInstant=blank, dateObserved=EARLY) == us_of_text(EARLY)


def test_the_times_themselves_are_no_fields() -> None:
    told = fields(level=1, TimeInstant=EARLY, dateModified=LATE, dateCreated=LATE)
    assert [field.name for field in told] == ["level"]


def test_an_object_that_has_a_value_among_others_is_not_normalized() -> None:
    told = fields(address={"value": 1, "street": "x"})
    assert told == [Field("address.value", 1.0, device="a"), Field("address.street", "x", device="a")]


def test_what_the_broker_adds_is_no_field() -> None:
    assert fields(level=1, alterationType="entityUpdate") == [Field("level", 1.0, device="a")]


def test_an_entity_may_have_an_attribute_called_data() -> None:
    assert fields(data=1) == [Field("data", 1.0, device="a")]


def test_the_unit_code_goes_before_the_unit() -> None:
    metadata = {"unit": {"value": "m"}}
    assert fields(level={"value": 1, "metadata": metadata})[0].unit == "m"
    metadata["unitCode"] = {"value": "MTR"}
    assert fields(level={"value": 1, "metadata": metadata})[0].unit == "MTR"


def test_the_first_moment_of_1970_is_a_time() -> None:
    assert observed(level=1, TimeInstant="1970-01-01T00:00:00Z", dateModified=LAST) == 0


def test_several_entities_keep_their_own_device_and_time() -> None:
    data = [{"id": "a", "level": 1, "TimeInstant": EARLY}, {"id": "b", "level": 2, "TimeInstant": LATE}]
    assert decode(json.dumps({"subscriptionId": "5", "data": data}).encode()).fields == [
        Field("level", 1.0, us_of_text(EARLY), None, "a"),
        Field("level", 2.0, us_of_text(LATE), None, "b"),
    ]


def test_one_entity_that_is_gone_does_not_hide_the_others() -> None:
    data = [{"id": "a", "level": 1, "alterationType": "entityDelete"}, {"id": "b", "level": 2}]
    assert decode(json.dumps({"data": data}).encode()).fields == [Field("level", 2.0, device="b")]


@pytest.mark.parametrize(
    "time", ["0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2025-13-01T00:00:00Z", "x"]
)
def test_a_time_that_is_none_is_refused_by_its_key(time: str) -> None:
    with pytest.raises(RejectedError, match=f"bad_time: TimeInstant = '{time}'"):
        fields(level=1, TimeInstant=time)
