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
    "a limit of nothing": ("spike = 6", "spike = 0", r"density_per_m2\.spike: 0.0 is not above 0"),
    "a fall below nothing": ("spike = 6", "max_fall_per_min = -1", "max_fall_per_min: -1.0 is not above 0"),
    "a limit that is no number": (
        "spike = 6",
        'max_rise_per_min = "6"',
        "max_rise_per_min: must be a number",
    ),
    "stuck before the next reading is due": (
        "stuck_after_s = 86400",
        "stuck_after_s = 60",
        r"density_per_m2\.stuck_after_s: must be above expected_every_s = 60",
    ),
    "a rest that nothing needs": (
        "stuck_after_s = 86400  # C\n",
        "",
        "rest: means nothing without stuck_aft",
    ),
    "a rest out of range": ("rest = 0", "rest = 13", r"rest: 13.0 is not within 0.0\.\.12.0"),
    "readings kept for less than a week": (
        "expected_every_s = 60",
        "expected_every_s = 60\nretention_days = 6",
        "retention_days: must be at least 7 days",
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


def test_a_kind_says_how_long_its_readings_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "crowd.toml"
    path.write_text(CROWD.replace('theme = "crowd"', 'theme = "crowd"\nretention_days = 7'), encoding="utf-8")
    assert load_kinds(tmp_path)["crowd"].retention_days == 7


def test_readings_are_kept_for_ten_years_where_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "crowd.toml").write_text(CROWD, encoding="utf-8")
    assert load_kinds(tmp_path)["crowd"].retention_days == 3650


@pytest.mark.parametrize("room", ROOMS)
def test_no_python_file_names_a_sensor_kind(room: str) -> None:
    # `crowd` is a word of its own in English prose, so only string literals count.
    literal = re.compile("|".join(f"[\"']{kind}[\"']" for kind in load_kinds()))
    named = [path for path in (ROOT / room).rglob("*.py") if literal.search(path.read_text(encoding="utf-8"))]
    assert named == []
