"""Every figure of the evaluation has its formula, in both languages, on paper too."""

from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import get_type_hints

import pytest

from model.errors import DefinitionError
from orders.evaluation import Figures
from orders.measures import MEASURES, Unit, load_measures, shipped_measures

PAGE = Path(__file__).parents[2] / "docs/howto/evaluation.md"
TYPES = {Unit.COUNT: int, Unit.SHARE: float | None, Unit.TIME: timedelta | None}


def test_every_figure_has_its_measure_and_every_measure_its_figure() -> None:
    assert list(shipped_measures()) == [field.name for field in fields(Figures)]


def test_the_unit_of_a_measure_is_that_of_its_figure() -> None:
    types = get_type_hints(Figures)
    assert {one.id: TYPES[one.unit] for one in shipped_measures().values()} == types


def test_no_measure_is_told_twice_or_without_words() -> None:
    for language in ("zh", "en"):
        names = [one.name.in_language(language) for one in shipped_measures().values()]
        formulas = [one.formula.in_language(language).strip() for one in shipped_measures().values()]
        assert len(set(names)) == len(names)
        assert all(formulas)


def test_the_page_names_every_measure() -> None:
    page = PAGE.read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("| `")]
    wanted = [f"| `{one.id}` | {one.name.zh} | {one.formula.en} |" for one in shipped_measures().values()]
    assert lines == wanted


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('id = "filing_rate"', 'id = "reported"', "'reported' stands twice"),
        ('unit = "share"', 'unit = "percent"', "'percent' is not one of count, share, time"),
        ('unit = "share"', 'unit = "share"\nweight = 2', "unknown key"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    words = MEASURES.read_text(encoding="utf-8")
    assert old in words
    path = tmp_path / "measures.toml"
    path.write_text(words.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match=problem):
        load_measures(path)
