"""Our own JSON, by its examples and by Hypothesis."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clock import us_of
from ingest.codec import Field
from ingest.codecs.native import decode, encode
from ingest.errors import RejectedError
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


@given(
    payload=st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("tvoxy"), inner),
    )
)
def test_any_json_is_decoded_or_refused(payload: object) -> None:
    with suppress(RejectedError):
        assert decode(json.dumps(payload).encode()).fields


def test_deep_nesting_is_refused_not_a_crash() -> None:
    with pytest.raises(RejectedError):
        decode(b"[" * 100_000)
