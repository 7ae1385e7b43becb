"""``yiping ingest --workers N``: the streets of the registry shared out, a process for each share.

A street that is registered later goes to the worker with the fewest sensors, within seconds.
"""

import logging
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from model.errors import YipingError
from store.claims import Claim, held
from store.coverage import streets
from store.errors import UnreachableError
from store.pool import Pool, open_pool
from store.sensors import registry_version
from yiping.child import Child, Running, rotate
from yiping.ingest_plan import Shares
from yiping.ingest_share import Share, sources_of
from yiping.ingest_split import Streets, joined, split
from yiping.ingesting import START_S, gaps, take_over
from yiping.runtime.attach import broker_url, database_url
from yiping.runtime.broker_check import refuse_anonymous
from yiping.settings import Settings, as_environ, checkout
from yiping.signals import ignore_signals, put_off, stopping_signals
from yiping.supervisor import ROTATE_EVERY_S, Attempts, Watched, watch

_log = logging.getLogger(__name__)
LOOK_EVERY_S = 2.0
PAUSE_S = 0.2
COVERED_WITHIN_S = 60.0


class GapError(YipingError):
    """A part of the city that no worker takes."""


@dataclass(slots=True, kw_only=True)
class Crew:
    """The workers of one parent, by the number of their share; ``version`` of the registry they follow."""

    settings: Settings
    pool: Pool
    shares: list[Streets]
    version: int
    watched: dict[int, Watched] = field(default_factory=dict)
    looked_s: float = 0.0
    covered_by_s: float | None = None


def run_workers(settings: Settings, count: int) -> None:
    """Runs ``count`` workers until Ctrl-C or SIGTERM, and stops them all.

    Raises KeyboardInterrupt at the end, GapError when a street is not taken within a minute, ClaimedError
    when another ingest takes a part of the city.
    """
    refuse_anonymous(broker_url(settings))
    with ExitStack() as stack, stopping_signals():
        pool = open_pool(database_url(settings), name="ingest-workers", max_size=2)
        stack.callback(pool.close)
        crew = _crew(settings, pool, count)
        _hand_over(crew)
        stack.callback(_stop, crew)
        stack.callback(ignore_signals)
        _start(crew, range(1, count + 1))
        _supervise(crew)


def _crew(settings: Settings, pool: Pool, count: int) -> Crew:
    # The version is asked first: a change between the two is then seen at the next look.
    with pool.connection(START_S) as conn:
        version, sensors = registry_version(conn), streets(conn)
    crew = Crew(settings=settings, pool=pool, shares=split(sensors, count), version=version)
    if not sensors:
        _log.warning("no sensor is registered yet: waiting for some", extra={"action": "registry_empty"})
    return crew


def _share(shares: Sequence[Streets], number: int) -> Share:
    # The platforms' topics tell nothing of streets: the first worker takes them all.
    return Share(prefixes=shares[number - 1], name=str(number), sources=number == 1)


def _wanted(settings: Settings, shares: Sequence[Streets]) -> Shares:
    sources = sources_of(settings)
    working = [_share(shares, number) for number, own in enumerate(shares, 1) if own]
    return {share.client_id(settings): share.filters(sources) for share in working}


def _hand_over(crew: Crew) -> None:
    """Before any worker starts, with the whole city taken, so that nobody comes in between."""
    settings = crew.settings
    wanted = _wanted(settings, crew.shares)
    claim = Claim(
        holder=f"{settings.mqtt_client_id}-workers",
        prefixes=("",),
        sources=settings.sources is not None,
        client_ids=tuple(wanted),
    )
    with held(database_url(settings), claim, within_s=START_S):
        take_over(settings, crew.pool, wanted, whole=True, stop=threading.Event())


def _child(settings: Settings, share: Share) -> Child:
    words = [word for prefix in share.prefixes for word in ("--prefix", prefix)]
    sources = "--sources" if share.sources else "--no-sources"
    argv = (sys.executable, "-m", "yiping", "ingest", "--watched", "--name", share.name, sources, *words)
    servers = {
        "YIPING_DATABASE_URL": database_url(settings),
        "YIPING_BROKER_URL": broker_url(settings),
        "PYTHONUNBUFFERED": "1",
    }
    name = f"ingest-{share.name}"
    return Child(name=name, argv=argv, env={**as_environ(settings), **servers}, folder=checkout(Path.cwd()))


def _start(crew: Crew, numbers: Iterable[int]) -> None:
    """Starts the workers that have something to do."""
    for number in numbers:
        if share := crew.shares[number - 1]:
            child = _child(crew.settings, _share(crew.shares, number))
            log = crew.settings.home / "log" / f"{child.name}.log"
            with put_off():
                crew.watched[number] = Watched(Running(child, log), Attempts(started_s=time.monotonic()))
            _log.info("worker %d takes %s", number, ", ".join(share), extra={"action": "worker_started"})
            crew.covered_by_s = time.monotonic() + COVERED_WITHIN_S


def _stop(crew: Crew, numbers: Iterable[int] | None = None) -> None:
    """Stops workers, all at the same time."""
    wanted = list(crew.watched) if numbers is None else numbers
    leaving = [crew.watched.pop(number) for number in wanted if number in crew.watched]
    for one in leaving:
        if one.running.alive:
            one.running.process.send_signal(one.running.child.stop_signal)
    for one in leaving:
        one.running.stop()


def _supervise(crew: Crew) -> None:
    rotated_s = time.monotonic()
    while True:
        for one in list(crew.watched.values()):
            watch(one, time.monotonic(), _say)
            if time.monotonic() - rotated_s >= ROTATE_EVERY_S:
                rotate(one.running.log)
        if time.monotonic() - rotated_s >= ROTATE_EVERY_S:
            rotated_s = time.monotonic()
        if time.monotonic() - crew.looked_s >= LOOK_EVERY_S:
            crew.looked_s = time.monotonic()
            _look(crew)
        time.sleep(PAUSE_S)


def _look(crew: Crew) -> None:
    try:
        _follow_registry(crew)
        _require_covered(crew)
    except UnreachableError as problem:
        _log.warning("%s", problem, extra={"action": "database_away"})


def _follow_registry(crew: Crew) -> None:
    """Gives streets that are new in the registry to workers, which begin anew with them."""
    with crew.pool.connection() as conn:
        if (version := registry_version(conn)) == crew.version:
            return
        shares = joined(crew.shares, streets(conn))
    grown = [number for number, own in enumerate(shares, 1) if own != crew.shares[number - 1]]
    if grown:
        new = sorted({street for share in shares for street in share}.difference(*crew.shares))
        _log.info("new in the registry: %s", ", ".join(new), extra={"action": "streets_added"})
        _stop(crew, grown)
        take_over(
            crew.settings, crew.pool, _wanted(crew.settings, shares), whole=True, stop=threading.Event()
        )
        crew.shares = shares
        _start(crew, grown)
    # Only now: what the database or a stop has broken off is done at the next look.
    crew.version = version


def _require_covered(crew: Crew) -> None:
    """Once after each start of workers: every street must be taken within a minute."""
    if crew.covered_by_s is None:
        return
    with crew.pool.connection() as conn:
        found = gaps(conn, crew.settings)
    if not found:
        crew.covered_by_s = None
        _log.info("every street is taken, workers: %d", len(crew.watched), extra={"action": "covered"})
    elif time.monotonic() > crew.covered_by_s:
        log = crew.settings.home / "log"
        raise GapError(f"no worker takes {', '.join(found)}: see {log}/ingest-*.log for the reason")


def _say(line: str) -> None:
    _log.warning("%s", line, extra={"action": "supervised"})
