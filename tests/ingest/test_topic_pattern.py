"""Templates and topic patterns: what they match, and which of them can claim the same topic."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.template import LONGEST_WORD, TemplateError, template_from
from ingest.topic_pattern import TopicPattern, can_meet, topic_pattern

LEVEL = st.sampled_from(["a", "b", "a-b", "{x}", "a-{x}", "{x}-b", "{x}-{y}", ""])
LEVELS = st.lists(LEVEL, min_size=1, max_size=4)
TOPICS = st.lists(st.sampled_from(["a", "b", "a-b", "a-c", "c-b", "c-d", ""]), min_size=1, max_size=4)


def numbered(levels: list[str], *, takes_rest: bool) -> TopicPattern | None:
    """The pattern of these levels, each word made the only one of its name; None for the empty topic."""
    named = [level.replace("{x}", f"{{x{n}}}").replace("{y}", f"{{y{n}}}") for n, level in enumerate(levels)]
    text = "/".join([*named, *(["#"] if takes_rest else [])])
    return topic_pattern(text) if text else None


PATTERNS = st.builds(lambda levels, rest: numbered(levels, takes_rest=rest), LEVELS, st.booleans())


@pytest.mark.parametrize(
    ("pattern", "subscription", "topic", "words"),
    [
        ("v3/{app}/dev/{device}/up", "v3/+/dev/+/up", "v3/f/dev/d-1/up", {"app": "f", "device": "d-1"}),
        ("v3/{app}@{tenant}/up", "v3/+/up", "v3/f@city/up", {"app": "f", "tenant": "city"}),
        ("v3/{app}/up", "v3/+/up", "v3/a/b/up", None),
        ("v3/{app}/up", "v3/+/up", "v3//up", None),
        ("v3/{app}/up", "v3/+/up", "V3/a/up", None),
        ("/sys/{device}/post", "/sys/+/post", "/sys/x/post", {"device": "x"}),
        ("$oc/devices/{device}/up", "$oc/devices/+/up", "$oc/devices/x/up", {"device": "x"}),
        ("sp/{group}/#", "sp/+/#", "sp/g/DDATA/e/d", {"group": "g"}),
        ("sp/{group}/#", "sp/+/#", "sp/g", {"group": "g"}),
        ("sp/{group}/#", "sp/+/#", "sp", None),
        ("Things({n})/Obs", "+/Obs", "Things(5)/Obs", {"n": "5"}),
        ("a.b/c", "a.b/c", "axb/c", None),
        ("a/b", "a/b", "a/b", {}),
    ],
)  # fmt: skip
def test_a_pattern_subscribes_and_takes_apart(
    pattern: str, subscription: str, topic: str, words: dict[str, str] | None
) -> None:
    found = topic_pattern(pattern)
    assert (found.filter, found.match(topic)) == (subscription, words)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("v3/+/up", "write a level as {word}"),
        ("v3/#/up", "# only as the last"),
        ("v3/up#", "# only as the last"),
        ("v3/{app/up", "'{' at place 4"),
        ("v3/app}/up", "'}' at place 7"),
        ("v3/{App}/up", "{App}"),
        ("v3/{}/up", "no word"),
        ("v3/{a/b}/up", "no word"),
        ("{a}/{a}", "twice"),
        ("v3/{a}{b}", "nothing between"),
        ("{a}-{b}-{c}", "more than 2"),
    ],
)
def test_a_wrong_pattern_says_what_is_wrong(text: str, problem: str) -> None:
    with pytest.raises(TemplateError, match=problem):
        topic_pattern(text)


@given(
    levels=LEVELS,
    words=st.dictionaries(st.sampled_from(["x", "y"]), st.text("abc-@. ", min_size=1), min_size=2),
)
def test_what_is_filled_in_is_matched_again(levels: list[str], words: dict[str, str]) -> None:
    assume("/".join(levels))
    pattern = numbered(levels, takes_rest=False)
    assert pattern is not None
    filled = template_from(pattern.text).filled({word: words[word[0]] for word in pattern.words})
    found = pattern.match(filled)
    # Two words of one level may be cut elsewhere, but always into a reading of the same topic.
    assert found is not None
    assert template_from(pattern.text).filled(found) == filled


@given(one=PATTERNS, other=PATTERNS, topic=TOPICS.map("/".join))
def test_patterns_of_which_both_match_a_topic_can_meet(
    one: TopicPattern | None, other: TopicPattern | None, topic: str
) -> None:
    assume(one and other)
    assert one is not None
    assert other is not None
    if one.match(topic) is not None and other.match(topic) is not None:
        assert can_meet(one, other)
        assert can_meet(other, one)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("a/{x}", "a/b", True),
        ("a/{x}", "a/b/c", False),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/b/#", "a", False),
        ("a/#", "{x}/b", True),
        ("z/wd-{n}", "z/rain-{n}", False),
        ("z/wd-{n}", "z/wd-7", True),
        ("z/{n}-up", "z/{m}-down", False),
        ("z/wd-{n}", "z/{m}-up", True),
    ],
)
def test_two_patterns_meet_or_not(one: str, other: str, meet: bool) -> None:
    assert can_meet(topic_pattern(one), topic_pattern(other)) is meet
    assert can_meet(topic_pattern(other), topic_pattern(one)) is meet


def test_a_word_of_enormous_length_is_no_word() -> None:
    pattern = topic_pattern("a/{x}-{y}")
    assert pattern.match(f"a/{'-' * (2 * LONGEST_WORD + 1)}") is not None
    assert pattern.match(f"a/{'-' * 60_000}") is None
