"""The shipped kinds and rules as a whole: nothing is watched without a rule that somebody stands for."""

import re
from pathlib import Path

import pytest

from alerts.rule import Rule, load_rules
from ingest.judge import Trail
from ingest.limits import limits_of
from model.catalogue import KINDS, load_kinds
from model.kind import Kind
from model.reading import Quality
from tests.ingest.judging import Told, judged

RULES = load_rules()
CATALOGUE = load_kinds()
HOWTO = (Path(__file__).parents[2] / "docs/howto/kind.md").read_text(encoding="utf-8")
NINETEEN = frozenset(
    [
        "building_tilt",
        "charging_shed",
        "combustible_gas",
        "crowd",
        "curtain_wall",
        "ebike_lift",
        "estate_camera",
        "hydrant",
        "lift_fault",
        "lone_elder",
        "manhole",
        "meter_box",
        "rain",
        "river_level",
        "site_environment",
        "smoke",
        "street_lamp",
        "waste_bin",
        "water_depth",
    ]
)
CHINESE = re.compile("[\u4e00-\u9fff]")


def rules_of(kind: Kind) -> list[Rule]:
    return [rule for rule in RULES if rule.kind.id == kind.id]


def test_the_city_knows_nineteen_kinds() -> None:
    assert len(NINETEEN) == 19
    assert CATALOGUE.keys() >= NINETEEN


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.id)
def test_every_kind_has_a_rule_that_somebody_stands_for(kind: Kind) -> None:
    found = rules_of(kind)
    assert found
    for rule in found:
        assert re.fullmatch(r"needs sign-off: .+|.+, \d{4}-\d{2}-\d{2}", rule.passport.approver), rule.id


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_passport_is_told_in_both_languages(rule: Rule) -> None:
    assert CHINESE.search(rule.passport.source.zh)
    assert rule.passport.source.en
    assert not CHINESE.search(rule.passport.source.en.replace("老伙伴", ""))
    assert CHINESE.search(rule.name.zh)
    assert not CHINESE.search(rule.name.en)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_shown_by_values_that_its_kind_can_measure(rule: Rule) -> None:
    told = [pair for example in rule.examples for _, values in example.readings for pair in values.items()]
    beyond = [
        (name, value)
        for name, value in told
        if not rule.kind.metrics[name].low <= value <= rule.kind.metrics[name].high
    ]
    assert beyond == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_fires_a_rule_is_believed_when_it_arrives(rule: Rule) -> None:
    """Rules hear no value that its kind's limits doubt, so an example of such values would show nothing."""
    for example in (example for example in rule.examples if example.changes):
        for name in {name for _, values in example.readings for name in values}:
            stream = [Told(value=values[name], at_s=at) for at, values in example.readings if name in values]
            limits = limits_of(CATALOGUE, [(rule.kind.id, name)])
            found, _ = judged(stream, Trail.unknown(1), limits)
            assert set(found) == {Quality.GOOD}, (example.name, name)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_forgets_only_after_several_periods(rule: Rule) -> None:
    """Otherwise each late reading would begin anew, and a standing alert would clear by itself."""
    assert rule.forget_after.total_seconds() >= 3 * rule.kind.expected_every_s


def test_a_theme_has_one_shape_and_shares_it_with_no_other() -> None:
    pairs = {(kind.theme, kind.shape) for kind in CATALOGUE.values()}
    assert len(pairs) == len({theme for theme, _ in pairs}) == len({shape for _, shape in pairs})


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.id)
def test_a_kind_has_names_in_both_languages(kind: Kind) -> None:
    labels = [kind.label, *(metric.label for metric in kind.metrics.values())]
    assert all(label.zh and label.en and not CHINESE.search(label.en) for label in labels)


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.id)
def test_the_docs_list_every_kind_with_rules_that_exist(kind: Kind) -> None:
    row = next((line for line in HOWTO.splitlines() if line.startswith(f"| `{kind.id}` |")), "")
    assert kind.label.zh in row
    named = re.findall(r"`(\w+)`", row)[1:]
    assert named
    assert set(named) <= {rule.id for rule in rules_of(kind)}


@pytest.mark.parametrize("path", sorted(KINDS.glob("*.toml")), ids=lambda path: path.stem)
def test_a_kind_says_how_sure_its_limits_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    limits = re.findall(r"^(?:max_\w+|spike|stuck_after_s) = ", text, re.MULTILINE)
    assert not limits or re.search(r"\([ABC]\)|# [ABC]\b", text)
