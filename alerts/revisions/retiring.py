"""What is left of rules that are in force no more: no reading is heard for them, so their alerts end here."""

from collections.abc import Collection
from datetime import datetime

from alerts.evaluate import Change, Transition
from alerts.firing import clear
from store import rules as table
from store.listen import wake
from store.pool import Connection

RETIRED = "rule retired"


def end_alerts(conn: Connection, rule_ids: Collection[str], *, now: datetime, limit: int) -> int:
    """Clears open alerts of rules that are gone, and forgets what these stood at; how many were cleared.

    Their orders stay with their crews. An ingest that has not yet heard of the end may fire once more: the
    next look ends that, too.
    """
    table.drop_standing(conn, rule_ids)
    found = table.open_alerts(conn, rule_ids, limit=limit)
    for num, severity, value in found:
        ended = Transition(change=Change.CLEARED, reason=RETIRED, severity=severity, at=now, value=value)
        clear(conn, num, ended, now=now)
    if found:
        wake(conn, "alerts")
    return len(found)
