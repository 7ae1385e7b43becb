"""Latency and memory of ingest at a steady rate.

Latency is measured by probes: a message of a sensor of its own goes out beside the load, and its row is asked
for every LOOK_S until another connection sees it committed. So it is the time from the device's write to the
moment at which a screen could show it, and too long by up to LOOK_S and a query. Memory is RssAnon, what the
process has taken for itself: VmRSS also holds pages of libraries, which come in by use and go when others
need the room.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
from yiping.bench.slope import slope_of
from yiping.bench.stage import BenchError, start_ingest
from yiping.bench.throughput import Stage, staged
from yiping.progress import Progress
from yiping.settings import Settings

GROUP = "steady at {rate:,.0f} messages/s"
PROBE_EVERY_S = 0.5
LOOK_S = 0.002
LOST_S = 30.0
WARM_UP_S = 120.0
FLOOD = 40_000
"""Messages at full speed before all else, for batches as large as they can be.

The process keeps part of what its largest batch has needed. Without a flood, that is some batch that gathered
while the machine was busy elsewhere, and memory climbs by such chances.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One look: s since the start, how long the probe took, MB of ingest alone and with its mapped files."""

    at_s: float
    latency_s: float
    private_mb: float
    resident_mb: float


def measure(settings: Settings, *, rate: float, minutes: float, progress: Progress) -> Iterator[Figure]:
    """Latency p50 and p95 and the slope of memory at ``rate`` messages a second.

    Over ``minutes``, after FLOOD and WARM_UP_S, or after as long again where ``minutes`` are fewer.
    """
    warm_up_s = min(WARM_UP_S, minutes * 60)
    *others, probe = build().sensors
    with staged(settings, progress) as stage:
        ingest = start_ingest(stage.settings, stage.servers, stage.stack)
        now = datetime.now(UTC) - timedelta(seconds=FLOOD / rate)
        tape = tape_from_now(others, load_kinds(), rate=rate, now=now)
        plan = Plan(first=FLOOD, count=round(rate * (warm_up_s + minutes * 60)), rate=rate)
        broker = broker_from(stage.servers.broker_sim_url)
        with progress.step(f"{FLOOD:,} messages at once"), pouring(broker, tape, Plan(count=FLOOD)) as flood:
            flood.join()
            flood.result()
        step = progress.step(f"{rate:,.0f} messages/s for {minutes:g} minutes, after {warm_up_s:.0f} s")
        with step, pouring(broker, tape, plan) as load:
            samples = _watch(stage, load, ingest.process.pid, probe.id)
            load.join()
            sent = load.result()
    yield from figures(samples, rate=sent.acknowledged / sent.seconds, warm_up_s=warm_up_s)


def figures(samples: Sequence[Sample], *, rate: float, warm_up_s: float) -> Iterator[Figure]:
    """The figures of a run, its warm-up left out. Raises BenchError when nearly nothing is left."""
    group = GROUP.format(rate=rate)
    kept = [sample for sample in samples if sample.at_s >= warm_up_s]
    slope = slope_of([(sample.at_s, sample.private_mb) for sample in kept])
    for share in (50, 95):
        value = float(np.percentile([sample.latency_s for sample in kept], share)) * 1000
        name, note = f"publish to commit, p{share}", f"{len(kept)} probes"
        yield Figure(group=group, name=name, value=value, unit="ms", note=note)
    sizes = [sample.private_mb for sample in kept]
    note = f"{min(sizes):.2f} to {max(sizes):.2f}; {kept[-1].resident_mb:.2f} with its mapped files"
    yield Figure(group=group, name="memory of ingest at the end", value=sizes[-1], unit="MB", note=note)
    note = f"+- {slope.within:.2f} (95 %): {slope.verdict}"
    yield Figure(group=group, name="slope of its memory", value=slope.value, unit="MB/10 min", note=note)


def _watch(stage: Stage, load: Pouring, pid: int, probe_id: str) -> list[Sample]:
    samples: list[Sample] = []
    began = time.monotonic()
    line = Line(broker_from(stage.servers.broker_sim_url), "probe")
    try:
        with connect(stage.servers.database_url, name="bench", autocommit=True) as conn:
            (sensor,) = [sensor for sensor in registry(conn) if sensor.id == probe_id]
            while load.is_alive():
                tape = Tape(
                    sensors=[sensor], kinds=load_kinds(), first_ms=round(datetime.now(UTC).timestamp() * 1000)
                )
                latency_s = _probe(line, conn, tape)
                samples.append(
                    Sample(
                        at_s=time.monotonic() - began,
                        latency_s=latency_s,
                        private_mb=private_mb(pid),
                        resident_mb=resident_mb(pid),
                    )
                )
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
    while not is_held(conn, sensor_num=sensor.num, metric=metric, observed_at=at, origin=tape.origin):
        if time.monotonic() - began > LOST_S:
            raise BenchError(f"a reading of {sensor.id} was not stored within {LOST_S:.0f} s")
        time.sleep(LOOK_S)
    seconds = time.monotonic() - began
    line.exchange(0)
    return seconds


def private_mb(pid: int) -> float:
    """Memory in RAM that a process has taken for itself alone. Raises BenchError when it is gone."""
    return _memory_mb(pid, "RssAnon:")


def resident_mb(pid: int) -> float:
    """Memory in RAM that a process uses, alone or with others. Raises BenchError when it is gone."""
    return _memory_mb(pid, "VmRSS:")


def _memory_mb(pid: int, name: str) -> float:
    try:
        told = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) for line in told.splitlines() if line.startswith(name)) / 1024
    except (OSError, StopIteration) as problem:
        raise BenchError("ingest has ended") from problem
