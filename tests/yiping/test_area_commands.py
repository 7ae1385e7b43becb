"""``yiping areas`` and ``yiping grids`` as a person runs them."""

import json
from pathlib import Path

import psycopg
import pytest

from geo.layers import BANDS, layer
from tests.fixtures.city import AREAS, WEST
from tests.fixtures.command_line import yiping
from tests.yiping.test_boundaries import MOVED


@pytest.fixture
def grids(tmp_path: Path) -> Path:
    """A file of the two unit grids whose border has moved."""
    path = tmp_path / "grids.geojson"
    path.write_text(json.dumps(layer(MOVED, band=BANDS[-1])))
    return path


def test_a_difference_is_shown_and_nothing_is_changed(small_city: str, grids: Path) -> None:
    ran = yiping(small_city, "areas", "diff", str(grids), "--level", "grid", "--name", "zh")
    assert ran.returncode == 0, ran.stderr
    assert "0 new, 2 changed, 0 unchanged" in ran.stdout
    assert "2 sensors and 0 open orders change hands" in ran.stdout
    assert ran.stdout.endswith("nothing was changed\n")


def test_an_import_changes_what_the_difference_showed(small_city: str, grids: Path) -> None:
    words = ("areas", "import", str(grids), "--level", "grid", "--name", "zh")
    assert yiping(small_city, *words).returncode == 0
    assert "0 new, 0 changed, 2 unchanged" in yiping(small_city, *words).stdout


def test_a_missing_coordinate_system_is_refused_with_the_likely_ones(small_city: str, grids: Path) -> None:
    whole = json.loads(grids.read_text())
    grids.write_text(json.dumps({**whole, "crs": None}))
    ran = yiping(small_city, "areas", "import", str(grids), "--level", "grid", "--name", "zh")
    assert ran.returncode == 2
    assert "never guessed" in ran.stderr
    assert "GCJ-02" in ran.stderr


def test_areas_are_listed_below_an_area(small_city: str) -> None:
    ran = yiping(small_city, "areas", "list", "--under", "310101002001", "--level", "grid")
    assert [line.split()[0] for line in ran.stdout.splitlines()[:-1]] == [
        AREAS[3].area.code,
        AREAS[4].area.code,
    ]


def test_a_committee_is_cut_into_grids_that_take_over_its_sensors(small_city: str) -> None:
    ran = yiping(small_city, "grids", "make", "--level", "grid", "--size-m", "500", "--under", "310101002001")
    assert ran.returncode == 0, ran.stderr
    with psycopg.connect(small_city) as conn:
        held = conn.execute("select area from sensor where area is not null").fetchall()
        ended = conn.execute(
            f"select count(*) from area where code = '{WEST}' and valid_to is not null"
        ).fetchone()
    # about 1.9 km by 2.2 km in squares of 500 m: 4 or 5 columns by 4 or 5 rows
    assert 16 <= int(ran.stdout.split()[0]) <= 25
    assert {len(code) for (code,) in held} == {15}
    assert ended == (1,)


def test_grids_of_no_committee_are_a_mistake_that_is_named(small_city: str) -> None:
    ran = yiping(small_city, "grids", "make", "--under", "999999")
    assert ran.returncode == 2
    assert "no committee is in force under 999999" in ran.stderr
