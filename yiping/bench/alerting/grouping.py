"""Until when the alerts of a storm belong to incidents, and to how many."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from store.measured_alerts import Groups, groups
from store.pool import connect
from yiping.bench.alerting.burden import Burden
from yiping.bench.figure import Figure

LOOK_S = 0.2
PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """How the alerts lie in incidents, so many seconds after the last order."""

    groups: Groups
    seconds: float

    def figures(self, group: str) -> Iterator[Figure]:
        """The same as figures; without a value where some alert still waits after PATIENCE_S."""
        waits = self.groups.waiting
        note = f"{waits:,} alerts still wait after {self.seconds:.0f} s" if waits else ""
        value = None if waits else self.seconds
        name = "from the last order to the last alert in its incident"
        yield Figure(group=group, name=name, value=value, unit="s", note=note)
        note = f"of {self.groups.members:,} alerts; the largest holds {self.groups.largest:,}"
        yield Figure(group=group, name="incidents", value=self.groups.incidents, unit="", note=note)


def wait_grouped(database_url: str, since_s: float, burdens: Mapping[str, Burden]) -> Grouped:
    """Waits until no alert waits for its incident, PATIENCE_S at most; notes ``burdens`` meanwhile.

    ``since_s`` is the monotonic time of the last order.
    """
    with connect(database_url, name="bench", autocommit=True) as conn:
        while (found := groups(conn)).waiting and time.monotonic() - since_s < PATIENCE_S:
            for burden in burdens.values():
                burden.note()
            time.sleep(LOOK_S)
    return Grouped(groups=found, seconds=max(0.0, time.monotonic() - since_s))
