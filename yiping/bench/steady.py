"""Latency and memory of ingest at a steady rate.

Latency is measured by probes: a message of a sensor of its own goes out beside the load, and its row is asked
for every LOOK_S until another connection sees it committed. So it is the time from the device's write to the
moment at which a screen could show it, and too long by up to LOOK_S and a query. Memory is VmRSS.
"""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from model.broker import broker_from
from model.catalogue import load_kinds
from sims.district import build
from sims.load import Plan
from sims.load_demo import tape_from_now
from sims.load_line import Line
from sims.load_tape import Tape
from store.measured import is_held
from store.pool import Connection, connect
from store.sensors import registry
from yiping.bench.figure import Figure
from yiping.bench.pouring import Pouring, pouring
from yiping.bench.stage import BenchError, start_ingest
from yiping.bench.throughput import Stage, staged
from yiping.progress import Progress
from yiping.settings import Settings

GROUP = "steady at {rate:,.0f} messages/s"
PROBE_EVERY_S = 0.5
LOOK_S = 0.002
LOST_S = 30.0
WARM_UP_SHARE = 0.1
SEGMENTS = 20
T_95 = 2.101
"""Student's t, two-sided 95 %, SEGMENTS - 2 degrees of freedom."""


@dataclass(slots=True, kw_only=True)
class Samples:
    """What was seen: latencies in s, and memory as (s since the start, MB)."""

    latencies_s: list[float] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)


def measure(settings: Settings, *, rate: float, minutes: float, progress: Progress) -> Iterator[Figure]:
    """Latency p50 and p95 and the slope of memory at ``rate`` messages a second."""
    *others, probe = build().sensors
    with staged(settings, progress) as stage:
        ingest = start_ingest(stage.settings, stage.servers, stage.stack)
        tape = tape_from_now(others, load_kinds(), rate=rate, now=datetime.now(UTC))
        plan = Plan(count=round(rate * minutes * 60), rate=rate)
        broker = broker_from(stage.servers.broker_sim_url)
        step = progress.step(f"{rate:,.0f} messages/s for {minutes:g} minutes")
        with step, pouring(broker, tape, plan) as load:
            samples = _watch(stage, load, ingest.process.pid, probe.id)
            load.join()
            sent = load.result()
    yield from figures(samples, rate=sent.acknowledged / sent.seconds)


def figures(samples: Samples, *, rate: float) -> Iterator[Figure]:
    """The figures of a run, its first tenth left out."""
    group = GROUP.format(rate=rate)
    late = samples.latencies_s[math.ceil(len(samples.latencies_s) * WARM_UP_SHARE) :]
    for share in (50, 95):
        value = float(np.percentile(late, share)) * 1000
        name, note = f"publish to commit, p{share}", f"{len(late)} probes"
        yield Figure(group=group, name=name, value=value, unit="ms", note=note)
    kept = samples.memory[math.ceil(len(samples.memory) * WARM_UP_SHARE) :]
    yield Figure(group=group, name="memory of ingest at the end", value=kept[-1][1], unit="MB")
    slope, within = slope_of(kept)
    flat = "flat within noise" if abs(slope) <= within else "not flat"
    note = f"+- {within:.2f} (95 %): {flat}"
    yield Figure(group=group, name="slope of its memory", value=slope, unit="MB/10 min", note=note)


def slope_of(memory: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The slope in MB per 10 minutes and half of its 95 % interval, from (s, MB).

    Neighbouring samples depend on each other, so the line is laid through the means of SEGMENTS segments.
    """
    parts = [part for part in np.array_split(np.array(memory, float), SEGMENTS) if len(part)]
    if len(parts) < SEGMENTS:
        raise BenchError(f"{len(memory)} samples of memory are too few: measure for longer")
    times, sizes = np.array([part.mean(axis=0) for part in parts]).T
    spread = times - times.mean()
    slope = float(spread @ sizes / (spread @ spread))
    rest = sizes - sizes.mean() - slope * spread
    error = math.sqrt(float(rest @ rest) / (SEGMENTS - 2) / float(spread @ spread))
    return slope * 600, T_95 * error * 600


def _watch(stage: Stage, load: Pouring, pid: int, probe_id: str) -> Samples:
    samples, began = Samples(), time.monotonic()
    line = Line(broker_from(stage.servers.broker_sim_url), "probe")
    try:
        with connect(stage.servers.database_url, name="bench", autocommit=True) as conn:
            (sensor,) = [sensor for sensor in registry(conn) if sensor.id == probe_id]
            while load.is_alive():
                tape = Tape(
                    sensors=[sensor], kinds=load_kinds(), first_ms=round(datetime.now(UTC).timestamp() * 1000)
                )
                samples.latencies_s.append(_probe(line, conn, tape))
                samples.memory.append((time.monotonic() - began, resident_mb(pid)))
                time.sleep(PROBE_EVERY_S)
    finally:
        line.close()
    return samples


def _probe(line: Line, conn: Connection, tape: Tape) -> float:
    (sensor,) = tape.sensors
    metric = tape.kinds[sensor.kind].main_metric.name
    at = datetime.fromtimestamp(tape.first_ms / 1000, UTC)
    packets, _ = tape.packets(0, 1)
    began = time.monotonic()
    line.give(packets)
    line.exchange(0)
    while not is_held(conn, sensor_num=sensor.num, metric=metric, observed_at=at):
        if time.monotonic() - began > LOST_S:
            raise BenchError(f"a reading of {sensor.id} was not stored within {LOST_S:.0f} s")
        time.sleep(LOOK_S)
    seconds = time.monotonic() - began
    line.exchange(0)
    return seconds


def resident_mb(pid: int) -> float:
    """Memory of a process that is in RAM. Raises BenchError when it is gone."""
    try:
        told = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmRSS:")) / 1024
    except (OSError, StopIteration) as problem:
        raise BenchError("ingest has ended") from problem
