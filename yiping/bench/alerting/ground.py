"""A city with its rules, batches that its sensors tell, and how long the rules' hook takes for each."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, cast

import numpy as np

from alerts.rule import Rule
from ingest.batch import Hook
from model.sensor import Sensor
from store.columns import Columns
from store.pool import Connection
from yiping.bench.alerting.quiet import Told, columns
from yiping.bench.figure import Figure
from yiping.bench.stage import BenchError

LARGEST = 5000
"""As many readings as ingest takes into one batch where each has a message of its own."""

WARM_UP = 3
"""Batches before the clock runs, in which plans are made and pages read."""

STEP = timedelta(minutes=1)
SETTLED = 3
"""So many rounds in a row in which nothing changes, and alerts that go on count as settled."""

SETTLES_WITHIN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much is measured: sensors in the city, and readings a case."""

    sensors: int
    readings: int

    def batches(self, size: int) -> int:
        """How many batches of so many readings a case has."""
        return max(20, min(300, self.readings // size))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is told in batches of ``size``, by ``name``; ``goes_on`` where some of it keeps alerts open.

    Such an alert may still rise, or end, by a delay of hours.
    """

    group: str
    name: str
    told: Sequence[Told]
    size: int
    goes_on: bool = False


class Taken(NamedTuple):
    """What one batch took: seconds of the clock, of this process's own work, and how many alerts changed."""

    seconds: float
    own_s: float
    changes: int


@dataclass(slots=True, kw_only=True)
class Ground:
    """On what is measured; ``at`` is the time that its sensors have come to."""

    conn: Connection
    hook: Hook
    rules: Sequence[Rule]
    sensors: Sequence[Sensor]
    amount: Amount
    at: datetime

    def batch(self, told: Sequence[Told]) -> Columns:
        """A batch of the next time, later by STEP than the last one, so that a sensor may tell in each."""
        self.at += STEP
        return columns(told, self.at)

    def take(self, batch: Columns) -> Taken:
        """Gives a batch to the hook; the commit that follows is not timed."""
        began, own_s = time.perf_counter(), time.thread_time()
        changes = self.hook(self.conn, batch)
        taken = Taken(time.perf_counter() - began, time.thread_time() - own_s, cast("int", changes))
        self.conn.commit()
        return taken


def figure(ground: Ground, case: Case, *, note: str = "") -> Figure:
    """The mean cost of a case; in the note its median, and the part that is no waiting for the database."""
    timed(ground, case, WARM_UP)
    took, own = np.array(timed(ground, case, ground.amount.batches(case.size))).T
    words = [f"median {np.median(took):,.2f}", f"without waiting for the database {own.mean():,.2f}"]
    words += [note] if note else []
    mean = float(took.mean())
    return Figure(group=case.group, name=case.name, value=mean, unit="us/reading", note="; ".join(words))


def timed(ground: Ground, case: Case, count: int) -> list[tuple[float, float]]:
    """Microseconds a reading of each of ``count`` batches, and how many of them this process was at work.

    Raises BenchError where a batch changes an alert, and that is not what the case is about.
    """
    found: list[tuple[float, float]] = []
    for batch in _batches(ground, case, count):
        taken = ground.take(batch)
        if taken.changes and not case.goes_on:
            problem = f"{taken.changes} alerts changed, by readings that should change nothing"
            raise BenchError(f"{case.name}: {problem}")
        found.append((taken.seconds * 1e6 / len(batch), taken.own_s * 1e6 / len(batch)))
    return found


def settle(ground: Ground, case: Case) -> None:
    """Tells the same until nothing changes any more, so that only what goes on is measured."""
    still, a_round = 0, -(-len(case.told) // case.size)
    for _ in range(SETTLES_WITHIN):
        changed = sum(ground.take(batch).changes for batch in _batches(ground, case, a_round))
        still = 0 if changed else still + 1
        if still == SETTLED:
            return
    raise BenchError(f"{case.name}: alerts change although every sensor tells the same again and again")


def _batches(ground: Ground, case: Case, count: int) -> Iterator[Columns]:
    """Batches in which nobody tells twice, one after the other through all that is told, and again."""
    size, told = min(case.size, len(case.told)), [*case.told, *case.told]
    for number in range(count):
        first = number * size % len(case.told)
        yield ground.batch(told[first : first + size])
