"""Words made fit for a topic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.topics import Address
from sims.replay.words import topic_word


def test_names_of_places_become_words() -> None:
    assert topic_word("Flinders St-Elizabeth St (East)") == "flinders-st-elizabeth-st-east"
    assert topic_word("Staten Island") == "staten-island"
    assert topic_word("Café/№ 5") == "cafe-no-5"
    assert topic_word("a" * 63 + " long one") == "a" * 63


@given(st.text())
def test_whatever_comes_out_can_stand_in_a_topic(text: str) -> None:
    try:
        word = topic_word(text)
    except ValueError:
        return
    assert Address("a", "b", "c", word).up.endswith(f"/{word}/up")
    assert 0 < len(word) <= 64
    assert topic_word(word) == word


@pytest.mark.parametrize("text", ["", "///", "外滩"])
def test_a_text_without_a_latin_letter_or_digit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no letter or digit"):
        topic_word(text)
