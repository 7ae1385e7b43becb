"""A month of recorded floods of New York, where the file is at hand."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geo.read import read_areas
from model.area import Level
from sims.replay import feed, load_map
from yiping.bench.feed import Feed, play
from yiping.settings import Settings


@pytest.mark.long
@pytest.mark.recorded
def test_a_recorded_month_is_worked_to_closure(
    fresh_database: str, recorded: Path, home_settings: Callable[..., Settings]
) -> None:
    file = recorded / "data/water/floodnet_flood_events_before_2025.csv"
    boroughs = recorded / "data/boundaries/nyc_boroughs.parquet"
    shapes = read_areas(boroughs, level=Level.DISTRICT, code="borocode", name="boroname", parent=None)
    wanted = Feed(found=load_map("floodnet"), file=file, areas=shapes)
    sensors, tape = feed.tape_of(wanted.found, file)
    may = tape.between(datetime(2023, 5, 1, tzinfo=UTC), datetime(2023, 6, 1, tzinfo=UTC))
    played = play(home_settings(), fresh_database, wanted, sensors, may, seed=1)
    counts = played.outcome.counts
    assert list(played.outcome.broken) == []
    assert (counts.readings, counts.closed + counts.rejected) == (len(may), counts.orders)
    assert counts.alerts == 18
