"""What the watch of silent sensors looks at: who says nothing on the ground of open incidents."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from alerts.incidents.reckoning import MOST, WINDOW
from alerts.watch_rule import WatchRule
from alerts.watches.silent_in_incident import Hush
from model.reading import Origin
from store import ground
from store.ground import Quiet
from store.pool import Connection

ARRIVALS = "arrivals"
"""What a watch looks at that calls sensors silent wherever they are."""


def hushes(conn: Connection, rule: WatchRule, rules: Sequence[WatchRule], _now: datetime) -> list[Hush]:
    """The quiet sensors with their last values, and with the rules that will call them silent later."""
    watch: Any = rule.watch
    found = ground.quiet_sensors(conn, watch.kinds, periods=watch.periods, gone_within_s=watch.gone_within_s)
    wanted = [(one.sensor_num, watch.metrics[one.kind].name, one.origin) for one in found]
    over_s = WINDOW.over.total_seconds()
    told = ground.trails(conn, wanted, over_s=over_s, most=MOST) if wanted else {}
    return [Hush(one, told.get((one.sensor_num, one.origin), ()), _silent(rules, one)) for one in found]


def _silent(rules: Iterable[WatchRule], one: Quiet) -> tuple[str, ...]:
    if one.origin is not Origin.LIVE:  # of a drill those rules say nothing
        return ()
    later = [(rule.id, rule.watch) for rule in rules if rule.watch.looks_at == ARRIVALS]
    return tuple(rule_id for rule_id, watch in later if one.kind in getattr(watch, "kinds", ()))
