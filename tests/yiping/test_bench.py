"""What the measurements are made of; their figures are nobody's assertion."""

import math
import os
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest

from sims.district import build
from sims.replay.tape import Tape
from store.measured import bare_copy_s
from store.pool import connect
from tests.fixtures.batches import Send, depth
from tests.fixtures.processes import wait_until
from yiping.bench import crash, stage
from yiping.bench.figure import Figure, ratio, table, write_json
from yiping.bench.floods import rounds_of
from yiping.bench.ingest import Amount, ratios
from yiping.bench.registry import write
from yiping.bench.slope import slope_of
from yiping.bench.stage import BenchError, wait_connected
from yiping.bench.steady import Sample, figures, private_mb, resident_mb
from yiping.bench.throughput import prefixes
from yiping.registry.importing import import_sensors
from yiping.registry.request import Request


def test_an_ingest_that_never_connects_is_told_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "CONNECTED_WITHIN_S", 0.0)
    (tmp_path / "ingest.log").write_text("no way in\n")
    with pytest.raises(BenchError, match="no way in"):
        wait_connected(tmp_path / "ingest.log")


def test_no_sensor_has_a_second_event_in_a_round() -> None:
    hour = 3_600_000
    events = [(0, 1), (1, 2), (60_000, 1), (hour, 2), (hour + 1, 1), (3 * hour, 2)]
    tape = Tape(
        times_ms=np.array([time for time, _ in events], np.int64),
        sensors=np.array([sensor for _, sensor in events], np.int32),
        values=np.zeros(len(events)),
    )
    rounds = [[(time, sensor) for time, sensor, _ in part.readings()] for part in rounds_of(tape)]
    # both speak again after an hour, each its first event of the new round; sensor 2 then once more
    assert rounds == [events[:3], events[3:5], events[5:]]


def test_the_file_of_made_up_sensors_can_be_imported_as_it_is(small_city: str, tmp_path: Path) -> None:
    write(tmp_path / "sensors.csv", 500)
    with connect(small_city, name="test") as conn:
        outcome = import_sensors(conn, Request(file=tmp_path / "sensors.csv"))
    assert (outcome.rows, len(outcome.new), outcome.wrong) == (500, 500, [])


def test_workers_share_all_streets_and_none_twice() -> None:
    sensors = build().sensors
    shares = prefixes(sensors, 2)
    streets = {f"{sensor.district}/{sensor.street}" for sensor in sensors}
    assert sorted(shares[0] + shares[1]) == sorted(streets)
    speak = [sum(f"{sensor.district}/{sensor.street}" in share for sensor in sensors) for share in shares]
    assert abs(speak[0] - speak[1]) <= 20  # 440 sensors in ten streets


def test_a_straight_line_of_memory_has_its_slope_and_no_noise() -> None:
    slope = slope_of([(second, 100 + second / 60) for second in range(600)])
    assert slope.value == pytest.approx(10)  # 1 MB a minute
    assert slope.within == pytest.approx(0, abs=1e-6)
    assert slope.verdict == "grows"


def test_memory_that_stays_where_it_is_is_flat() -> None:
    assert slope_of([(second, 64.0) for second in range(600)]).verdict == "flat within noise"


def test_noise_around_a_level_is_flat() -> None:
    rng = np.random.default_rng(1)
    slope = slope_of([(second, 100 + rng.normal()) for second in range(600)])
    assert abs(slope.value) <= slope.within < 1


def test_noise_that_lasts_for_a_minute_is_seldom_taken_for_growth() -> None:
    rng, stays = np.random.default_rng(1), math.exp(-1 / 60)
    levels = np.zeros((100, 1500))
    for second in range(1, 1500):
        levels[:, second] = levels[:, second - 1] * stays + rng.normal(size=100)
    slopes = [slope_of(list(enumerate(level[300:]))) for level in levels]
    wrong = sum(slope.verdict in {"grows", "shrinks"} for slope in slopes)
    assert wrong <= 10  # 5 are meant; an interval for independent means is wrong 21 times


def test_an_interval_that_would_hold_anything_is_no_proof_of_flatness() -> None:
    waves = [(second, 100 + 20 * math.sin(second / 40)) for second in range(600)]
    assert "measure for longer" in slope_of(waves).verdict


def test_too_few_samples_give_no_slope() -> None:
    with pytest.raises(BenchError, match="longer"):
        slope_of([(0.0, 1.0)] * 5)


def test_the_warm_up_of_a_run_is_left_out() -> None:
    samples = [
        Sample(
            at_s=second,
            latency_s=9.0 if second < 10 else 0.1,
            private_mb=50.0 if second < 10 else 80.0,
            resident_mb=110.0,
        )
        for second in range(100)
    ]
    p50, p95, memory, slope = figures(samples, rate=2000, warm_up_s=10)
    assert (p50.value, p95.value, slope.value) == (pytest.approx(100), pytest.approx(100), pytest.approx(0))
    assert (memory.value, memory.note) == (80.0, "80.00 to 80.00; 110.00 with its mapped files")


def test_memory_of_a_process_is_its_own_and_what_it_shares() -> None:
    assert 0 < private_mb(os.getpid()) < resident_mb(os.getpid())
    with pytest.raises(BenchError, match="ended"):
        private_mb(2**22 + 1)  # beyond the largest number of a process


def test_a_ratio_compares_what_did_the_same_work() -> None:
    ours = Figure(
        group="throughput, durable", name="1 a message, 1 worker, live", value=20, unit="readings/s"
    )
    packed = Figure(
        group="throughput, durable", name="50 a message, 1 worker, live", value=90, unit="readings/s"
    )
    copy = Figure(group="ceilings", name="raw COPY, 50 a message, 1 worker", value=180, unit="readings/s")
    paho = Figure(group="ceilings", name="paho", value=40, unit="messages/s")
    absent = Figure(group="peers", name="collectd", value=None, unit="readings/s")
    assert [figure.value for figure in ratios([ours, packed, copy, paho, absent])] == [20 / 40, 90 / 180]


def test_a_figure_that_could_not_be_measured_is_named_all_the_same(tmp_path: Path) -> None:
    absent = Figure(group="peers", name="collectd", value=None, unit="readings/s", note="absent")
    lines = list(table([absent]))
    assert lines[0] == "peers"
    assert lines[1].split() == ["collectd", "-", "readings/s", "absent"]
    assert ratio("ratios", absent, absent).value is None
    write_json(tmp_path / "figures.json", [absent])
    assert '"note": "absent"' in (tmp_path / "figures.json").read_text()


def test_packed_messages_hold_five_times_as_many_readings() -> None:
    single, _, packed = Amount(messages=1000, minutes=0).cases
    assert (single.readings, packed.readings) == (1000, 5000)


def test_the_raw_copy_takes_every_row_and_leaves_nothing(small_city: str, send: Send) -> None:
    send(*(depth(1.0, second) for second in range(50)))
    with connect(small_city, name="test") as conn:
        assert bare_copy_s(conn) > 0
        left = conn.execute("select count(*) from pg_class where relname = 'bare_reading'").fetchone()
    assert left == (0,)


def test_a_family_is_a_process_and_its_children() -> None:
    parent = subprocess.Popen(["sh", "-c", "sleep 60 & wait"])
    try:
        wait_until(lambda: len(crash.family(parent.pid)) == 2)
    finally:
        for pid in crash.family(parent.pid):
            crash.tell(pid, signal.SIGKILL)
        parent.wait()
