"""Kinds are data: read strictly, and named nowhere in code."""

import re
from pathlib import Path

import pytest

from model.catalogue import KINDS, load_kinds
from model.errors import DefinitionError

ROOT = Path(__file__).parents[2]
ROOMS = ("model", "geo", "store", "orders", "alerts", "ingest", "dashboard", "sims", "yiping")
CROWD = (KINDS / "crowd.toml").read_text(encoding="utf-8")
WRONG = {
    "an unknown key": ('theme = "crowd"', 'theme = "crowd"\ncolour = 1', "colour: unknown key"),
    "an unknown key of a metric": ("decimals = 2", "decimals = 2\nmax = 3", "metrics.density_per_m2.max"),
    "a unit that is none": ('unit = "persons/m2"', 'unit = "people"', "unit: 'people' is not one of"),
    "a unit that its name denies": ('unit = "persons/m2"', 'unit = "cm"', r"is named \.\._cm"),
    "a range upside down": ("high = 12", "high = -1", "low: 0.0 is not below high"),
    "no English": ('zh = "客流", en = "Crowd"', 'zh = "客流"', "name.en: is missing"),
    "a period of nothing": (
        "expected_every_s = 60",
        "expected_every_s = 0",
        "expected_every_s: must be above",
    ),
    "a shape that cannot be drawn": ('shape = "diamond"', 'shape = "star"', "shape: 'star' is not one of"),
    "no TOML at all": ("id =", "id :", "is not TOML"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_kind_stops_with_file_and_key(case: str, tmp_path: Path) -> None:
    old, new, problem = WRONG[case]
    assert old in CROWD
    path = tmp_path / "crowd.toml"
    path.write_text(CROWD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match=problem) as caught:
        load_kinds(tmp_path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("room", ROOMS)
def test_no_python_file_names_a_sensor_kind(room: str) -> None:
    # `crowd` is a word of its own in English prose, so only string literals count.
    literal = re.compile("|".join(f"[\"']{kind}[\"']" for kind in load_kinds()))
    named = [path for path in (ROOT / room).rglob("*.py") if literal.search(path.read_text(encoding="utf-8"))]
    assert named == []
