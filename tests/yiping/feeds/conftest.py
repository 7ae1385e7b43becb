"""A made-up feed of floods over two small districts, and runs of it."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from model.area import Level
from sims.replay import feed, load_map
from store.pool import open_pool
from tests.fixtures.city import area
from tests.sims.replay.feeds import flood, floods
from yiping.bench.feed import Feed, Played, play
from yiping.bench.feeds.ground import found_city
from yiping.bench.feeds.replay import Replay, replay, time_at
from yiping.settings import Settings

AREAS = (
    area("1", None, Level.DISTRICT, "Island", -74.3, 40.5, -74.0, 40.7),
    area("2", None, Level.DISTRICT, "Queens", -73.9, 40.6, -73.7, 40.8),
)
DRIES = [0, 3, 4, 4, 4, 4, 3, *[0] * 12]
"""Inches each minute: blue after three minutes, and ten minutes dry at the end."""
ENDS_WET = [0, 3, 4, 4, 4, 3, 3]


def row(sensor: str, begins: str, ends: str, inches: list[int]) -> str:
    """A flood that tells its depth each minute."""
    return flood(sensor, begins, ends, str(inches), str([60 * one for one in range(len(inches))]))


@pytest.fixture
def two_floods(tmp_path: Path) -> Feed:
    """A-1 floods twice and dries; B-2 floods between, and its record ends while it is wet."""
    rows = (
        row("A-1", "2024-05-01 06:00:00", "2024-05-01 06:30:00", DRIES),
        row("B-2", "2024-05-01 07:50:00", "2024-05-01 08:10:00", ENDS_WET),
        row("A-1", "2024-05-20 06:00:00", "2024-05-20 06:30:00", DRIES),
    )
    return Feed(found=load_map("floodnet"), file=floods(tmp_path, *rows), areas=AREAS)


@pytest.fixture
def play_feed(home_settings: Callable[..., Settings]) -> Callable[..., Played]:
    """Plays a feed into a database."""

    def played(database_url: str, wanted: Feed, seed: int = 1) -> Played:
        sensors, tape = feed.tape_of(wanted.found, wanted.file)
        return play(home_settings(), database_url, wanted, sensors, tape, seed=seed)

    return played


@pytest.fixture
def run_of(home_settings: Callable[..., Settings]) -> Callable[..., Replay]:
    """The same, to be judged by the test itself."""

    def run(database_url: str, wanted: Feed, seed: int = 1) -> Replay:
        sensors, tape = feed.tape_of(wanted.found, wanted.file)
        with closing(open_pool(database_url, name="test")) as pool:
            now, found = time_at(tape, 0), wanted.found
            city = found_city(home_settings(), database_url, pool, found, sensors, wanted.areas, now=now)
            return replay(city, found, sensors, tape, seed)

    return run
