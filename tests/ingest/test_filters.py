"""Subscriptions compared, against a plain reading of the rule for topics."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.filters import covers, overlaps

LEVELS = st.lists(st.sampled_from(["a", "b", "+"]), min_size=1, max_size=3)
FILTERS = st.builds(lambda levels, rest: "/".join([*levels, *rest]), LEVELS, st.sampled_from([[], ["#"]]))
TOPICS = ["/".join(t) for n in (1, 2, 3, 4) for t in product("abc", repeat=n)]


def fits(topic: str, one: str) -> bool:
    """Whether a filter brings a topic, level by level."""
    levels, rest = (one.removesuffix("/#").split("/"), one.endswith("/#"))
    words = topic.split("/")
    if len(words) < len(levels) or (len(words) > len(levels) and not rest):
        return False
    return all(level in ("+", word) for level, word in zip(levels, words, strict=False))


@given(FILTERS, FILTERS)
def test_filters_overlap_where_a_topic_fits_both(one: str, other: str) -> None:
    assert overlaps(one, other) == any(fits(topic, one) and fits(topic, other) for topic in TOPICS)


@given(FILTERS, FILTERS)
def test_a_filter_covers_another_where_every_topic_of_that_fits_it(wide: str, narrow: str) -> None:
    assert covers(wide, narrow) == all(fits(topic, wide) for topic in TOPICS if fits(topic, narrow))


@pytest.mark.parametrize("one", ["#", "a/b", "a/+/c"])
def test_everything_covers_and_meets_everything(one: str) -> None:
    assert covers("#", one)
    assert overlaps(one, "#")
