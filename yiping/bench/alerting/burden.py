"""What a process takes of the machine: its memory and its processor's time, as the kernel tells them."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from yiping.bench.stage import BenchError
from yiping.bench.steady import resident_mb

EVERY_S = 0.5


@dataclass(slots=True, kw_only=True)
class Burden:
    """Samples of the process ``pid``: (monotonic s, processor's s so far, MB in RAM)."""

    pid: int
    samples: list[tuple[float, float, float]] = field(default_factory=list)

    def note(self) -> None:
        """Takes a sample if the last one is EVERY_S old."""
        now = time.monotonic()
        if not self.samples or now - self.samples[-1][0] >= EVERY_S:
            self.samples.append((now, cpu_s(self.pid), resident_mb(self.pid)))

    @property
    def cpu_share(self) -> float:
        """Which share of one processor it took between the first sample and the last."""
        (first_s, first_cpu_s, _), (last_s, last_cpu_s, _) = self.samples[0], self.samples[-1]
        return (last_cpu_s - first_cpu_s) / max(last_s - first_s, EVERY_S)

    @property
    def most_mb(self) -> float:
        """The most memory that any sample tells."""
        return max(mb for _, _, mb in self.samples)


def cpu_s(pid: int) -> float:
    """Seconds of the processor that a process took so far. Raises BenchError when it is gone."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError as problem:
        raise BenchError(f"process {pid} has ended") from problem
    # the name in brackets may hold anything, so the fields are counted from its end
    user, system = told.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
