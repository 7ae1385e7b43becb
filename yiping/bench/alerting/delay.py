"""How long it takes from a device's message to the committed order, beside a steady load.

The load are the sensors of the demo district; beside them sensors of their own come back, each with one
message in which a rule fires, at FIRING of the load's rate.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from alerts.rule import load_rules
from model.broker import broker_from
from model.catalogue import load_kinds
from sims.district import build
from sims.load import Plan
from sims.load_demo import tape_from_now
from yiping.bench.alerting import storm
from yiping.bench.alerting.city import city_with, made_up
from yiping.bench.alerting.script import firing_scripts
from yiping.bench.figure import Figure
from yiping.bench.pouring import pouring
from yiping.bench.stage import start_ingest
from yiping.progress import Progress
from yiping.settings import Settings
from yiping.wiring import utc_now

FIRING = 0.01
"""One message in a hundred fires: at 2,000 a second that are 1,200 orders a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """So many messages a second for so many seconds; beside it p95 of the orders is promised."""

    rate: float
    seconds: float
    promise_ms: float

    @property
    def alerts(self) -> int:
        """How many alerts are raised meanwhile."""
        return max(1, round(self.rate * self.seconds * FIRING))


def measure(settings: Settings, load: Load, progress: Progress) -> Iterator[Figure]:
    """Latency of orders beside one load, in a city of its own."""
    scripts = firing_scripts(load_rules())
    kinds = [scripts[n % len(scripts)].rule.kind.id for n in range(load.alerts)]
    sensors = made_up({f"delay-{n}": kind for n, kind in enumerate(kinds)})
    amount = storm.Amount(alerts=load.alerts, seconds=load.seconds)
    with city_with(settings, sensors, progress) as (stage, known):
        start_ingest(stage.settings, stage.servers, stage.stack)
        tape = tape_from_now(build().sensors, load_kinds(), rate=load.rate, now=utc_now())
        plan = Plan(count=round(load.rate * load.seconds), rate=load.rate)
        step = progress.step(f"{load.rate:,.0f} messages/s for {load.seconds:g} s, 1 of {1 / FIRING:g} fires")
        with step, pouring(broker_from(stage.servers.broker_sim_url), tape, plan) as poured:
            shots = storm.shots_of(known, scripts, amount.pace, now=utc_now())
            watched = storm.play(stage, shots, amount.seconds, {})
            poured.join()
            sent = poured.result()
    rate = sent.acknowledged / sent.seconds
    group = f"orders beside {rate:,.0f} messages/s for {load.seconds:g} s"
    yield from storm.latencies(group, watched, promise=f"at most {load.promise_ms:g} is promised")
