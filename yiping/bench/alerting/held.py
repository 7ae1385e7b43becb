"""Whether the tables hold each alert of a storm once, with one order, and the ledger balances."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from alerts.rule import load_rules
from store.ledger import by_hour
from store.measured import doubles, progress
from store.measured_alerts import filed, raised
from store.pool import Connection
from yiping.wiring import utc_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the tables hold of a storm, in pairs of rule and sensor; all but ``alerts`` should be 0.

    ``strange`` are alerts of these sensors by rules that should not have fired.
    """

    alerts: int
    lost: int
    without_order: int
    strange: int
    double: int
    unaccounted: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing is lost, double, strange or unaccounted for."""
        return not any((self.lost, self.without_order, self.strange, self.double, self.unaccounted))


def held_of(conn: Connection, pairs: set[tuple[str, int]]) -> Held:
    """What the tables hold beside what they should. Watches raise alerts of their own, which do not count."""
    sensor_nums = [num for _, num in pairs]
    known = {rule.id for rule in load_rules()}
    alerts = [row for row in raised(conn, sensor_nums) if row[0] in known]
    orders = Counter(pair for pair in filed(conn, sensor_nums) if pair[0] in known)
    counts = Counter((rule_id, num) for rule_id, num, _ in alerts)
    twice = doubles(conn)
    return Held(
        alerts=len(alerts),
        lost=len(pairs - counts.keys()),
        without_order=len(pairs - orders.keys()) + sum(order is None for _, _, order in alerts),
        strange=len(counts.keys() - pairs),
        double=sum(n - 1 for n in [*counts.values(), *orders.values()]) + twice.alert_events,
        unaccounted=abs(progress(conn).unaccounted) + _hours_off(conn),
    )


def _hours_off(conn: Connection) -> int:
    now = utc_now()
    hours = by_hour(conn, since=now - timedelta(days=2), until=now + timedelta(hours=1))
    return sum(not hour.balances for hour in hours)
