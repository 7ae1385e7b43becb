"""A storm over the demo district."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from model.catalogue import load_kinds
from model.reading import Origin
from sims.district import build
from sims.message import Message
from sims.scenario import load_scenario
from sims.storm import messages

START = datetime(2026, 7, 1, 9, tzinfo=UTC)
Curves = dict[str, list[tuple[datetime, float]]]


def storm(seed: int = 20260701) -> list[Message]:
    return list(messages(load_scenario("storm"), build(), np.random.default_rng(seed), START))


@pytest.fixture(scope="module")
def made() -> list[Message]:
    return storm()


def curves(made: list[Message], metric: str) -> Curves:
    """What each sensor says of a metric, by time."""
    found: Curves = defaultdict(list)
    for message in made:
        for sample in message.samples:
            if sample.metric == metric:
                found[message.sensor.id].append((sample.observed_at, sample.value))
    return {sensor: sorted(rows) for sensor, rows in found.items()}


def peaks(found: Curves) -> list[float]:
    return sorted((max(value for _, value in rows) for rows in found.values()), reverse=True)


def longest_above(rows: list[tuple[datetime, float]], level: float) -> timedelta:
    longest, since = timedelta(), None
    for time, value in rows:
        since = (since or time) if value >= level else None
        longest = max(longest, time - since) if since else longest
    return longest


def test_the_same_seed_makes_the_same_storm_and_another_another(made: list[Message]) -> None:
    assert storm() == made
    assert storm(seed=1) != made


def test_messages_come_in_the_order_in_which_they_are_due(made: list[Message]) -> None:
    assert all(one.due <= other.due for one, other in pairwise(made))


def test_no_message_is_due_before_it_was_measured(made: list[Message]) -> None:
    assert all(message.due > message.samples[0].observed_at >= START for message in made)


def test_every_sensor_of_the_district_speaks(made: list[Message]) -> None:
    assert {message.sensor.id for message in made} == {sensor.id for sensor in build().sensors}


def test_every_value_is_physically_possible_and_marked_as_an_exercise(made: list[Message]) -> None:
    kinds = load_kinds()
    for message in made:
        for sample in message.samples:
            metric = kinds[message.sensor.kind].metrics[sample.metric]
            assert metric.low <= sample.value <= metric.high
            assert sample.origin is Origin.EXERCISE


def test_about_a_third_of_the_flood_points_pond_for_more_than_three_minutes(made: list[Message]) -> None:
    depths = curves(made, "depth_cm")
    ponding = [rows for rows in depths.values() if longest_above(rows, 5.0) >= timedelta(minutes=3)]
    assert len(ponding) / len(depths) == pytest.approx(1 / 3, abs=0.08)


def test_several_flood_points_pass_the_red_line_and_stay_a_minute(made: list[Message]) -> None:
    depths = curves(made, "depth_cm")
    red = [rows for rows in depths.values() if longest_above(rows, 25.0) >= timedelta(minutes=1)]
    assert 3 <= len(red) <= 9


def test_the_water_falls_again_everywhere(made: list[Message]) -> None:
    assert all(rows[-1][1] < 2.0 for rows in curves(made, "depth_cm").values())


def test_two_squares_become_dense_and_the_others_stay_calm(made: list[Message]) -> None:
    dense = curves(made, "density_per_m2")
    sites = {sensor.id: sensor.site for sensor in build().sensors}
    crowded = {sites[sensor] for sensor, rows in dense.items() if max(value for _, value in rows) >= 2.0}
    assert len(crowded) == 2
    assert peaks(dense)[len(dense) // 5] < 1.5


def test_a_few_lifts_make_trouble_and_the_rest_stays_quiet(made: list[Message]) -> None:
    held, reached = curves(made, "door_held_s"), curves(made, "reached_floor")
    assert sum(peak >= 60 for peak in peaks(held)) == 2
    assert sum(peak == 1 for peak in peaks(reached)) == 2
    assert sum(peak > 0 for peak in peaks(held)) < 20


def test_the_curtain_walls_stay_quiet(made: list[Message]) -> None:
    assert peaks(curves(made, "displacement_mm"))[0] < 8
    for rows in curves(made, "natural_frequency_hz").values():
        values = [value for _, value in rows]
        assert max(values) - min(values) < 0.02 * min(values)


def test_a_start_without_a_zone_is_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match="time zone"):
        next(messages(load_scenario("storm"), build(), rng, START.replace(tzinfo=None)))
