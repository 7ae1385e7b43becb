"""How many readings a second this machine takes, from a device's message to a committed row."""

import time
from contextlib import ExitStack
from dataclasses import dataclass

from yiping.bench.stage import (
    LOOK_EVERY_S,
    BenchError,
    accounted,
    servers_of_its_own,
    start,
    start_ingest,
)
from yiping.child import Running, last_lines
from yiping.city import load_demo
from yiping.installation import fill, our
from yiping.progress import Progress
from yiping.runtime.provide import Servers
from yiping.settings import Settings

QUIET_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one run gave; the seconds go from the simulator's start to the last commit."""

    readings: int
    seconds: float

    @property
    def readings_per_s(self) -> float:
        """Readings a second."""
        return self.readings / self.seconds if self.seconds else 0.0


def bench(settings: Settings, *, scenario: str, progress: Progress) -> Measured:
    """Play a scenario at full speed through broker and ingest into an empty database, and measure.

    Raises BenchError when a part of it fails.
    """
    with servers_of_its_own(settings, progress) as (own, servers), ExitStack() as stack:
        fill(servers.database_url, progress, load_demo)
        start_ingest(own, servers, stack)
        url = servers.broker_sim_url
        sim = our("sim", scenario, "--pace", "0", settings=own, servers=servers, broker_url=url)
        with progress.step(f"play {scenario} at full speed"):
            return measure(start(sim, own, stack), servers)


def measure(sim: Running, servers: Servers) -> Measured:
    """Watch the ledger until the scenario has ended and nothing more arrives."""
    began = changed = time.monotonic()
    count = 0
    while sim.alive or time.monotonic() - changed < QUIET_S:
        time.sleep(LOOK_EVERY_S)
        if (now_count := accounted(servers.database_url)) != count:
            count, changed = now_count, time.monotonic()
    if sim.process.returncode != 0 or count == 0:
        raise BenchError(f"the scenario failed: {' | '.join(last_lines(sim.log))}")
    return Measured(readings=count, seconds=changed - began)
