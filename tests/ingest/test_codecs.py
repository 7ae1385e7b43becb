"""What every codec promises: its own examples, and an answer to anything."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.codec import Codec, Context, Decoded, Example, UnknownCodecError, codec_named, codec_names
from ingest.errors import Reason, RejectedError

CODECS = {name: codec_named(name) for name in codec_names()}
ALL = [
    pytest.param(codec, example, id=f"{name}-{number}")
    for name, codec in CODECS.items()
    for number, example in enumerate(codec.EXAMPLES)
]


@pytest.mark.parametrize(("codec", "example"), ALL)
def test_the_examples_of_the_codec_hold(codec: Codec, example: Example) -> None:
    if isinstance(example.gives, Decoded):
        assert codec.decode(example.payload, example.context) == example.gives
    else:
        with pytest.raises(RejectedError) as caught:
            codec.decode(example.payload, example.context)
        assert caught.value.reason is example.gives


@pytest.mark.parametrize("name", CODECS)
def test_the_examples_show_a_reading_and_a_failure(name: str) -> None:
    given = [example.gives for example in CODECS[name].EXAMPLES]
    assert any(isinstance(one, Decoded) and one.fields for one in given)
    assert any(isinstance(one, Reason) for one in given)


@pytest.mark.parametrize("name", CODECS)
@given(payload=st.binary(max_size=300), topic=st.text(max_size=40))
def test_any_bytes_are_understood_or_refused(name: str, payload: bytes, topic: str) -> None:
    with suppress(RejectedError):
        decoded = CODECS[name].decode(payload, Context(topic=topic))
        assert not (decoded.fields and decoded.notice)


@pytest.mark.parametrize("name", CODECS)
@given(data=st.data())
def test_a_damaged_example_is_understood_or_refused(name: str, data: st.DataObject) -> None:
    example = data.draw(st.sampled_from(CODECS[name].EXAMPLES))
    payload = bytearray(example.payload)
    for _ in range(data.draw(st.integers(1, 3)) if payload else 0):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    with suppress(RejectedError):
        CODECS[name].decode(bytes(payload), example.context)


def test_an_unknown_codec_is_named_with_the_known_ones() -> None:
    with pytest.raises(UnknownCodecError, match="native"):
        codec_named("morse")
