"""The shipped hazards, and what a wrong one is told."""

import re
from pathlib import Path

import pytest

from alerts.incidents.hazard import HAZARDS, Hazard, load_hazard, load_hazards
from model.catalogue import load_kinds
from model.errors import DefinitionError

SHIPPED = load_hazards()
FLOOD = (HAZARDS / "flood.toml").read_text(encoding="utf-8")
ROOT = Path(__file__).parents[3]
WRONG = [
    ('id = "flood"', 'id = "storm"', "differs from the file's name"),
    ('kinds = ["rain",', 'kinds = ["no_kind",', "kinds: 'no_kind' is not one of"),
    ('level = "street"', 'level = "planet"', "level: 'planet' is not one of"),
    ('fact = "drainage_area"', 'fact = "colour"', "fact: 'colour' is not one of site, "),
    ("radius_m = 300", "radius_m = 0", "radius_m: must be above 0, not 0"),
    ("reach_m = 150", "reach_m = -1", "reach_m: must be above 0, not -1"),
    ("close_after_s = 1800", "close_after_s = 1800\ncolour = 1", "colour: unknown key"),
]


@pytest.mark.parametrize(("right", "wrong", "problem"), WRONG)
def test_a_wrong_hazard_names_its_file_and_key(tmp_path: Path, right: str, wrong: str, problem: str) -> None:
    assert FLOOD.count(right) == 1
    path = tmp_path / "flood.toml"
    path.write_text(FLOOD.replace(right, wrong), encoding="utf-8")
    with pytest.raises(DefinitionError, match=f"flood.toml.*{re.escape(problem)}"):
        load_hazard(path, kinds=load_kinds())


def test_a_kind_belongs_to_one_hazard(tmp_path: Path) -> None:
    (tmp_path / "flood.toml").write_text(FLOOD, encoding="utf-8")
    storm = FLOOD.replace('id = "flood"', 'id = "storm"')
    (tmp_path / "storm.toml").write_text(storm, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"storm.toml.*'manhole' belongs to 'flood' already"):
        load_hazards(tmp_path)


@pytest.mark.parametrize("hazard", SHIPPED, ids=lambda one: one.id)
def test_places_that_are_linked_have_one_surface(hazard: Hazard) -> None:
    """Circles that overlap by less fall apart when their rim is taken back, see ``surface_of``."""
    assert hazard.reach_m >= 0.21 * hazard.radius_m


def test_the_docs_say_of_every_kind_which_hazard_it_tells_of_or_that_it_stands_alone() -> None:
    page = (ROOT / "docs/howto/hazard.md").read_text(encoding="utf-8")
    grouped = {kind for hazard in SHIPPED for kind in hazard.kinds}
    assert [one.id for one in SHIPPED if f"| `{one.id}` |" not in page] == []
    assert [kind for kind in load_kinds() if kind not in grouped and f"`{kind}`" not in page] == []
