"""The wire of Sparkplug B: what goes in comes out, integers keep their sign, and any bytes get an answer."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.errors import Reason, RejectedError
from ingest.sparkplug import Metric, Payload, bytes_of, payload_of
from ingest.sparkplug_births import birth_of, written
from ingest.sparkplug_values import value_of

U32, U64 = st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1)
VALUES = st.one_of(
    st.just(("", None)),
    st.tuples(st.just("int_value"), U32),
    st.tuples(st.just("long_value"), U64),
    st.tuples(st.just("float_value"), st.floats(width=32, allow_nan=False)),
    st.tuples(st.just("double_value"), st.floats(allow_nan=False)),
    st.tuples(st.just("boolean_value"), st.booleans()),
    st.tuples(st.just("string_value"), st.text()),
    st.tuples(st.just("bytes_value"), st.binary()),
    st.tuples(st.just("template_value"), st.binary()),
)


@st.composite
def metrics(draw: st.DrawFn) -> Metric:
    kind, value = draw(VALUES)
    return Metric(
        name=draw(st.text()),
        kind=kind,
        value=value,
        datatype=draw(U32),
        alias=draw(st.none() | U64),
        timestamp=draw(U64),
        is_null=draw(st.booleans()),
        is_transient=draw(st.booleans()),
        unit=draw(st.none() | st.text(min_size=1)),
        quality=draw(st.none() | U32),
    )


PAYLOADS = st.builds(
    Payload,
    timestamp=st.integers(1, 2**64 - 1),
    metrics=st.lists(metrics(), max_size=3),
    seq=st.none() | U64,
    uuid=st.text(),
)
WIDTHS = [(1, 8), (2, 16), (3, 32), (4, 64)]


@given(payload=PAYLOADS)
def test_a_payload_comes_out_as_it_went_in(payload: Payload) -> None:
    assert payload_of(bytes_of(payload)) == payload


@given(payload=PAYLOADS, data=st.data())
def test_a_damaged_payload_is_understood_or_refused(payload: Payload, data: st.DataObject) -> None:
    sent = bytearray(bytes_of(payload))
    for _ in range(data.draw(st.integers(1, 4))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    with suppress(RejectedError):
        for metric in payload_of(bytes(sent)).metrics:
            metric.name.encode()


def test_a_text_that_is_no_utf8_is_refused() -> None:
    sent = bytes_of(Payload(timestamp=1, metrics=[Metric("Level")])).replace(b"Level", b"Lev\xffl")
    with pytest.raises(RejectedError, match="bad UTF-8") as caught:
        payload_of(sent)
    assert caught.value.reason is Reason.MALFORMED


def test_fields_that_we_do_not_know_do_no_harm() -> None:
    sent = bytes_of(Payload(timestamp=1)) + bytes([5 << 3 | 2, 3]) + b"abc"
    assert payload_of(sent) == Payload(timestamp=1, metrics=[])


@pytest.mark.parametrize(("datatype", "bits"), WIDTHS)
@given(data=st.data())
def test_a_negative_integer_fills_its_own_bits_or_the_whole_field(
    datatype: int, bits: int, data: st.DataObject
) -> None:
    number = data.draw(st.integers(-(2 ** (bits - 1)), -1))
    kind, width = data.draw(
        st.sampled_from([("int_value", 32), ("long_value", 64)] if bits < 64 else [("long_value", 64)])
    )
    for raw in {number + 2**bits, number + 2**width}:
        assert value_of(Metric(kind=kind, value=raw), "Rise", datatype) == float(number)


@pytest.mark.parametrize(("datatype", "bits"), WIDTHS)
@given(data=st.data())
def test_an_unsigned_integer_has_no_sign(datatype: int, bits: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, 2**bits - 1))
    assert value_of(Metric(kind="long_value", value=number), "Count", datatype + 4) == float(number)


@pytest.mark.parametrize(
    ("kind", "value", "datatype"),
    [
        ("int_value", 256, 5),
        ("int_value", 2**16, 2),
        ("long_value", 2**32, 7),
        ("int_value", 0, 10),
        ("int_value", 2, 11),
        ("int_value", 1, 12),
        ("float_value", 1.0, 3),
        ("boolean_value", True, 9),
        ("string_value", "1", 10),
        ("double_value", 1.0, 99),
    ],
)
def test_a_value_that_does_not_fit_its_datatype_is_refused(kind: str, value: Any, datatype: int) -> None:
    with pytest.raises(RejectedError, match="datatype") as caught:
        value_of(Metric(kind=kind, value=value), "Level", datatype)
    assert caught.value.reason is Reason.WRONG_TYPE


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        (Metric(kind="boolean_value", value=True), 1.0),
        (Metric(kind="boolean_value", value=False), 0.0),
        (Metric(kind="string_value", value="auto"), "auto"),
        (Metric(kind="float_value", value=1.5, quality=192), 1.5),
        (Metric(kind="float_value", value=1.5, quality=0), None),
        (Metric(kind="float_value", value=1.5, quality=500), None),
        (Metric(kind="float_value", value=1.5, is_null=True), None),
        (Metric(kind="float_value", value=1.5, is_transient=True), None),
        (Metric(kind="bytes_value", value=b"\x01"), None),
        (Metric(kind="dataset_value", value=b"\x01"), None),
        (Metric(), None),
    ],
)
def test_what_counts_as_a_value(metric: Metric, value: float | str | None) -> None:
    assert value_of(metric, "Level", 0) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_is_no_number(value: float) -> None:
    with pytest.raises(RejectedError) as caught:
        value_of(Metric(kind="double_value", value=value), "Level", 10)
    assert caught.value.reason is Reason.NOT_A_NUMBER


@given(born=st.lists(metrics().filter(lambda metric: metric.name), max_size=4))
@example(born=[Metric("a", alias=1), Metric("b", alias=1), Metric("c", alias=0)])
def test_a_birth_is_remembered_whole_but_for_aliases_of_two_metrics(born: list[Metric]) -> None:
    birth = birth_of(written(born, session="s", bd_seq=3))
    aliases = [metric.alias for metric in born]
    sole = [metric for metric in born if metric.alias is not None and aliases.count(metric.alias) == 1]
    assert {alias: known.name for alias, known in birth.by_alias.items()} == {
        one.alias: one.name for one in sole
    }
    assert {name: known[1:] for name, known in birth.by_name.items()} == {
        metric.name: (metric.datatype, metric.unit) for metric in born
    }
    assert (birth.session, birth.bd_seq) == ("s", 3)
