"""A rule's text: where in it something is wrong, and what differs from another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.revisions.diff import differences
from alerts.revisions.text import line_of, rule_of, shipped_rules, tidy
from alerts.rule import RULES
from model.catalogue import load_kinds
from model.errors import DefinitionError

KINDS = load_kinds()
TEXT = (RULES / "road_flooding.toml").read_text(encoding="utf-8")
PLACES = st.sampled_from(range(len(TEXT)))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("on = 15\n", "on = \n", "on = "),
        ("on = 15\n", 'on = "x"\n', 'on = "x"'),
        ("off = 12\n", "off = 16\n", "off = 16"),
        ("[60, 4.9]", "[60, 5.9, 1]", "readings = [[0, 3.0], [60, 5.9, 1], [120, 4.9], [600, 4.0]]"),
        ('certainty = "C"', 'certainty = "D"', 'certainty = "D"'),
        ("\nzh = ", "\nzg = ", "[passport.source]"),  # what is missing is told at its table
        ('id = "road_flooding"', 'id = "Road"', 'id = "Road"'),
        ('condition = "threshold"', 'condition = "hunch"', 'condition = "hunch"'),
    ],
)
def test_a_mistake_is_found_at_its_line(old: str, new: str, line: str) -> None:
    body = TEXT.replace(old, new)
    with pytest.raises(DefinitionError) as problem:
        rule_of(body, kinds=KINDS)
    at = line_of(body, problem.value)
    assert at is not None
    assert body.splitlines()[at - 1] == line


@given(PLACES, st.text(max_size=3))
def test_whatever_is_typed_is_a_rule_or_one_named_mistake(at: int, typed: str) -> None:
    body = tidy(TEXT[:at] + typed + TEXT[at + 1 :])
    try:
        rule_of(body, kinds=KINDS)
    except DefinitionError as problem:
        at_line = line_of(body, problem)
        assert at_line is None or 1 <= at_line <= body.count("\n") + 1


def test_a_number_beyond_all_time_is_a_mistake_and_no_crash() -> None:
    with pytest.raises(DefinitionError, match="makes no sense: OverflowError"):
        rule_of(TEXT.replace("on_delay_s = 60\n", "on_delay_s = 1e300\n"), kinds=KINDS)


def test_what_differs_is_told_by_the_level_and_not_by_its_place() -> None:
    later = TEXT.replace("on = 25\n", "on = 24\n").replace('direction = "above"\n', "")
    told = [str(one) for one in differences(TEXT, later)]
    assert told == ["levels[red].on: from 25 to 24", "direction: gone, was above"]
    assert str(differences("", 'id = "a"\n')[0]) == "id: new, a"


@pytest.mark.parametrize("rule", shipped_rules().values(), ids=lambda rule: rule.id)
def test_every_shipped_text_reads_as_a_proposal_would(rule: object) -> None:
    body = tidy(rule.body)  # type: ignore[attr-defined]
    assert body == rule.body  # type: ignore[attr-defined]
    assert differences(body, body) == []
    assert rule_of(body, kinds=KINDS).digest == rule.digest  # type: ignore[attr-defined]
