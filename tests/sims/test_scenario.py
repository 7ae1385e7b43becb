"""Scenarios are read strictly."""

from pathlib import Path

import pytest

from model.errors import DefinitionError
from sims.scenario import SCENARIOS, load_scenario, signal_names

STORM = (SCENARIOS / "storm.toml").read_text(encoding="utf-8")

WRONG = [
    ("seed = 20260701", "seed = 20260701\nsed = 1", "sed"),
    ("rain_min = 90", "", "weather.rain_min"),
    ("peak_share = 0.4", "peak_share = 1.0", "weather.peak_share"),
    ('signal = "gauge"', 'signal = "guage"', "stream[0].signal"),
    ("noise = 0.04", "noise = 0.04\nnois = 1", "stream[0].nois"),
    ('intensity = "intensity_mm_h"', 'intensity = "depth_cm"', "stream[0].metrics.intensity"),
    ("share = 0.66", "share = 0.60", "stream[1].class"),
    ("bowl_m2 = [450, 900]", "bowl_m2 = [900, 450]", "stream[1].class[0].bowl_m2"),
    ("missing = 0.004", "missing = 1.4", "faults.missing"),
    ('ending = "overridden"', 'ending = "ignored"', "stream[4].episodes[1].ending"),
    ('origin = "exercise"', 'origin = "drill"', "origin"),
]


@pytest.mark.parametrize("name", [path.stem for path in SCENARIOS.glob("*.toml")])
def test_every_shipped_scenario_can_be_read(name: str) -> None:
    assert load_scenario(name).streams


@pytest.mark.parametrize(("right", "wrong", "key"), WRONG)
def test_a_wrong_scenario_is_refused_with_file_and_key(
    tmp_path: Path, right: str, wrong: str, key: str
) -> None:
    assert right in STORM
    (tmp_path / "storm.toml").write_text(STORM.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_scenario("storm", tmp_path)
    assert refused.value.key == key
    assert refused.value.file.endswith("storm.toml")


def test_a_scenario_is_called_as_its_file(tmp_path: Path) -> None:
    (tmp_path / "flood.toml").write_text(STORM, encoding="utf-8")
    with pytest.raises(DefinitionError, match="differs from the file's name 'flood'"):
        load_scenario("flood", tmp_path)


def test_a_quantity_that_the_signal_does_not_make_is_refused(tmp_path: Path) -> None:
    wrong = STORM.replace("intensity = ", "intensty = ", 1)
    (tmp_path / "storm.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(DefinitionError, match="intensty"):
        load_scenario("storm", tmp_path)


def test_signals_are_found_by_their_files() -> None:
    assert {"gauge", "runoff", "footfall", "facade", "lift_episode"} <= set(signal_names())
    assert "series" not in signal_names()
