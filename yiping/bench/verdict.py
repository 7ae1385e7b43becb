"""Whether the tables hold just what was sent: every reading once, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from sims.load_tape import Tape
from store.ledger import by_hour
from store.measured import Doubles, doubles, times_held
from store.pool import connect
from yiping.wiring import utc_now

Key = tuple[str, str, str]
"""A sensor's id, a metric, an origin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Counts of readings that should all be 0, and of what else must not be there twice."""

    sent: int
    held: int
    missing: int
    double: int
    strange: int
    unaccounted: int
    hours_off: int
    twice: Doubles

    @property
    def is_clean(self) -> bool:
        """Whether nothing is missing, double, strange or unaccounted for."""
        twice = self.twice.alerts + self.twice.alert_events + self.twice.orders
        wrong = (self.missing, self.double, self.strange, self.unaccounted, self.hours_off, twice)
        return not any(wrong)

    @property
    def lines(self) -> Sequence[str]:
        """The verdict for people."""
        twice = self.twice
        return (
            f"sent {self.sent:,} readings, held {self.held:,}",
            f"missing {self.missing}, double {self.double}, never sent {self.strange}",
            f"ledger: unaccounted {self.unaccounted}, hours that differ from the tables {self.hours_off}",
            f"double alerts {twice.alerts}, double events {twice.alert_events}, double orders {twice.orders}",
        )


def verdict_on(database_url: str, tape: Tape, count: int) -> Verdict:
    """Compare the first ``count`` messages of a tape with all that a database holds."""
    now = utc_now()
    with connect(database_url, name="bench") as conn:
        held, twice = times_held(conn), doubles(conn)
        hours = by_hour(conn, since=now - timedelta(days=2), until=now + timedelta(hours=1))
    missing, double, strange = differences(sent_times(tape, count), held)
    return Verdict(
        sent=count * tape.per_message,
        held=sum(len(times) for times in held.values()),
        missing=missing,
        double=double,
        strange=strange,
        unaccounted=sum(abs(hour.unaccounted) for hour in hours),
        hours_off=sum(not hour.balances for hour in hours),
        twice=twice,
    )


def sent_times(tape: Tape, count: int) -> Mapping[Key, Sequence[int]]:
    """The times in ms since 1970 UTC of each key in the first ``count`` messages."""
    sensors, per = len(tape.sensors), tape.per_message
    return {
        (sensor.id, tape.kinds[sensor.kind].main_metric.name, tape.origin.value): range(
            tape.first_ms,
            tape.first_ms + len(range(place, count, sensors)) * per * tape.step_ms,
            tape.step_ms,
        )
        for place, sensor in enumerate(tape.sensors)
    }


def differences(sent: Mapping[Key, Sequence[int]], held: Mapping[Key, Sequence[int]]) -> tuple[int, int, int]:
    """How many times were sent and are not held, are held more than once, are held and were never sent."""
    missing = double = strange = 0
    for key in {*sent, *held}:
        wanted = np.array(sent.get(key, ()), np.int64)
        times = np.array(held.get(key, ()), np.int64)
        found = np.unique(times)
        double += len(times) - len(found)
        missing += len(np.setdiff1d(wanted, found))
        strange += len(np.setdiff1d(found, wanted))
    return missing, double, strange
