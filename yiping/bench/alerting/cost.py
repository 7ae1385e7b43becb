"""What all rules cost a reading that changes nothing, in the transaction that stores it.

Timed is the hook that a worker of ingest calls for each batch, against the real database, without the
commit: that is the readings' own. Sensors of all kinds with rules tell each metric that a rule hears; every
reading of a batch is of another sensor or metric, and none moves a rule that is at rest.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import timedelta

import numpy as np

from alerts.rule import load_rules
from ingest.heap import spare_what_is_loaded
from store.alerts import restless
from store.pool import Connection, connect, open_pool
from yiping.bench.alerting.city import city_with, made_up
from yiping.bench.alerting.ground import LARGEST, STEP, Amount, Case, Ground, figure, settle
from yiping.bench.alerting.quiet import columns_of, quiet_values, shuffled
from yiping.bench.alerting.script import firing_scripts
from yiping.bench.figure import Figure
from yiping.ingesting import worker_for
from yiping.progress import Progress
from yiping.settings import Settings
from yiping.wiring import utc_now

PROMISE = "at most 5 is promised"
GROUP = "cost of all rules, readings that change nothing"
BY_KIND = "the same by kind, every sensor of it once a batch"
BATCHES = (1, 50, 500, LARGEST)
GOING_ON = (0.01, 0.1)
ASKED = 20


def measure(settings: Settings, amount: Amount, progress: Progress) -> Iterator[Figure]:
    """The cost by size of batch, by share of restless sensors, and by kind."""
    rules = load_rules()
    kinds = sorted({rule.kind.id for rule in rules})
    sensors = made_up({f"cost-{n}": kinds[n % len(kinds)] for n in range(amount.sensors)})
    with city_with(settings, sensors, progress) as (stage, known), ExitStack() as stack:
        url = stage.servers.database_url
        pool = stack.enter_context(closing(open_pool(url, name="bench")))
        ground = Ground(
            conn=stack.enter_context(connect(url, name="bench")),
            hook=worker_for(stage.settings, pool, (), "bench").terms.hook,
            rules=rules,
            sensors=known,
            amount=amount,
            at=utc_now(),
        )
        spare_what_is_loaded()  # as ingest does
        for what, part in (("at rest", at_rest), ("by kind", by_kind), ("with alerts that go on", going_on)):
            with progress.step(f"cost of {len(rules)} rules, {what}"):
                yield from part(ground)


def at_rest(ground: Ground) -> Iterator[Figure]:
    """By size of batch, in a city where hardly a rule is not at rest."""
    told = shuffled(quiet_values(ground.rules, ground.sensors))
    for size in BATCHES:
        case = Case(group=GROUP, name=f"{size:,} readings a batch", told=told, size=size)
        note = f"{PROMISE}; {told_not_at_rest(ground)}" if size == LARGEST else ""
        yield figure(ground, case, note=note)
    nums = [one.sensor.num for one in told[:LARGEST]]
    found = [_asking_us(ground.conn, nums) for _ in range(ASKED)]
    name = f"of that at {len(nums):,}: asking which sensors are not at rest"
    yield Figure(group=GROUP, name=name, value=float(np.mean(found)), unit="us/reading")


def by_kind(ground: Ground) -> Iterator[Figure]:
    """Each kind alone."""
    told = shuffled(quiet_values(ground.rules, ground.sensors))
    for kind in sorted({one.sensor.kind for one in told}):
        of_kind = [one for one in told if one.sensor.kind == kind]
        name = f"{kind}, {len(of_kind):,} readings a batch"
        yield figure(ground, Case(group=BY_KIND, name=name, told=of_kind, size=len(of_kind)))


def going_on(ground: Ground) -> Iterator[Figure]:
    """With a share of the sensors telling again and again what made them fire."""
    scripts = {script.rule.kind.id: script for script in firing_scripts(ground.rules)}
    for share in GOING_ON:
        fitting = [sensor for sensor in ground.sensors if sensor.kind in scripts]
        firing = {sensor: scripts[sensor.kind] for sensor in fitting[:: round(1 / share)]}
        ground.at += STEP + max(timedelta(seconds=script.span_s) for script in scripts.values())
        ground.take(columns_of(script.message(sensor, until=ground.at) for sensor, script in firing.items()))
        last = {sensor.num: script.readings[-1][1] for sensor, script in firing.items()}
        quiet = quiet_values(ground.rules, ground.sensors)
        told = shuffled(
            one._replace(value=last.get(one.sensor.num, {}).get(one.metric, one.value)) for one in quiet
        )
        name = f"{LARGEST:,} readings a batch, {share:.0%} of the sensors with an alert that goes on"
        case = Case(group=GROUP, name=name, told=told, size=LARGEST, goes_on=True)
        settle(ground, case)
        yield figure(ground, case, note=told_not_at_rest(ground))


def told_not_at_rest(ground: Ground) -> str:
    """How many rules are not at rest, each at one sensor, in words."""
    pairs = sum(map(len, restless(ground.conn, [sensor.num for sensor in ground.sensors]).values()))
    ground.conn.commit()
    return f"{pairs:,} rules at {len(ground.sensors):,} sensors not at rest"


def _asking_us(conn: Connection, nums: Sequence[int]) -> float:
    began = time.perf_counter()
    restless(conn, sorted(set(nums)))
    took_us = (time.perf_counter() - began) * 1e6
    conn.commit()
    return took_us / len(nums)
