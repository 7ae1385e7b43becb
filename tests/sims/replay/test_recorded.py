"""The recorded files themselves, where they are at hand."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from model.sensor import Sensor
from sims.message import Message
from sims.replay import load_map, messages, sensors_of

pytestmark = pytest.mark.recorded
FloodNet = tuple[list[Sensor], list[Message]]


@pytest.fixture(scope="module")
def floodnet(recorded: Path) -> FloodNet:
    feed = load_map("floodnet")
    file = recorded / "data/water/floodnet_flood_events_before_2025.csv"
    return sensors_of(feed, file), list(messages(feed, file))


@pytest.fixture
def melbourne(recorded: Path) -> Path:
    return recorded / "data/crowd/melbourne_pedestrians_January_2018.csv"


def test_every_profile_point_of_floodnet_is_one_message(floodnet: FloodNet) -> None:
    _, sent = floodnet
    assert len(sent) == 166_066
    distinct = {(message.sensor.id, message.samples[0].observed_at) for message in sent}
    assert len(distinct) == 166_065  # one point stands twice in the file


def test_floodnet_has_72_sensors_in_five_boroughs(floodnet: FloodNet) -> None:
    sensors, _ = floodnet
    assert len(sensors) == 72
    assert {sensor.street for sensor in sensors} == {
        "bronx",
        "brooklyn",
        "manhattan",
        "queens",
        "staten-island",
    }


def test_the_deepest_flood_stood_over_a_metre(floodnet: FloodNet) -> None:
    _, sent = floodnet
    # the largest profile value is 40.87 inches
    assert max(message.samples[0].value for message in sent) == pytest.approx(40.87 * 2.54, abs=0.01)


def test_floodnet_is_told_in_time_order(floodnet: FloodNet) -> None:
    times = [message.due for message in floodnet[1]]
    assert times == sorted(times)


def test_packing_floodnet_keeps_every_reading(recorded: Path) -> None:
    file = recorded / "data/water/floodnet_flood_events_before_2025.csv"
    packed = list(messages(load_map("floodnet"), file, per_message=50))
    assert sum(len(message.samples) for message in packed) == 166_066
    assert len(packed) < 3_500


def test_melbourne_has_43_sensors_with_positions(melbourne: Path) -> None:
    assert len(sensors_of(load_map("melbourne"), melbourne)) == 43


def test_missing_cells_of_melbourne_are_no_readings(melbourne: Path) -> None:
    feed = load_map("melbourne")
    with melbourne.open(encoding="utf-8", newline="") as stream:
        cells = Counter(cell for row in list(csv.reader(stream))[1:] for cell in row[2:])
    assert (cells["-1"], cells["undefined"], cells[""]) == (3_235, 744, 0)
    # 744 hours x 43 counters
    assert len(list(messages(feed, melbourne))) == 744 * 43 - 3_235 - 744
