"""What the tests stand on, where a mistake would hide others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures import homes
from tests.fixtures.homes import PREFIX, remove_left, temporary_home
from tests.fixtures.order import dealt
from tests.fixtures.processes import ROOT


@given(long=st.integers(0, 9), short=st.integers(0, 30), workers=st.integers(1, 4))
def test_every_test_is_dealt_once_and_long_ones_come_first(long: int, short: int, workers: int) -> None:
    first, rest = list(range(long)), list(range(100, 100 + short))
    found = dealt(first, rest, workers)
    assert sorted(found) == first + rest
    assert [one for one in found if one >= 100] == rest


def test_each_worker_begins_with_a_long_one() -> None:
    # xdist cuts ten in 5 and 5
    assert dealt(["A", "B", "C"], list("defghij"), 2) == ["A", "C", *"def", "B", *"ghij"]


def test_a_home_in_use_stays_and_one_that_a_killed_run_left_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(homes, "YOUNG_S", -1.0)
    words = (
        "import os; from tests.fixtures.homes import temporary_home\n"
        "with temporary_home() as home: print(home, flush=True); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    left = Path(killed.stdout.strip())
    assert left.is_dir()
    assert left.name.startswith(PREFIX)
    with temporary_home() as used:
        for home in (left, used):
            remove_left(home)
        assert used.is_dir()
    assert not left.exists()


def test_a_home_that_was_just_made_stays(tmp_path: Path) -> None:
    home = tmp_path / "new"
    home.mkdir()
    remove_left(home)
    assert home.is_dir()


@pytest.mark.parametrize(("room", "there"), [(homes.ROOM_BYTES, True), (homes.ROOM_BYTES - 1, False)])
def test_homes_are_in_memory_where_it_has_room(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, room: int, there: bool
) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(homes, "IN_MEMORY", tmp_path)
    monkeypatch.setattr(homes, "room_bytes", lambda _: room)
    assert homes.place_of_homes() == (tmp_path if there else None)


def test_the_place_of_temporary_files_that_a_person_names_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", os.curdir)
    assert homes.place_of_homes() is None
