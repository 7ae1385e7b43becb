"""The one reader of the truth, and what viewers get from it."""

import itertools
import json
import struct
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from dashboard.push.compose import Truth
from dashboard.push.frames import Mark, mark_from
from dashboard.push.hub import Hub
from dashboard.push.stream import events
from model.severity import Severity
from tests.dashboard.cities import Told, sensor, small_city

RED = Truth(standing=[(20, Severity.RED)])


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def hub(told: Told) -> Iterator[Hub]:
    hub = Hub(told)
    hub.read_once()
    yield hub
    hub.close()


def named(frame: str) -> str:
    return next(line.removeprefix("event: ") for line in frame.splitlines() if line.startswith("event: "))


def body(frame: str) -> dict[str, object]:
    line = next(line for line in frame.splitlines() if line.startswith("data: "))
    told: dict[str, object] = json.loads(line.removeprefix("data: "))
    return told


def first(hub: Hub, mark: Mark | None, count: int = 1) -> list[str]:
    """The first frames after the reconnection time."""
    stream = events(hub, mark, beat_s=0.05)
    assert next(stream).startswith("retry: ")
    return list(itertools.islice(stream, count))


def test_a_change_reaches_a_viewer_as_a_delta(hub: Hub, told: Told) -> None:
    mark = hub.mark
    told.truth = RED
    hub.read_once()
    frame = first(hub, mark)[0]
    assert named(frame) == "delta"
    assert body(frame)["index"] == [1]
    assert body(frame)["state"] == [4]
    assert body(frame)["areas"] == {"d": 4, "g2": 4, "s": 4}


def test_the_id_of_a_delta_resumes_after_it(hub: Hub, told: Told) -> None:
    mark = hub.mark
    told.truth = RED
    hub.read_once()
    frame = first(hub, mark)[0]
    resumed = mark_from(frame.splitlines()[0].removeprefix("id: "))
    assert resumed == hub.mark
    told.truth = Truth()
    hub.read_once()
    assert body(first(hub, resumed)[0])["state"] == [0]


def test_a_slow_viewer_gets_what_it_missed_as_one_delta(hub: Hub, told: Told) -> None:
    mark = hub.mark
    for severity in Severity:
        told.truth = Truth(standing=[(10, severity)])
        hub.read_once()
    assert body(first(hub, mark)[0])["state"] == [4]


def test_nothing_new_reads_as_no_delta(hub: Hub) -> None:
    mark = hub.mark
    hub.read_once()
    assert hub.mark == mark


def test_a_viewer_of_another_life_of_the_server_is_sent_to_the_snapshot(hub: Hub) -> None:
    frames = [frame for frame in events(hub, Mark("0123456789abcdef", hub.mark.seq)) if "event" in frame]
    assert [named(frame) for frame in frames] == ["snapshot"]


def test_nonsense_for_a_mark_is_no_mark() -> None:
    assert mark_from("' or 1=1") is None
    assert mark_from(None) is None


def test_new_sensors_send_every_viewer_to_the_snapshot(hub: Hub, told: Told) -> None:
    mark = hub.mark
    told.now_city = small_city(sensor(10, "g1"), sensor(11, "g1"))
    told.registry += 1
    hub.read_once()
    assert hub.since(mark) is None


def test_a_heartbeat_tells_the_last_delta_and_the_newest_reading(hub: Hub) -> None:
    frame = first(hub, hub.mark)[0]
    assert named(frame) == "beat"
    assert body(frame)["seq"] == hub.mark.seq
    assert body(frame)["run"] == hub.mark.run
    assert body(frame)["newest"] == 1795176000000  # 2026-11-20T12:00:00Z
    assert body(frame)["database"] is True


def test_a_heartbeat_tells_when_the_database_has_been_away_for_a_while() -> None:
    clock = [100.0]
    hub = Hub(Told(), monotonic=lambda: clock[0])
    hub.read_once()
    assert hub.pulse()["database"] is True
    clock[0] += 7
    pulse = hub.pulse()
    assert pulse["database"] is False
    assert isinstance(pulse["now"], int)
    assert isinstance(pulse["read"], int)
    assert 6_990 <= pulse["now"] - pulse["read"] <= 7_010


def test_the_reader_comes_back_when_the_database_does(told: Told) -> None:
    told.away = True
    hub = Hub(told)
    assert hub.pulse()["read"] is None
    thread = hub.start()
    time.sleep(0.05)
    assert hub.snapshot() is None
    told.away = False
    until = time.monotonic() + 20
    while hub.snapshot() is None and time.monotonic() < until:
        time.sleep(0.02)
    assert hub.snapshot() is not None
    hub.close()
    thread.join(20)
    assert not thread.is_alive()


def test_a_storm_of_notices_is_read_a_few_times_a_second(told: Told) -> None:
    hub = Hub(told)
    hub.start()
    until = time.monotonic() + 1.0
    while time.monotonic() < until:
        told.woken.set()
        time.sleep(0.002)
    hub.close()
    assert 2 <= told.reads <= 8  # 1 s at one read per 250 ms, with room for a busy machine


def test_closing_ends_every_stream(hub: Hub) -> None:
    ended = threading.Event()

    def view() -> None:
        for _ in events(hub, hub.mark, beat_s=30):
            pass
        ended.set()

    threading.Thread(target=view, daemon=True).start()
    time.sleep(0.05)
    hub.close()
    assert ended.wait(20)


def test_the_snapshot_holds_every_sensor_in_typed_arrays(hub: Hub, told: Told) -> None:
    told.truth = RED
    hub.read_once()
    binary = hub.snapshot()
    assert binary is not None
    (length,) = struct.unpack_from("<I", binary)
    header = json.loads(binary[4 : 4 + length])
    assert (header["n"], header["run"], header["seq"]) == (3, hub.mark.run, hub.mark.seq)
    assert header["areas"] == {"d": 4, "g2": 4, "s": 4}
    assert (4 + length) % 8 == 0
    at = 4 + length
    assert np.frombuffer(binary, "<u4", 3, at).tolist() == [10, 20, 30]
    assert np.frombuffer(binary, "<f8", 3, at + 12).tolist() == pytest.approx([121.5, 121.6, 121.7])
    assert np.frombuffer(binary, "<f8", 3, at + 36).tolist() == [31.2, 31.2, 31.2]
    kinds = np.frombuffer(binary, np.uint8, 3, at + 60).tolist()
    assert [header["kinds"][kind]["id"] for kind in kinds] == [one.kind for one in small_city().sensors]
    assert binary[at + 63 : at + 66] == bytes([0, 4, 0])
    city = small_city()
    ranks = np.frombuffer(binary, "<i4", 3, at + 66).tolist()
    assert ranks == [city.runs["g1"][0], city.runs["g2"][0], -1]
    assert len(binary) == at + 66 + 12
