"""SensorThings: where the name, the unit and the time of an Observation come from."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clock import us_of_text
from ingest.codec import Context, Field
from ingest.codecs.sensorthings import decode
from ingest.errors import RejectedError

KEYS = ("result", "phenomenonTime", "resultTime", "Datastream", "MultiDatastream", "name", "@iot.id", "value")
MORE = (
    "Thing",
    "unitOfMeasurement",
    "unitOfMeasurements",
    "symbol",
    "dataArray",
    "components",
    "@iot.nextLink",
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["2025-12-01T08:00:00Z", "a/b"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS + MORE), inner, max_size=4)
    ),
)


def fields(message: Any, topic: str = "") -> list[Field]:
    return list(decode(json.dumps(message).encode(), Context(topic=topic)).fields)


def page(recorded: Path) -> bytes:
    return (recorded / "data/payloads/sensorthings/bgs_observations_page.json").read_bytes()


@pytest.mark.recorded
def test_a_recorded_page_is_named_by_its_next_link(recorded: Path) -> None:
    found = decode(page(recorded)).fields
    assert [field.value for field in found] == [1009.86, 1008.17, 1005.7]
    assert {field.name for field in found} == {"Datastreams(1)"}
    assert found[0].observed_us == us_of_text("2023-03-28T10:30:00Z")


@pytest.mark.recorded
def test_a_recorded_observation_alone_is_named_by_its_topic(recorded: Path) -> None:
    alone = json.loads(page(recorded))["value"][0]
    assert fields(alone, "v1.1/Datastreams(9)/Observations")[0].name == "Datastreams(9)"
    assert fields(alone, "v1.1/Observations")[0].name == "result"


@pytest.mark.recorded
@settings(deadline=None)  # reads a file
@given(data=st.data())
def test_a_damaged_page_is_understood_or_refused(recorded: Path, data: st.DataObject) -> None:
    payload = bytearray(page(recorded))
    for _ in range(data.draw(st.integers(1, 4))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    with suppress(RejectedError):
        decode(bytes(payload))


@given(message=JSON)
def test_any_json_is_understood_or_refused(message: object) -> None:
    with suppress(RejectedError):
        decoded = decode(json.dumps(message).encode())
        assert not (decoded.fields and decoded.notice)


def test_what_is_nearest_names_the_field() -> None:
    topic = "v1.1/Datastreams(1)/Observations"
    told: dict[str, Any] = {"result": 1}
    assert fields(told, topic)[0].name == "Datastreams(1)"
    told["Datastream@iot.navigationLink"] = "https://city.example/v1.1/Datastreams(2)"
    assert fields(told, topic)[0].name == "Datastreams(2)"
    told["Datastream"] = {"@iot.id": 3}
    assert fields(told, topic)[0].name == "Datastreams(3)"
    told["Datastream"]["name"] = "level"
    assert fields(told, topic)[0].name == "level"


def test_a_value_that_is_left_out_does_not_shift_the_units() -> None:
    stream = {"name": "air", "unitOfMeasurements": [{"symbol": "Cel"}, {"symbol": "%"}]}
    assert fields({"result": [None, 60, 7], "MultiDatastream": stream}) == [
        Field("air.1", 60.0, None, "%"),
        Field("air.2", 7.0),
    ]


def test_the_time_of_an_interval_is_its_end() -> None:
    told = fields({"result": 1, "phenomenonTime": "2025-12-01T08:00:00Z/2025-12-01T08:05:00Z"})
    assert told[0].observed_us == us_of_text("2025-12-01T08:05:00Z")


def test_the_time_of_what_happened_goes_before_that_of_the_result() -> None:
    first, then = "2025-12-01T08:00:00Z", "2025-12-01T08:05:00Z"
    assert fields({"result": 1, "phenomenonTime": first, "resultTime": then})[0].observed_us == us_of_text(
        first
    )
    assert fields({"result": 1, "phenomenonTime": None, "resultTime": then})[0].observed_us == us_of_text(
        then
    )


@pytest.mark.parametrize(
    "entity", ["Things(1)", "Locations", "Sensors", "Datastreams(5)", "Things(1)/properties"]
)
def test_other_entities_are_a_notice(entity: str) -> None:
    assert decode(b'{"description": "x"}', Context(topic=f"v1.1/{entity}")).notice == "entity"


def test_an_entity_is_known_by_its_name_or_time_where_no_topic_tells() -> None:
    assert decode(b'{"@iot.id": 1, "time": "2025-12-01T08:00:00Z"}').notice == "entity"
    assert decode(b'{"value": [{"name": "a"}, {"name": "b"}]}').notice == "entity"


def test_what_has_a_result_is_an_observation() -> None:
    assert fields({"result": 1, "name": "x", "value": []}, "v1.1/Things(1)") == [Field("result", 1.0)]


def test_a_multi_datastream_is_told_from_a_datastream() -> None:
    assert fields({"result": [1]}, "v1.1/MultiDatastreams(5)/Observations")[0].name == "MultiDatastreams(5).0"
    assert fields({"result": [1], "MultiDatastream": {"@iot.id": 5}})[0].name == "MultiDatastreams(5).0"


def test_a_truth_is_no_id() -> None:
    with pytest.raises(RejectedError, match=r"Datastream\.@iot\.id must be a number or a text, not True"):
        fields({"result": 1, "Datastream": {"@iot.id": True}})


def test_an_empty_symbol_is_no_unit() -> None:
    assert fields({"result": 1, "Datastream": {"unitOfMeasurement": {"symbol": ""}}})[0].unit is None


def test_an_observation_without_result_is_no_notice() -> None:
    with pytest.raises(RejectedError, match="without result"):
        fields({"phenomenonTime": "2025-12-01T08:00:00Z"}, "v1.1/Datastreams(5)/Observations")


def test_a_row_of_a_data_array_must_have_all_components() -> None:
    with pytest.raises(RejectedError, match=r"dataArray\.1 has 1 values for 2 components"):
        fields([{"components": ["resultTime", "result"], "dataArray": [[None, 1], [2]]}])
