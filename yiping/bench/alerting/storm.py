"""Thousands of alerts in a minute: none may be lost or doubled, and each has one order.

Every sensor comes back with one message in which a rule fires, by all rules that can be led there in a day.
`yiping alerts` runs beside, as in every installation.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle

import numpy as np

from alerts.rule import load_rules
from model.broker import broker_from
from model.sensor import Sensor
from store.pool import connect
from yiping.bench.alerting.burden import Burden
from yiping.bench.alerting.city import city_with, made_up
from yiping.bench.alerting.grouping import wait_grouped
from yiping.bench.alerting.held import Held, held_of
from yiping.bench.alerting.looks import looks
from yiping.bench.alerting.script import Script, firing_scripts
from yiping.bench.alerting.volley import ASKING_SHARE, LOOK_S, Shot, Watched, fire
from yiping.bench.figure import Figure
from yiping.bench.stage import BenchError, start, start_ingest
from yiping.bench.throughput import Stage
from yiping.installation import our
from yiping.progress import Progress
from yiping.settings import Settings
from yiping.wiring import utc_now

UNSEEN = 0.1
GROUP = "{count:,} alerts within {seconds:g} s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """So many alerts, sent within so many seconds."""

    alerts: int
    seconds: float

    @property
    def pace(self) -> timedelta:
        """From one alert to the next."""
        return timedelta(seconds=self.seconds) / self.alerts

    @property
    def unseen(self) -> int:
        """How many more are raised while no alerts process runs."""
        return round(self.alerts * UNSEEN)

    @property
    def group(self) -> str:
        """What its figures stand under."""
        return GROUP.format(count=self.alerts, seconds=self.seconds)


def measure(settings: Settings, amount: Amount, progress_: Progress) -> Iterator[Figure]:
    """One storm in a city of its own; then more alerts while nobody looks, and the looks at all of them."""
    scripts, count = firing_scripts(load_rules()), amount.alerts + amount.unseen
    sensors = made_up({f"storm-{n}": scripts[n % len(scripts)].rule.kind.id for n in range(count)})
    with city_with(settings, sensors, progress_) as (stage, known):
        yield from _stormed(stage, shots_of(known, scripts, amount.pace, now=utc_now()), amount, progress_)
        yield from looks(stage, amount.group, progress_)


def _stormed(stage: Stage, shots: Sequence[Shot], amount: Amount, progress_: Progress) -> Iterator[Figure]:
    ingest = start_ingest(stage.settings, stage.servers, stage.stack)
    url, broker_url = stage.servers.database_url, stage.servers.broker_ingest_url
    ticking = our("alerts", settings=stage.settings, servers=stage.servers, broker_url=broker_url)
    alerts = start(ticking, stage.settings, stage.stack)
    burdens = {"ingest": Burden(pid=ingest.process.pid), "alerts": Burden(pid=alerts.process.pid)}
    with progress_.step(f"{amount.alerts:,} alerts within {amount.seconds:g} s"):
        watched = play(stage, shots[: amount.alerts], amount.seconds, burdens)
    with progress_.step("wait until each of them belongs to an incident"):
        grouped = wait_grouped(url, watched.last_seen_s, burdens)
    alerts.stop()
    with progress_.step(f"{amount.unseen:,} more while no alerts process runs"):
        play(stage, shots[amount.alerts :], amount.seconds * UNSEEN, {})
    with connect(url, name="bench") as conn:
        held = held_of(conn, wanted(shots))
    yield from figures(amount, watched, held, burdens)
    yield from grouped.figures(amount.group)


def play(stage: Stage, shots: Sequence[Shot], over_s: float, burdens: Mapping[str, Burden]) -> Watched:
    """Sends the storm and waits until each alert has its order; notes ``burdens`` meanwhile."""

    def note() -> None:
        for burden in burdens.values():
            burden.note()

    broker = broker_from(stage.servers.broker_sim_url)
    return fire(broker, stage.servers.database_url, shots, over_s=over_s, meanwhile=note)


def shots_of(
    sensors: Sequence[Sensor], scripts: Sequence[Script], pace: timedelta, *, now: datetime
) -> list[Shot]:
    """A message of each sensor, by all scripts in turn; each tells of the time at which its turn comes."""
    return [
        Shot(message=script.message(sensor, until=now + n * pace), rule_id=script.rule.id)
        for n, (sensor, script) in enumerate(zip(sensors, cycle(scripts), strict=False))
    ]


def wanted(shots: Sequence[Shot]) -> set[tuple[str, int]]:
    """The rule and sensor of each alert that shots must leave."""
    return {(shot.rule_id, shot.message.sensor.num) for shot in shots}


def figures(amount: Amount, watched: Watched, held: Held, burdens: Mapping[str, Burden]) -> Iterator[Figure]:
    """The figures of a storm. Raises BenchError where anything is lost or double."""
    if not held.is_clean:
        raise BenchError(f"the storm left what it should not: {held}")
    group = amount.group
    note = f"lost 0, double 0, without order 0, ledger balances; {amount.unseen:,} of them beside the storm"
    yield Figure(group=group, name="alerts, each with one order", value=held.alerts, unit="", note=note)
    yield from latencies(group, watched)
    drained_s = max(0.0, watched.took_s - amount.seconds)
    yield Figure(group=group, name="from the last message to the last order", value=drained_s, unit="s")
    for name, burden in burdens.items():
        share = burden.cpu_share * 100
        yield Figure(group=group, name=f"{name}: of one processor", value=share, unit="%")
        yield Figure(group=group, name=f"{name}: most memory", value=burden.most_mb, unit="MB")


def latencies(group: str, watched: Watched, *, promise: str = "") -> Iterator[Figure]:
    """p50, p95 and the longest time from a message to its order; ``promise`` is told beside p95."""
    milliseconds = np.array(watched.latencies_s) * 1000
    every_ms = max(LOOK_S, watched.slowest_look_s / ASKING_SHARE) * 1000
    note = f"{len(milliseconds):,} orders; asked for every {every_ms:.0f} ms at worst"
    for name, share in (("p50", 50), ("p95", 95), ("longest", 100)):
        what, value = f"publish to committed order, {name}", float(np.percentile(milliseconds, share))
        words = f"{note}; {promise}" if promise and share == 95 else note
        yield Figure(group=group, name=what, value=value, unit="ms", note=words)
