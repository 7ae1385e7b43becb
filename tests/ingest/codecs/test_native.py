"""Our own JSON, by its examples and by Hypothesis."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clock import us_of
from ingest.codec import Field
from ingest.codecs import native
from ingest.codecs.native import decode, encode
from ingest.errors import Reason, RejectedError
from model.reading import Origin, Sample

TIMES = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda time: time.replace(microsecond=time.microsecond // 1000 * 1000)
)
SAMPLES = st.builds(
    Sample,
    metric=st.text(min_size=1),
    value=st.floats(allow_nan=False, allow_infinity=False),
    observed_at=TIMES,
    origin=st.sampled_from(Origin),
)


ROWS = st.fixed_dictionaries(
    {"v": st.dictionaries(st.text(max_size=5), st.floats() | st.integers() | st.just("1"), max_size=3)},
    optional={
        "t": st.integers() | st.floats() | st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat),
        "o": st.sampled_from([*Origin, "test"]),
        "id": st.none() | st.text(max_size=3),
    },
)
ANY_JSON = (
    ROWS
    | st.lists(ROWS, max_size=3)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("tvoxy"), inner),
    )
)


@given(
    samples=st.lists(SAMPLES, min_size=1, max_size=20, unique_by=lambda one: (one.metric, one.observed_at))
)
def test_what_is_encoded_is_decoded_again(samples: list[Sample]) -> None:
    assert decode(encode(samples)).fields == [
        Field(sample.metric, sample.value, us_of(sample.observed_at), origin=sample.origin)
        for sample in samples
    ]


@given(payload=st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(payload: bytes) -> None:
    with suppress(RejectedError):
        assert decode(payload).fields


@given(payload=ANY_JSON)
def test_any_json_is_decoded_or_refused(payload: object) -> None:
    with suppress(RejectedError):
        assert decode(json.dumps(payload).encode()).fields


def test_deep_nesting_is_refused_not_a_crash() -> None:
    with pytest.raises(RejectedError):
        decode(b"[" * 100_000)


def answer(question: Callable[[], Sequence[Field]]) -> Sequence[Field] | Reason:
    try:
        return list(question())
    except RejectedError as refused:
        return refused.reason


@given(payload=ANY_JSON)
def test_the_quick_way_and_the_slow_way_agree(payload: object) -> None:
    raw = json.dumps(payload).encode()
    assert answer(lambda: decode(raw).fields) == answer(lambda: native._slowly(raw))
