"""Maps are read strictly."""

from pathlib import Path

import pytest

from model.errors import DefinitionError
from sims.replay.feed_map import MAPS, layout_names, load_map

FLOODNET = (MAPS / "floodnet.toml").read_text(encoding="utf-8")

WRONG = [
    ('unit = "in"', 'unit = "Hz"', "unit"),
    ('unit = "in"', 'unit = "inch"', "unit"),
    ('zone = "America/New_York"', 'zone = "America/Gotham"', "zone"),
    ('metric = "depth_cm"', 'metric = "persons"', "metric"),
    ('layout = "profile"', 'layout = "tall"', "layout"),
    ('start = "flood_start_time"', "", "columns.start"),
    ('end = "flood_end_time"', 'end = "flood_end_time"\nfinish = "x"', "columns.finish"),
    ('street = "borough"', "", "places.street"),
    ('key = "sensor_id"', 'key = "sensor_id"\nheight = "x"', "places.height"),
    ('origin = "replay"', 'origin = "tape"', "origin"),
]


@pytest.mark.parametrize("name", [path.stem for path in MAPS.glob("*.toml")])
def test_every_shipped_map_can_be_read(name: str) -> None:
    assert load_map(name).id == name


@pytest.mark.parametrize(("right", "wrong", "key"), WRONG)
def test_a_wrong_map_is_refused_with_file_and_key(tmp_path: Path, right: str, wrong: str, key: str) -> None:
    assert right in FLOODNET
    path = tmp_path / "floodnet.toml"
    path.write_text(FLOODNET.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_map(path)
    assert (refused.value.key, refused.value.file) == (key, str(path))


def test_a_map_that_does_not_exist_is_named() -> None:
    with pytest.raises(DefinitionError, match="atlantis"):
        load_map("atlantis")


def test_layouts_are_found_by_their_files() -> None:
    assert layout_names() == ["profile", "wide"]
