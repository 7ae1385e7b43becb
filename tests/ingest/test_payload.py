"""Strict JSON, checks that name the key, and flat names."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import Reason, RejectedError
from ingest.payload import MOST_LEVELS, flat, json_of, list_of, number_of, object_of, shown, text_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)


@given(value=JSON)
def test_what_json_says_is_given_as_it_is(value: object) -> None:
    assert json_of(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", Reason.MALFORMED),
        (b"\xff", Reason.MALFORMED),
        (b"\xef\xbb\xbf{}", Reason.MALFORMED),
        (b'{"a": 1}}', Reason.MALFORMED),
        (b"[" * 100_000, Reason.MALFORMED),
        (b"[" * (MOST_LEVELS + 1) + b"]" * (MOST_LEVELS + 1), Reason.MALFORMED),
        (b"1" * 5000, Reason.MALFORMED),
        (rb'{"a": "\ud800"}', Reason.MALFORMED),
        (rb'{"\uDFFF": 1}', Reason.MALFORMED),
        (b'{"a": NaN}', Reason.NOT_A_NUMBER),
        (b"[-Infinity]", Reason.NOT_A_NUMBER),
    ],
)
def test_what_is_not_strict_json_is_refused(payload: bytes, reason: Reason) -> None:
    with pytest.raises(RejectedError) as caught:
        json_of(payload)
    assert caught.value.reason is reason
    assert caught.value.detail[-2:] != ": "


def test_many_objects_side_by_side_are_not_deep() -> None:
    assert len(json_of(b"[" + b"{}," * 5000 + b"{}]")) == 5001
    assert json_of(b"[" * MOST_LEVELS + b"]" * MOST_LEVELS) is not None


def test_a_whole_surrogate_pair_is_a_character() -> None:
    assert json_of(rb'"\ud83d\ude00"') == "\U0001f600"


def test_nested_values_get_dotted_names() -> None:
    value = {"a": {"b": [1, True]}, "c": "text", "d": None, "e": False, "f": {}}
    assert list(flat(value)) == [("a.b.0", 1.0), ("a.b.1", 1.0), ("c", "text"), ("e", 0.0)]
    assert list(flat({"x": 2}, "before")) == [("before.x", 2.0)]
    assert list(flat(3, "alone")) == [("alone", 3.0)]


@given(value=JSON)
def test_flat_gives_only_finite_numbers_and_texts(value: object) -> None:
    with suppress(RejectedError):
        assert all(isinstance(one, str) or one - one == 0 for _, one in flat(value))


@pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"9" * 400])
def test_a_number_that_is_too_large_is_refused_by_its_name(number: bytes) -> None:
    with pytest.raises(RejectedError, match=r"a\.b = .* beyond") as caught:
        list(flat(json_of(b'{"a": {"b": ' + number + b"}}")))
    assert caught.value.reason is Reason.NOT_A_NUMBER


@pytest.mark.parametrize("check", [object_of, list_of, text_of, number_of])
@pytest.mark.parametrize("value", [None, True, 7, "text", [1], {"a": 1}])
def test_a_check_gives_its_kind_and_names_the_key_of_others(check, value) -> None:  # type: ignore[no-untyped-def]
    wanted = {object_of: dict, list_of: list, text_of: str, number_of: int}[check]
    if type(value) is wanted:
        assert check(value, "the key") == value
    else:
        with pytest.raises(RejectedError, match="the key must be") as caught:
            check(value, "the key")
        assert caught.value.reason is Reason.WRONG_TYPE


def test_what_is_long_is_shown_in_few_words() -> None:
    assert shown(10**5000) == "an integer of 16610 bits"
    assert shown([0] * 10_000) == "a list of 10000"
    assert len(shown("x" * 10_000)) == 82
    assert shown(None) == "null"
