"""Two names are compared as people mean them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.person import person


@pytest.mark.parametrize("name", ["LI", " l i ", "ｌｉ", "l\u200bi", "l\u00adi"])
def test_a_name_is_the_same_however_it_is_written(name: str) -> None:
    assert person(name) == person("li")


@given(
    st.text(alphabet="abzÄé张三9", min_size=1), st.sampled_from(" \t\u3000\u200b\ufeff"), st.integers(0, 9)
)
def test_neither_case_nor_what_is_not_seen_makes_another_name(name: str, gap: str, at: int) -> None:
    assert person(name[:at] + gap + name[at:].upper()) == person(name)
