"""How many readings a second this machine takes, from a device's message to a committed row."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from model.errors import YipingError
from yiping.child import Child, Running, last_lines
from yiping.installation import fill, our
from yiping.progress import Progress
from yiping.runtime.provide import Servers, provide
from yiping.settings import Settings

CONNECTED = "[connected]"  # the action key of ingest's log: from here on the broker keeps messages for it
CONNECTED_WITHIN_S = 30.0
QUIET_S = 3.0
LOOK_EVERY_S = 0.25


class BenchError(YipingError):
    """A measurement that did not come to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one run gave; the seconds go from the simulator's start to the last commit."""

    readings: int
    seconds: float

    @property
    def readings_per_s(self) -> float:
        """Readings a second."""
        return self.readings / self.seconds if self.seconds else 0.0


@contextmanager
def throwaway(settings: Settings) -> Iterator[Settings]:
    """The same settings with own servers in a home that is gone after the block."""
    home = Path(tempfile.mkdtemp(prefix="yiping-bench-"))
    home.chmod(0o755)  # the servers may run under another account
    try:
        yield replace(settings, home=home, database_url=None, broker_url=None)
    finally:
        shutil.rmtree(home)


def bench(settings: Settings, *, scenario: str, progress: Progress) -> Measured:
    """Play a scenario at full speed through broker and ingest into an empty database, and measure.

    Raises BenchError when a part of it fails.
    """
    from yiping.city import load_demo

    with ExitStack() as stack:
        own = stack.enter_context(throwaway(settings))
        servers = provide(own, progress=progress)
        stack.callback(servers.stop)
        fill(servers.database_url, progress, load_demo)
        start(our("ingest", settings=own, servers=servers, broker_url=servers.broker_ingest_url), own, stack)
        wait_connected(own.home / "log" / "ingest.log")
        url = servers.broker_sim_url
        sim = our("sim", scenario, "--pace", "0", settings=own, servers=servers, broker_url=url)
        with progress.step(f"play {scenario} at full speed"):
            return measure(start(sim, own, stack), servers)


def start(child: Child, settings: Settings, stack: ExitStack) -> Running:
    """Start a child that the stack stops."""
    running = Running(child, settings.home / "log" / f"{child.name}.log")
    stack.callback(running.stop)
    return running


def wait_connected(log: Path) -> None:
    """Wait until ingest is connected; messages before that reach nobody."""
    until = time.monotonic() + CONNECTED_WITHIN_S
    while CONNECTED not in log.read_text(encoding="utf-8"):
        if time.monotonic() > until:
            raise BenchError(f"ingest did not connect: {' | '.join(last_lines(log))}")
        time.sleep(LOOK_EVERY_S)


def measure(sim: Running, servers: Servers) -> Measured:
    """Watch the ledger until the scenario has ended and nothing more arrives."""
    began = changed = time.monotonic()
    count = 0
    while sim.alive or time.monotonic() - changed < QUIET_S:
        time.sleep(LOOK_EVERY_S)
        if (now_stored := stored(servers.database_url)) != count:
            count, changed = now_stored, time.monotonic()
    if sim.process.returncode != 0 or count == 0:
        raise BenchError(f"the scenario failed: {' | '.join(last_lines(sim.log))}")
    return Measured(readings=count, seconds=changed - began)


def stored(database_url: str) -> int:
    """How many readings the ledger counts as stored."""
    from store.ledger import by_hour
    from store.pool import connect
    from yiping.wiring import utc_now

    now = utc_now()
    with connect(database_url, name="bench") as conn:
        accounts = by_hour(conn, since=now - timedelta(days=1), until=now + timedelta(hours=1))
    return sum(account.stored + account.late for account in accounts)
