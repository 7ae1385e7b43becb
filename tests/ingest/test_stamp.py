"""Times of foreign messages."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clock import FIRST_US, LAST_US
from ingest.errors import RejectedError
from ingest.stamp import us_if_set, us_of_stamp


def test_a_text_and_a_count_of_the_same_time_are_the_same() -> None:
    text = us_of_stamp("2025-12-01T16:00:00.5+08:00", "t")
    assert us_of_stamp(1_764_576_000.5, "t") == us_of_stamp(1_764_576_000_500, "t", per_s=1000) == text


@pytest.mark.parametrize(
    "stamp",
    [
        "2025-12-01",
        "",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+01:00",
        None,
        True,
        [],
        {},
        10**400,
        1e308,
        -1e308,
        1e12,
        float("inf"),
        float("nan"),
    ],
)
def test_what_is_no_time_is_refused_by_its_key(stamp: object) -> None:
    with pytest.raises(RejectedError, match=r"bad_time: params\.ts: "):
        us_of_stamp(stamp, "params.ts")


@given(stamp=st.floats() | st.integers() | st.text(), per_s=st.sampled_from([1, 1000, 1_000_000]))
def test_any_stamp_is_a_time_or_refused(stamp: float | str, per_s: int) -> None:
    with suppress(RejectedError):
        assert FIRST_US <= us_of_stamp(stamp, "t", per_s=per_s) <= LAST_US


def test_a_clock_before_2016_was_never_set() -> None:
    assert us_if_set(us_of_stamp("2015-12-31T23:59:59Z", "t")) is None
    assert us_if_set(us_of_stamp("2016-01-01T00:00:00Z", "t")) == 1_451_606_400_000_000
