"""What every measurement stands on: servers of its own, gone afterwards, and an ingest that is ready."""

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from model.errors import YipingError
from yiping.child import Child, Running, last_lines, started
from yiping.installation import our
from yiping.progress import Progress
from yiping.runtime.provide import Servers, provide
from yiping.settings import Settings

CONNECTED = "[connected]"  # the action key of ingest's log: from here on the broker keeps messages for it
CONNECTED_WITHIN_S = 30.0
LOOK_EVERY_S = 0.25


class BenchError(YipingError):
    """A measurement that did not come to its end."""


@contextmanager
def throwaway(settings: Settings) -> Iterator[Settings]:
    """The same settings with own servers in a home that is gone after the block."""
    home = Path(tempfile.mkdtemp(prefix="yiping-bench-"))
    home.chmod(0o755)  # the servers may run under another account
    try:
        yield replace(settings, home=home, database_url=None, broker_url=None)
    finally:
        shutil.rmtree(home)


@contextmanager
def servers_of_its_own(settings: Settings, progress: Progress) -> Iterator[tuple[Settings, Servers]]:
    """Empty servers, and the settings that belong to them."""
    with throwaway(settings) as own:
        servers = provide(own, progress=progress)
        try:
            yield own, servers
        finally:
            servers.stop()


def start_ingest(
    settings: Settings, servers: Servers, stack: ExitStack, *, prefixes: Sequence[str] = (), number: int = 1
) -> Running:
    """Start ingest and wait until the broker keeps messages for it; the stack stops it.

    ``prefixes`` name the part of the city that is its own, ``number`` tells it from other workers.
    """
    words = [word for prefix in prefixes for word in ("--prefix", prefix)]
    url = servers.broker_ingest_url
    child = our("ingest", *words, settings=settings, servers=servers, broker_url=url)
    log = settings.home / "log" / f"ingest-{number}.log"
    log.unlink(missing_ok=True)  # what an earlier one wrote says nothing of this one
    running = started(child, log, stack)
    wait_connected(log)
    return running


def start(child: Child, settings: Settings, stack: ExitStack) -> Running:
    """Start a child that the stack stops."""
    return started(child, settings.home / "log" / f"{child.name}.log", stack)


def wait_connected(log: Path) -> None:
    """Wait until ingest is connected; messages before that reach nobody."""
    until = time.monotonic() + CONNECTED_WITHIN_S
    while CONNECTED not in log.read_text(encoding="utf-8"):
        if time.monotonic() > until:
            raise BenchError(f"ingest did not connect: {' | '.join(last_lines(log))}")
        time.sleep(LOOK_EVERY_S)


def accounted(database_url: str) -> int:
    """How many readings the ledger has received, each of them committed somewhere."""
    from store.ledger import by_hour
    from store.pool import connect
    from yiping.wiring import utc_now

    now = utc_now()
    with connect(database_url, name="bench") as conn:
        accounts = by_hour(conn, since=now - timedelta(days=1), until=now + timedelta(hours=1))
    return sum(account.received for account in accounts)
