"""Addresses, as the wire has them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.topics import Address, TopicError, address_of, readings_filter

WORDS = st.text(st.characters(exclude_characters="/+#\0", exclude_categories=["Cs"]), min_size=1)


@given(words=st.tuples(WORDS, WORDS, WORDS, WORDS))
def test_an_address_is_read_back_from_its_topic(words: tuple[str, str, str, str]) -> None:
    address = Address(*words)
    assert address_of(address.up) == address


@given(topic=st.text())
def test_any_text_is_an_address_or_refused(topic: str) -> None:
    with suppress(TopicError):
        assert address_of(topic).up == topic


@pytest.mark.parametrize("word", ["", "a/b", "+", "#", "a\0"])
def test_a_word_that_cannot_be_a_level_is_refused(word: str) -> None:
    with pytest.raises(TopicError):
        Address("310101", "002", "rain", word)


@pytest.mark.parametrize(
    ("prefix", "topic_filter"),
    [
        ("", "yiping/v1/+/+/+/+/up"),
        ("310101", "yiping/v1/310101/+/+/+/up"),
        ("310101/002", "yiping/v1/310101/002/+/+/up"),
    ],
)
def test_a_prefix_becomes_a_subscription(prefix: str, topic_filter: str) -> None:
    assert readings_filter(prefix) == topic_filter


@pytest.mark.parametrize("prefix", ["a/b/c", "+", "310101/#"])
def test_a_prefix_that_is_no_district_or_street_is_refused(prefix: str) -> None:
    with pytest.raises(TopicError):
        readings_filter(prefix)
