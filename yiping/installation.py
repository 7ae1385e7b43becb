"""A whole installation under one roof: servers, migrations, and the processes of the product."""

import shutil
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from model.errors import YipingError
from yiping.child import Child, Running
from yiping.progress import Progress
from yiping.runtime.broker_saving import savings
from yiping.runtime.hold import hold
from yiping.runtime.provide import Servers, provide
from yiping.settings import Settings, as_environ, checkout
from yiping.signals import ignore_signals, put_off, stopping_signals
from yiping.supervisor import supervise
from yiping.welcome import Welcome

OWN_DATA = ("postgres", "mosquitto")
ROOMS = ("ingest", "alerts", "dashboard")
SLOW_STOP_S = 2.0
Load = Callable[[str], None]


class InstallationError(YipingError):
    """An installation that cannot start here."""


def our(
    name: str, *words: str, settings: Settings, servers: Servers, broker_url: str, lasting: bool = True
) -> Child:
    """The child that runs `yiping <name> ...` with these settings and servers."""
    return Child(
        name=name,
        argv=(sys.executable, "-m", "yiping", name, *words),
        env={
            **as_environ(settings),
            "YIPING_DATABASE_URL": servers.database_url,
            "YIPING_BROKER_URL": broker_url,
            "PYTHONUNBUFFERED": "1",
        },
        folder=checkout(Path.cwd()),
        lasting=lasting,
    )


def rooms(settings: Settings, servers: Servers) -> list[Child]:
    """The processes of every installation."""
    many = settings.ingest_workers > 1
    words = {"ingest": ("--workers", str(settings.ingest_workers))} if many else {}
    return [
        our(
            name,
            *words.get(name, ()),
            settings=settings,
            servers=servers,
            broker_url=servers.broker_ingest_url,
        )
        for name in ROOMS
    ]


def nothing_more(_settings: Settings, _servers: Servers) -> Sequence[Child]:
    """No process beyond those of every installation."""
    return ()


def run_installation(
    settings: Settings,
    *,
    progress: Progress,
    load: Load | None = None,
    more: Callable[[Settings, Servers], Sequence[Child]] = nothing_more,
) -> None:
    """Start everything and keep it running until Ctrl-C or SIGTERM, then stop it in reverse order.

    `load` fills the migrated database once; `more` names further children.
    Raises KeyboardInterrupt at the end, or a YipingError when the start fails.
    """
    require_free(settings.dashboard_host, settings.dashboard_port)
    with ExitStack() as stack, stopping_signals():
        servers = provide(settings, progress=progress)
        stack.callback(servers.stop)
        stack.callback(ignore_signals)
        fill(servers.database_url, progress, load)
        running = list(servers.running)
        stack.callback(progress.say, "stopped")
        for child in [*rooms(settings, servers), *more(settings, servers)]:
            with put_off():
                running.append(Running(child, settings.home / "log" / f"{child.name}.log"))
                stack.callback(stop_one, running[-1], progress)
                stack.callback(ignore_signals)
        stack.callback(progress.say, "stopping")
        ticks = [Welcome(settings, servers, progress).tick, *savings(servers)]
        supervise(running, say=progress.say, ticks=ticks)


def forget_data(settings: Settings) -> None:
    """Throw away the database and the broker's queues of this home; passwords and logs stay.

    Raises InstallationError for servers that settings name, which are not ours to empty, and HeldError while
    Yiping runs there.
    """
    if settings.database_url or settings.broker_url:
        raise InstallationError("the servers are named by settings: their data is not thrown away from here")
    settings.home.mkdir(parents=True, exist_ok=True)
    with hold(settings.home):
        for name in OWN_DATA:
            shutil.rmtree(settings.home / name, ignore_errors=True)


def stop_one(running: Running, progress: Progress) -> None:
    """Stop one child and say so when it took its time."""
    began = time.monotonic()
    running.stop()
    if time.monotonic() - began > SLOW_STOP_S:
        progress.say(f"{running.child.name} took {time.monotonic() - began:.0f} s to stop")


def fill(database_url: str, progress: Progress, load: Load | None) -> None:
    """Bring the database up to date, and load what belongs in it."""
    from store.migrate import migrate

    with progress.step("bring the database up to date"):
        migrate(database_url, report=lambda line: progress.say(f"    {line}"))
    if load is not None:
        with progress.step("load the demo district"):
            load(database_url)


def require_free(host: str, port: int) -> None:
    """Raise InstallationError when the dashboard could not listen there."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise InstallationError(
            f"the dashboard cannot listen on {host}:{port} ({error.strerror}): "
            "set YIPING_DASHBOARD_PORT to a free port, or YIPING_DASHBOARD_HOST to an address of this machine"
        ) from error
