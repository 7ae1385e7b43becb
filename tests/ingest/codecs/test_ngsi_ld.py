"""NGSI-LD: its shapes of one and the same value, and the order of its times."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clock import us_of_text
from ingest.codec import Field
from ingest.codecs.ngsi_ld import decode
from ingest.errors import RejectedError

EARLY, LATE, LAST = "2025-12-01T08:00:00Z", "2025-12-01T09:00:00Z", "2025-12-01T10:00:00Z"
WORDS = ("Property", "Relationship", "JsonProperty", "ListProperty", "Notification", "Feature", "a", EARLY)
KEYS = (
    "id",
    "type",
    "data",
    "level",
    "value",
    "json",
    "object",
    "datasetId",
    "dataset",
    "observedAt",
    "body",
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
)


def fields(**members: Any) -> list[Field]:
    return list(decode(json.dumps({"id": "a", "type": "Gully", **members}).encode()).fields)


def notified(*entities: dict[str, Any], **members: Any) -> list[Field]:
    message = {"id": "n", "type": "Notification", "data": list(entities), **members}
    return list(decode(json.dumps(message).encode()).fields)


@pytest.mark.recorded
@pytest.mark.parametrize("name", ["FloodMonitoring-example", "CrowdFlowObserved-example"])
def test_recorded_simple_entities_are_read(recorded: Path, name: str) -> None:
    payload = (recorded / f"data/payloads/fiware/{name}.json").read_bytes()
    told = json.loads(payload)
    found = {field.name: field for field in decode(payload).fields}
    numbers = {key: float(value) for key, value in told.items() if isinstance(value, int | float)}
    assert numbers
    assert {key: found[key].value for key in numbers} == numbers
    assert {field.device for field in found.values()} == {told["id"]}
    assert None not in {field.observed_us for field in found.values()}


@pytest.mark.recorded
@settings(deadline=None)  # reads a file
@given(data=st.data())
def test_a_damaged_recording_is_understood_or_refused(recorded: Path, data: st.DataObject) -> None:
    files = sorted((recorded / "data/payloads/fiware").glob("*.json"))
    payload = bytearray(data.draw(st.sampled_from(files)).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    with suppress(RejectedError):
        decode(bytes(payload))


@given(message=JSON)
def test_any_json_is_understood_or_refused(message: object) -> None:
    with suppress(RejectedError):
        decoded = decode(json.dumps(message).encode())
        assert not (decoded.fields and decoded.notice)


@pytest.mark.parametrize(
    "shape",
    [
        1,
        {"value": 1},
        {"type": "Property", "value": 1},
        {"type": "Property", "value": {"@type": "Number", "@value": 1}},
        {"type": "JsonProperty", "json": 1},
        [{"type": "Property", "value": 1}],
        {"dataset": {"@none": 1}},
    ],
)
def test_each_shape_tells_the_same_value(shape: object) -> None:
    assert fields(level=shape) == [Field("level", 1.0, device="a")]


@pytest.mark.parametrize(
    ("shape", "name"),
    [
        ({"type": "ListProperty", "valueList": [1]}, "x.0"),
        ({"type": "JsonProperty", "json": {"type": "Property", "value": 1}}, "x.value"),
        ({"type": "GeoProperty", "value": {"type": "Point", "coordinates": [1]}}, "x.coordinates.0"),
        ([1], "x.0"),
    ],
)
def test_values_inside_of_values_have_dotted_names(shape: object, name: str) -> None:
    assert Field(name, 1.0, device="a") in fields(x=shape)


@pytest.mark.parametrize("kind", [["Property"], {}, 7, None, "Point"])
def test_an_object_of_another_type_is_a_value(kind: object) -> None:
    assert Field("x.value", 1.0, device="a") in fields(x={"type": kind, "value": 1})


def test_what_looks_like_a_property_inside_of_a_value_is_none() -> None:
    shape = {"type": "Property", "value": 1}
    inside = [Field("x.type", "Property", device="a"), Field("x.value", 1.0, device="a")]
    assert fields(x={"type": "JsonProperty", "json": shape}) == inside
    assert fields(x={"value": 2, "previousValue": shape}) == [Field("x", 2.0, device="a")]
    assert fields(x={"dataset": 3}) == [Field("x.dataset", 3.0, device="a")]


def test_texts_of_languages_and_vocabularies_are_texts() -> None:
    assert fields(x={"type": "LanguageProperty", "languageMap": {"zh": "街"}}) == [
        Field("x.zh", "街", device="a")
    ]
    assert fields(x={"type": "VocabProperty", "vocab": "open"}) == [Field("x", "open", device="a")]


@pytest.mark.parametrize(
    "link", [{"object": "b"}, {"type": "ListRelationship", "objectList": [{"object": "b"}]}]
)
def test_relationships_measure_nothing(link: dict[str, Any]) -> None:
    assert fields(level=1, street=link) == [Field("level", 1.0, device="a")]


def test_the_time_nearest_to_the_device_wins() -> None:
    level: dict[str, Any] = {"type": "Property", "value": 1}
    entity: dict[str, Any] = {"id": "a", "level": level}
    assert notified(entity, notifiedAt=LAST)[0].observed_us == us_of_text(LAST)
    entity["modifiedAt"] = LATE
    assert notified(entity, notifiedAt=LAST)[0].observed_us == us_of_text(LATE)
    level["modifiedAt"] = EARLY
    assert notified(entity, notifiedAt=LAST)[0].observed_us == us_of_text(EARLY)
    entity["dateObserved"] = {"type": "Property", "value": {"@type": "DateTime", "@value": LATE}}
    assert notified(entity, notifiedAt=LAST)[0].observed_us == us_of_text(LATE)
    level["observedAt"] = EARLY
    assert notified(entity, notifiedAt=LAST)[0].observed_us == us_of_text(EARLY)


def test_a_property_of_a_property_has_the_time_of_that_around_it() -> None:
    inner = {"type": "Property", "value": 2}
    told = fields(level={"type": "Property", "value": 1, "observedAt": EARLY, "noise": inner, "unit": "m"})
    assert told == [
        Field("level", 1.0, us_of_text(EARLY), None, "a"),
        Field("level.noise", 2.0, us_of_text(EARLY), None, "a"),
    ]


def test_the_history_of_a_property_keeps_each_time() -> None:
    told = fields(level=[{"type": "Property", "value": 1, "observedAt": time} for time in (EARLY, LATE)])
    assert [field.observed_us for field in told] == [us_of_text(EARLY), us_of_text(LATE)]


def test_what_was_deleted_is_left_out() -> None:
    assert fields(level="urn:ngsi-ld:null", cell={"value": "urn:ngsi-ld:null"}, on=True) == [
        Field("on", 1.0, device="a")
    ]


def test_an_entity_may_have_several_types_and_attributes_called_data_and_value() -> None:
    assert fields(type=["Gully", "Device"], data=1, value=2) == [
        Field("data", 1.0, device="a"),
        Field("value", 2.0, device="a"),
    ]


def test_an_entity_may_be_named_as_json_ld_does() -> None:
    assert decode(b'{"@id": "a", "@type": "Gully", "level": 1}').fields == [Field("level", 1.0, device="a")]


def test_a_notification_may_hold_one_entity_without_a_list() -> None:
    message = {"type": "Notification", "data": {"id": "a", "level": 1}}
    assert decode(json.dumps(message).encode()).fields == [Field("level", 1.0, device="a")]


def test_a_property_without_a_value_is_refused_by_its_name() -> None:
    with pytest.raises(RejectedError, match=r"level\.noise is a Property without value"):
        fields(level={"value": 1, "noise": {"type": "Property", "values": [[1, EARLY]]}})
