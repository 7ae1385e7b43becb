"""SenML in JSON against the pack authors' own resolved records, and what the RFC warns of."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.codec import Context, Field
from ingest.codecs.senml_json import decode
from ingest.errors import Reason, RejectedError

NOW = 1_764_576_000_000_000
LABELS = ("bn", "bt", "bu", "bv", "bs", "bver", "n", "u", "v", "vs", "vb", "vd", "s", "t", "ut", "x_", "x")
JSON = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.lists(st.none())


def fields(*records: dict[str, Any], received_us: int | None = None) -> list[Field]:
    return list(decode(json.dumps(records).encode(), Context(received_us=received_us)).fields)


@pytest.mark.recorded
@pytest.mark.parametrize("name", ["ex1", "ex2", "ex3", "ex4", "ex5"])
def test_the_examples_of_the_rfc_resolve_as_its_authors_say(recorded: Path, name: str) -> None:
    folder = recorded / "data/payloads/senml"
    pack = (folder / f"{name}.json").read_bytes()
    oracle = json.loads((folder / f"{name}.resolved.json").read_bytes())
    # Where a pack tells no time, their tool wrote the moment at which it ran.
    ran = None if name in {"ex1", "ex2"} else 0
    wanted = [
        (one["n"], one["v"], one["u"], None if ran is None else round(one["t"] * 1e6)) for one in oracle
    ]
    assert [(one.name, one.value, one.unit, one.observed_us) for one in decode(pack).fields] == wanted


@pytest.mark.recorded
@settings(deadline=None)  # reads a file
@given(data=st.data())
def test_a_damaged_example_of_the_rfc_is_understood_or_refused(recorded: Path, data: st.DataObject) -> None:
    folder = recorded / "data/payloads/senml"
    payload = bytearray((folder / f"ex{data.draw(st.integers(1, 5))}.json").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    with suppress(RejectedError):
        decode(bytes(payload))


@given(records=st.lists(st.dictionaries(st.sampled_from(LABELS), JSON, max_size=6), max_size=4))
def test_any_records_are_understood_or_refused(records: list[dict[str, Any]]) -> None:
    with suppress(RejectedError):
        for field in decode(json.dumps(records).encode(), Context(received_us=NOW)).fields:
            assert isinstance(field.value, str) or field.value - field.value == 0


def test_times_below_2_to_the_28_count_from_the_arrival() -> None:
    last, first = 2**28 - 1, 2**28
    assert fields({"n": "a", "v": 1, "t": -3.5}, received_us=NOW)[0].observed_us == NOW - 3_500_000
    assert fields({"n": "a", "v": 1, "t": last}, received_us=NOW)[0].observed_us == NOW + last * 1_000_000
    assert fields({"n": "a", "v": 1, "t": first}, received_us=NOW)[0].observed_us == first * 1_000_000


def test_base_time_and_time_are_added_before_they_are_judged() -> None:
    assert fields({"n": "a", "v": 1, "bt": 2**28 - 1, "t": 1})[0].observed_us == 2**28 * 1_000_000
    assert fields({"n": "a", "v": 1, "bt": 5, "t": -5})[0].observed_us is None


def test_a_relative_time_without_an_arrival_is_refused_by_its_record() -> None:
    with pytest.raises(RejectedError, match=r"record 1: -5\.0 s are relative") as caught:
        fields({"n": "a", "v": 1}, {"n": "a", "v": 1, "t": -5})
    assert caught.value.reason is Reason.BAD_TIME


def test_a_base_holds_until_another_one_is_told() -> None:
    told = fields(
        {"bn": "x/", "bu": "m", "n": "a", "v": 1},
        {"n": "b", "u": "V", "v": 2},
        {"bn": "y/", "n": "c", "v": 3},
        {"bu": "K", "v": 4},
    )
    assert [(one.name, one.unit) for one in told] == [("x/a", "m"), ("x/b", "V"), ("y/c", "m"), ("y/", "K")]


def test_a_missing_value_counts_as_zero_above_a_base_value() -> None:
    assert fields({"bv": 20, "n": "a", "v": 1}, {"n": "b"}) == [Field("a", 21.0), Field("b", 20.0)]


def test_a_base_value_does_not_touch_texts_and_truths() -> None:
    assert fields({"bv": 20, "n": "a", "vs": "x"}, {"n": "b", "vb": False}) == [
        Field("a", "x"),
        Field("b", 0.0),
    ]


def test_a_record_of_a_sum_alone_tells_no_value() -> None:
    assert fields({"bv": 20, "n": "a", "u": "W", "s": 3}) == [Field("a.sum", 3.0, None, "W*s")]


def test_a_record_without_a_value_still_has_a_base_sum() -> None:
    assert fields({"bs": 100, "n": "a"}) == [Field("a.sum", 100.0)]


@pytest.mark.parametrize("time", [1e308, -1e308, 10**400])
def test_a_time_beyond_any_calendar_is_refused(time: float) -> None:
    with pytest.raises(RejectedError) as caught:
        fields({"n": "a", "v": 1, "t": time}, received_us=NOW)
    assert caught.value.reason is Reason.BAD_TIME


def test_each_record_has_a_sum_below_a_base_sum() -> None:
    told = fields({"bs": 100, "n": "a", "v": 1}, {"n": "a", "s": 5})
    assert told == [Field("a", 1.0), Field("a.sum", 100.0), Field("a.sum", 105.0)]


@pytest.mark.parametrize("version", [5, 10, 26])
def test_known_versions_are_read(version: int) -> None:
    assert fields({"bver": version, "n": "a", "v": 1})


@pytest.mark.parametrize("version", [11, 27, 58])
def test_unknown_versions_are_refused(version: int) -> None:
    with pytest.raises(RejectedError, match=f"bver = {version} is newer"):
        fields({"bver": version, "n": "a", "v": 1})


def test_what_must_be_understood_is_refused_by_its_name() -> None:
    with pytest.raises(RejectedError, match="record 0: 'scale_' must be understood"):
        fields({"n": "a", "v": 1, "scale_": 2})
