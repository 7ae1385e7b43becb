"""Rules with a watch are read strictly and shown by their own examples."""

import shutil
from pathlib import Path

import pytest

from alerts.rule import RULES, load_rules
from alerts.watch_rule import WatchRule, load_watch, load_watches, played
from alerts.watches.silent import Silent
from model.catalogue import load_kinds
from model.errors import DefinitionError


def body(name: str) -> str:
    return (RULES / f"{name}.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", load_watches(), ids=lambda rule: rule.id)
def test_every_watch_does_what_its_examples_say(rule: WatchRule) -> None:
    for example in rule.examples:
        assert played(rule, example) == list(example.changes), example.name


def test_each_file_is_a_rule_or_a_watch_and_none_is_left_out() -> None:
    rules, watches = {rule.id for rule in load_rules()}, {rule.id for rule in load_watches()}
    assert not rules & watches
    assert rules | watches == {path.stem for path in RULES.glob("*.toml")}


def test_one_rule_tells_of_the_silence_of_each_kind() -> None:
    watches = [rule.watch for rule in load_watches()]
    kinds = [kind for watch in watches if isinstance(watch, Silent) for kind in watch.kinds]
    assert sorted(kinds) == sorted(load_kinds())


WRONG = {
    "both": ("sensor_stuck", 'watch = "stuck"', 'watch = "stuck"\ncondition = "threshold"', "condition: unk"),
    "no watch": ("sensor_stuck", 'watch = "stuck"', 'watch = "magic"', "watch: there is no watch 'magic'"),
    "an unknown key": ("sensor_stuck", "clear_after_s", "later = 1\nclear_after_s", "later: unknown key"),
    "below zero": ("sensor_stuck", "clear_after_s = 3600", "clear_after_s = -1", "clear_after_s: cannot"),
    "no theme": ("sensor_silent_flood", '["flood"]', '["fog"]', "themes: 'fog' is not one of"),
    "kinds too": ("sensor_silent_flood", "themes =", 'kinds = ["rain"]\nthemes =', "themes: stands beside"),
    "too quick": ("sensor_silent_flood", "periods = 5", "periods = 2", "periods: must be at least 3"),
    "no time": ("sensor_silent_flood", "never_after_s = 86400", "never_after_s = 0", "never_after_s: must"),
    "nobody": ("sensor_silent_flood", "approver =", "# approver =", "passport.approver: is missing"),
    "a row": ("sensor_silent_flood", "quiet_s = 250", "quiet = 250", r"views\[0 s\].quiet_s: is missing"),
    "a lie": ("sensor_silent_flood", '[[5, "blue"], [700', '[[0, "blue"], [700', "changes to blue at 5 s"),
    "one": ("flood_cluster", "count = 3", "count = 1", r"levels\[0\].count: one sensor"),
    "a share": ("flood_cluster", "share = 0.5", "share = 5", r"levels\[1\].share: 5 is not"),
    "a fall": ("flood_cluster", "count = 5", "count = 2", "levels: must rise"),
    "a level": ("flood_cluster", '"committee"', '"village"', "level: 'village' is not one of district"),
    "all and any": ("flood_in_rain", "all_of =", 'any_of = ["x"]\nall_of =', "all_of: give either"),
    "twice": ("flood_in_rain", '"heavy_rain", "road', '"road_flooding", "road', "all_of: must be one or"),
    "one cycle": ("sensor_chatter", "cycles = 3", "cycles = 1", "cycles: one firing"),
    "too long": ("sensor_chatter", "within_s = 60", "within_s = 601", "within_s: must lie"),
    "another name": ("sensor_chatter", 'id = "sensor_chatter"', 'id = "noise"', "id: 'noise' differs"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_watch_stops_with_file_and_key(case: str, tmp_path: Path) -> None:
    name, old, new, problem = WRONG[case]
    assert old in body(name)
    path = tmp_path / f"{name}.toml"
    path.write_text(body(name).replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError, match=problem) as caught:
        load_watch(path, kinds=load_kinds())
    assert str(path) in str(caught.value)


def test_a_cluster_of_a_rule_that_is_not_there_is_refused(tmp_path: Path) -> None:
    shutil.copy(RULES / "flood_cluster.toml", tmp_path)
    with pytest.raises(DefinitionError, match="'road_flooding' is not a rule with a condition"):
        load_watches(tmp_path)
