"""What dossiers hold is data, read strictly."""

from pathlib import Path

import pytest

from model.errors import DefinitionError
from model.site_kind import SITE_KINDS, Value, load_site_kinds
from sims.district import build

LIFT = (SITE_KINDS / "lift.toml").read_text(encoding="utf-8")
WRONG = {
    "an unknown key": ('id = "lift"', 'id = "lift"\ncolour = 1', "colour: unknown key"),
    "an unknown key of a field": ("low = 2\n", "low = 2\nmax = 3\n", "fields.storeys.max"),
    "another id": ('id = "lift"', 'id = "escalator"', "differs from the file's name"),
    "a type that is none": ('type = "date"', 'type = "day"', "serviced.type: 'day' is not one of"),
    "a range upside down": ("low = 2\n", "low = 300\n", "storeys.low: 300.0 is not below high"),
    "bounds of a text": ('type = "whole"', 'type = "text"', "storeys.low: a text has no bounds"),
    "choices of a number": ("low = 2\n", 'choices = ["2"]\n', "storeys.choices: are for texts"),
    "members of what is no list": ("low = 2\n", 'of = "date"\n', "storeys.of: is for a list"),
    "a list of numbers": ('of = "date"', 'of = "whole"', "services.of: is for a list"),
    "a field that every site has": ("[fields.maker]", "[fields.lon]", "fields.lon: every site has this"),
    "no English": ('zh = "电梯", en = "Lift"', 'zh = "电梯"', "name.en: is missing"),
}
FITS: list[tuple[str, dict[str, Value]]] = [
    ("lift", {"built": 1990, "maker": "A", "services": "2026-09-01; 2026-10-01"}),
    ("square", {"area_m2": 12.5, "capacity": 10, "use": "moving"}),
    ("square", {"area_m2": 12, "capacity": 10, "gates": "4号口; 8号口"}),
]
MISFITS: list[tuple[str, dict[str, Value], str]] = [
    ("lift", {"maker": "A"}, "built is missing; every lift has it"),
    ("lift", {"built": 1990.5, "maker": "A"}, "built 1990.5 is not a whole number"),
    ("lift", {"built": 1800, "maker": "A"}, "built 1800 is below 1900"),
    ("lift", {"built": 1990, "maker": 7}, "maker 7 is not a text"),
    ("lift", {"built": 1990, "maker": "A", "serviced": "2026-02-30"}, "serviced '2026-02-30' is not a date"),
    ("lift", {"built": 1990, "maker": "A", "serviced": "20260203"}, "serviced '20260203' is not a date"),
    ("lift", {"built": 1990, "maker": "A", "services": "2026-01-01; May"}, "services 'May' is not a date"),
    ("lift", {"built": True, "maker": "A"}, "built True is not a whole number"),
    ("lift", {"built": 1990, "maker": "A", "colour": "red"}, "colour a lift has no such field"),
    ("square", {"area_m2": 1e9, "capacity": 10}, "area_m2 1000000000 is above 10000000 m2"),
    ("square", {"area_m2": 9, "capacity": 10, "use": "lying"}, "use 'lying' is not one of standing, moving"),
]


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_site_kind_stops_with_file_and_key(case: str, tmp_path: Path) -> None:
    old, new, problem = WRONG[case]
    assert old in LIFT
    path = tmp_path / "lift.toml"
    path.write_text(LIFT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match=problem) as caught:
        load_site_kinds(tmp_path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(("kind", "dossier"), FITS)
def test_a_dossier_fits_its_kind(kind: str, dossier: dict[str, Value]) -> None:
    assert list(load_site_kinds()[kind].problems(dossier)) == []


@pytest.mark.parametrize(("kind", "dossier", "problem"), MISFITS)
def test_what_does_not_fit_is_named(kind: str, dossier: dict[str, Value], problem: str) -> None:
    (found,) = load_site_kinds()[kind].problems(dossier)
    assert " ".join(found).startswith(problem)


def test_every_dossier_of_the_demo_fits_its_kind() -> None:
    kinds = load_site_kinds()
    wrong = [(site.id, list(kinds[site.kind].problems(site.dossier))) for site in build().sites]
    assert [one for one in wrong if one[1]] == []
