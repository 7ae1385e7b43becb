"""What all rules cost, how soon an order is there, and what storms and kills do to alerts.

Each part has servers of its own; one that fails is told and costs the others nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import numpy as np

from alerts.rule import RULES, load_rule
from model.catalogue import load_kinds
from model.errors import YipingError
from yiping.bench.alerting import cost, delay, ground, kills, storm, torn
from yiping.bench.figure import Figure
from yiping.bench.stage import servers_of_its_own
from yiping.installation import fill
from yiping.progress import Progress
from yiping.rules import rate
from yiping.settings import Settings
from yiping.wiring import utc_now

TRIED_RULE = "road_flooding"
"""The rule of the made-up history that `yiping.rules.rate` writes."""

SEED = 9
FAILED = "failed"
"""The group of what was not kept, or not measured; whoever finds it there exits with 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much of each part is measured."""

    cost: ground.Amount
    loads: Sequence[delay.Load]
    storm: storm.Amount
    history: rate.Amount
    kills: kills.Amount
    torn: torn.Amount


STEADY = delay.Load(rate=2000, seconds=60, promise_ms=500)
BURST = delay.Load(rate=5000, seconds=20, promise_ms=1000)
WHOLE = Amount(
    cost=ground.Amount(sensors=10_000, readings=100_000),
    loads=(STEADY, BURST),
    storm=storm.Amount(alerts=10_000, seconds=60),
    history=rate.Amount(sensors=100, days=14),
    kills=kills.Amount(most=12),
    torn=torn.Amount(),
)
QUICK = Amount(
    cost=ground.Amount(sensors=2000, readings=10_000),
    loads=(replace(STEADY, seconds=5),),
    storm=storm.Amount(alerts=500, seconds=3),
    history=rate.Amount(sensors=50, days=4),
    kills=kills.Amount(most=4, lanes=1),
    torn=torn.Amount(every_s=30),
)


def bench(settings: Settings, amount: Amount, progress: Progress) -> Iterator[Figure]:
    """All figures, one after the other as they are measured."""
    for part in _parts(settings, amount, progress):
        try:
            yield from part()
        except YipingError as problem:
            progress.say(f"  failed: {problem}")
            yield Figure(group=FAILED, name=str(problem), value=None, unit="")


def backtest(settings: Settings, amount: rate.Amount, progress: Progress) -> Iterator[Figure]:
    """How many readings a second a back-test takes, from the database to the firings."""
    rule = load_rule(RULES / f"{TRIED_RULE}.toml", kinds=load_kinds())
    with servers_of_its_own(settings, progress) as (_, servers):
        fill(servers.database_url, progress, None)
        with progress.step(f"back-test of {rule.id} over {amount.sensors} sensors and {amount.days} days"):
            since = utc_now() - timedelta(days=amount.days)
            found = rate.measure(
                servers.database_url, rule, amount, since=since, rng=np.random.default_rng(SEED)
            )
    note = (
        f"{found.readings:,} readings, {found.loud:.1%} loud, {found.firings} firings; 1,000,000 is promised"
    )
    yield Figure(group="back-test", name=rule.id, value=found.per_s, unit="readings/s", note=note)


def _parts(
    settings: Settings, amount: Amount, progress: Progress
) -> Iterator[Callable[[], Iterator[Figure]]]:
    yield partial(cost.measure, settings, amount.cost, progress)
    for load in amount.loads:
        yield partial(delay.measure, settings, load, progress)
    yield partial(storm.measure, settings, amount.storm, progress)
    yield partial(backtest, settings, amount.history, progress)
    yield partial(kills.measure, settings, amount.kills, progress)
    yield partial(torn.measure, settings, amount.torn, progress)
