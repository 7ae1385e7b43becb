"""SenML in CBOR says what the same pack says in JSON, and CBOR's own traps are refused."""

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.codec import Context, Field
from ingest.codecs import senml_json
from ingest.codecs.senml_cbor import decode
from ingest.errors import Reason, RejectedError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.builds(cbor2.CBORTag, st.integers(0, 300), inner),
    max_leaves=4,
)
RECORDS = st.dictionaries(st.integers(-8, 10) | st.text(max_size=2) | st.booleans(), VALUES, max_size=5)


def refusal_of(payload: bytes) -> RejectedError:
    with pytest.raises(RejectedError) as caught:
        decode(payload)
    return caught.value


@pytest.mark.recorded
def test_the_example_of_the_rfc_says_in_cbor_what_it_says_in_json(recorded: Path) -> None:
    folder = recorded / "data/payloads/senml"
    in_json = senml_json.decode((folder / "ex3.json").read_bytes())
    assert len(in_json.fields) == 7
    assert decode((folder / "ex3.cbor").read_bytes()) == in_json


@pytest.mark.recorded
@settings(deadline=None)  # reads a file
@given(data=st.data())
def test_a_damaged_example_of_the_rfc_is_understood_or_refused(recorded: Path, data: st.DataObject) -> None:
    payload = bytearray((recorded / "data/payloads/senml/ex3.cbor").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    with suppress(RejectedError):
        decode(bytes(payload))


@given(records=st.lists(RECORDS, max_size=3))
def test_any_records_are_understood_or_refused(records: list[dict[Any, Any]]) -> None:
    with suppress(RejectedError):
        for field in decode(cbor2.dumps(records), Context(received_us=0)).fields:
            assert isinstance(field.value, str) or field.value - field.value == 0


def test_every_width_of_number_is_read() -> None:
    numbers = [1, -1, 2**40, 2**70, 1.5, Decimal("12.34"), Decimal("1e-3")]
    payload = cbor2.dumps([{0: "a", 2: number} for number in numbers])
    assert decode(payload).fields == [Field("a", float(number)) for number in numbers]
    assert decode(bytes.fromhex("81a2006161 02 fa3fc00000")).fields == [Field("a", 1.5)]


@pytest.mark.parametrize("label", [True, 2.0, "2", b"v", 99])
def test_what_only_resembles_a_label_is_none(label: object) -> None:
    assert "there is none of v" in refusal_of(cbor2.dumps([{0: "a", label: 1}])).detail


def test_a_label_that_stands_twice_is_refused_by_its_name() -> None:
    assert "'v' stands twice" in refusal_of(cbor2.dumps([{0: "a", 2: 1, "v": 2}])).detail
    assert "Duplicate map key" in refusal_of(bytes.fromhex("81a3006161 02010202")).detail


def test_a_reference_to_itself_is_refused() -> None:
    assert refusal_of(bytes.fromhex("d81c 81 d81d00")).reason is Reason.MALFORMED


@pytest.mark.parametrize("value", [Fraction(1, 3), cbor2.CBORTag(35, "("), cbor2.CBORTag(36, "From: a")])
def test_tags_that_cost_the_reader_are_refused(value: object) -> None:
    refusal = refusal_of(cbor2.dumps([{0: "a", 2: value}]))
    assert refusal.reason is Reason.MALFORMED
    assert "semantic tag" in refusal.detail


@pytest.mark.parametrize("head", ["9b7fffffffffffffff", "bb7fffffffffffffff", "5b7fffffffffffffff"])
def test_a_length_beyond_the_payload_takes_no_memory(head: str) -> None:
    assert "premature end" in refusal_of(bytes.fromhex(head) + bytes(range(20))).detail


def test_a_number_of_ten_thousand_bytes_is_refused_in_few_words() -> None:
    refusal = refusal_of(bytes.fromhex("81a2006161 02 c2592710") + b"\xff" * 10_000)
    assert refusal.reason is Reason.NOT_A_NUMBER
    assert "80000 bits" in refusal.detail


def test_deep_nesting_is_refused_where_it_is_read() -> None:
    assert "nesting depth" in refusal_of(b"\x81" * 1000 + b"\x80").detail


def test_what_follows_the_pack_is_refused() -> None:
    assert refusal_of(cbor2.dumps([{0: "a", 2: 1}]) + b"\x00\x00").detail.startswith("2 bytes follow")
