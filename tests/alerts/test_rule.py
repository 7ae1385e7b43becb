"""Rules are read strictly and shown by their own examples."""

from pathlib import Path

import pytest

from alerts.rule import RULES, Rule, load_rule, load_rules, played
from model.catalogue import load_kinds
from model.errors import DefinitionError

FLOODING = (RULES / "road_flooding.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.id)
def test_every_rule_does_what_its_examples_say(rule: Rule) -> None:
    for example in rule.examples:
        assert played(rule, example) == list(example.changes), example.name


def test_every_kind_has_a_rule() -> None:
    assert {rule.kind.id for rule in load_rules()} == load_kinds().keys()


WRONG = {
    "an unknown key": ('direction = "above"', 'direction = "above"\ncolour = "red"', "colour: unknown key"),
    "an unknown key in a level": ("on = 15", "on = 15\nonn = 3", r"levels\[1\].onn: unknown key"),
    "a wrong unit": ('unit = "cm"', 'unit = "Hz"', "unit: Hz cannot measure depth_cm"),
    "no unit": ('unit = "cm"', "", "unit: is missing"),
    "an unknown metric": (
        'metric = "depth_cm"',
        'metric = "depth"',
        "metric: 'depth' is not one of depth_cm",
    ),
    "off at on": ("off = 12", "off = 15", r"levels\[1\].off"),
    "a ladder that falls": ("on = 25\noff = 22", "on = 14\noff = 10", "levels: must rise"),
    "a delay in words": ("on_delay_s = 60", 'on_delay_s = "1 min"', "on_delay_s: must be a number"),
    "another name than its file": ('id = "road_flooding"', 'id = "flooding"', "id: 'flooding' differs"),
    "an example that lies": ('[300, "red"]', '[240, "red"]', r"examples\[3\]: .* changes .* to red at 300 s"),
    "nobody stands for it": ("approver =", "# approver =", "passport.approver: is missing"),
    "an unknown certainty": ('certainty = "C"', 'certainty = "sure"', "passport.certainty"),
    "an unknown condition": ('condition = "threshold"', 'condition = "magic"', "condition: there is no"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_rule_stops_with_file_and_key(case: str, tmp_path: Path) -> None:
    old, new, problem = WRONG[case]
    assert old in FLOODING
    path = tmp_path / "road_flooding.toml"
    path.write_text(FLOODING.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError, match=problem) as caught:
        load_rule(path, kinds=load_kinds())
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("kept", "problem"), [("firing", "none of them stays silent"), ("silent", "none of them fires")]
)
def test_a_rule_needs_a_firing_and_a_silent_example(kept: str, problem: str, tmp_path: Path) -> None:
    head, *examples = FLOODING.split("[[examples]]")
    wanted = [one for one in examples if ("changes = []" in one) == (kept == "silent")]
    path = tmp_path / "road_flooding.toml"
    path.write_text("[[examples]]".join([head, *wanted]), encoding="utf-8")
    with pytest.raises(DefinitionError, match=f"examples: {problem}"):
        load_rule(path, kinds=load_kinds())
