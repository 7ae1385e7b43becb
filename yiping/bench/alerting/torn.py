"""A silence of ten minutes, of which only the alerts process can tell, torn off at every look.

The process keeps nothing between two looks, so its kill -9 is what the database sees of it: a connection
that ends amid a transaction. That is done here in one process, with the time handed in; a real one would need
the ten minutes. Every look is taken three times: torn off before its commit, whole, and once more at the same
time, as a process does that has just been started.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from alerts.feed import SETTLE
from alerts.rule import load_rules
from alerts.watch_rule import load_watches
from ingest.codecs.native import encode
from ingest.message import Message
from ingest.topics import address_of_sensor
from model.catalogue import load_kinds
from model.sensor import Sensor
from sims.district import build
from store.leader import try_lead
from store.pool import connect, open_pool
from yiping.bench.alerting import script
from yiping.bench.alerting.city import city_with, made_up
from yiping.bench.alerting.lives import Lived, compared, lived
from yiping.bench.alerting.quiet import quiet_value
from yiping.bench.figure import Figure
from yiping.bench.stage import BenchError
from yiping.ingesting import worker_for
from yiping.progress import Progress
from yiping.settings import Settings
from yiping.tasks import watching
from yiping.wiring import utc_now

GROUP = "alerts process torn off at every look"
SILENCE = timedelta(minutes=10)
WARM_UP = SETTLE + timedelta(minutes=1)
"""A feed is trusted only after so long; until then all speak and nothing is torn."""

SPEAKS_AGAIN = WARM_UP + SILENCE + timedelta(seconds=40)
ENDS = SPEAKS_AGAIN + timedelta(seconds=40)
IDS = tuple(f"silent-{number}" for number in range(6))
"""The first falls silent; the others go on speaking, so that the feed can be relied on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How many seconds of the told time lie between two looks."""

    every_s: float = watching.EVERY_S

    def look_times(self, begun_at: datetime) -> Iterator[datetime]:
        """When the alerts process looks: while all speak, through the silence, and some time longer."""
        at = begun_at
        while at <= begun_at + ENDS:
            yield at
            at += timedelta(seconds=self.every_s)


def measure(settings: Settings, amount: Amount, progress: Progress) -> Iterator[Figure]:
    """The same silence, left alone and torn, in two cities. Raises BenchError where they differ."""
    times = list(amount.look_times(utc_now() - 3 * SILENCE))
    with progress.step(f"a silence of 10 minutes, {len(times)} looks, left alone and torn off"):
        calm, torn = [_in_a_city(settings, times, progress, torn=torn) for torn in (False, True)]
    found = compared(calm, [torn])
    if not found.is_clean:
        raise BenchError(f"looks that were torn off left something else: {found.words}")
    note, count = f"{found.changes} changes of {found.lives} alert with its order", len(times)
    yield Figure(group=GROUP, name="looks, nothing lost, nothing double", value=count, unit="", note=note)
    yield Figure(group=GROUP, name="apart from the undisturbed run at most", value=found.apart_s, unit="s")


def silent_city() -> list[Sensor]:
    """Sensors of one street that are called silent after SILENCE."""
    watch: Any = next(rule.watch for rule in load_watches() if rule.watch.looks_at == "arrivals")
    like, every_s = build().sensors[0], int(SILENCE.total_seconds() / watch.periods)
    return [
        replace(one, district=like.district, street=like.street, expected_every_s=every_s)
        for one in made_up(dict.fromkeys(IDS, watch.kinds[0]))
    ]


def play(
    settings: Settings, database_url: str, sensors: Sequence[Sensor], times: Sequence[datetime], *, torn: bool
) -> None:
    """The silence of the first sensor, look by look; the others speak twice in each of their periods."""
    spoken_at: dict[str, datetime] = {}
    with closing(open_pool(database_url, name="bench")) as pool:
        worker = worker_for(settings, pool, (), "bench")
        for at in times:
            passed = at - times[0]
            speaking = [one for one in sensors if _speaks(one, spoken_at.get(one.id), at, passed)]
            spoken_at |= dict.fromkeys((one.id for one in speaking), at)
            if speaking:
                worker.store([_heard(one, at) for one in speaking], threading.Event())
            for commits in (False, True, True) if torn and passed >= WARM_UP else (True,):
                look(settings, database_url, at, commits=commits)


def look(settings: Settings, database_url: str, at: datetime, *, commits: bool) -> None:
    """One look of a process that has just begun to lead, and that ends before its commit or after it."""
    with connect(database_url, name="bench") as conn:
        while not try_lead(conn):  # the database may still have to notice that the last one is gone
            conn.rollback()
        watching.run(conn, at, settings)  # a part of the transaction that try_lead has begun
        if commits:
            conn.commit()
        conn.close()


def _in_a_city(settings: Settings, times: Sequence[datetime], progress: Progress, *, torn: bool) -> Lived:
    with city_with(settings, silent_city(), progress) as (stage, sensors):
        play(stage.settings, stage.servers.database_url, sensors, times, torn=torn)
        return lived(stage.servers.database_url, sensors)


def _speaks(sensor: Sensor, spoken_at: datetime | None, at: datetime, passed: timedelta) -> bool:
    if spoken_at is None:
        return True
    if sensor.id == IDS[0] and WARM_UP < passed < SPEAKS_AGAIN:
        return False
    return at - spoken_at >= timedelta(seconds=sensor.expected_every_s) / 2


def _heard(sensor: Sensor, at: datetime) -> Message:
    told = {load_kinds()[sensor.kind].main_metric.name: _calm(sensor.kind)}
    samples = script.message(sensor, [(0.0, told)], begin=at).samples
    return Message(topic=address_of_sensor(sensor).up, payload=encode(samples), received_at=at)


@cache
def _calm(kind: str) -> float:
    rules = [rule for rule in load_rules() if rule.kind.id == kind]
    return quiet_value(rules, load_kinds()[kind].main_metric)
