"""Open incidents with their members: what they stand at, and what becomes of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from model.alert import AlertState
from model.incident import Incident
from model.severity import Severity
from store.incidents import incident_from
from store.pool import Connection
from store.sql import load

_SQL = load("courses")


class MemberStand(NamedTuple):
    """A member of an open incident that was not over at the last look."""

    num: int
    severity: Severity
    state: AlertState
    follows: bool


class Changed(NamedTuple):
    """What an incident stands at after a look."""

    num: int
    severity: Severity
    lead_num: int
    open_members: int
    quiet_since: datetime | None
    closed_at: datetime | None


def open_incidents(conn: Connection) -> list[Incident]:
    """Every open incident, the oldest first."""
    return [incident_from(row) for row in conn.execute(_SQL["open_incidents"])]


def stands(conn: Connection) -> dict[int, list[MemberStand]]:
    """The members of each open incident that were not over, the oldest first, by the incident's number."""
    found: dict[int, list[MemberStand]] = {}
    for incident_num, num, severity, state, follows in conn.execute(_SQL["stands"]):
        member = MemberStand(num, Severity(severity), AlertState(state), follows)
        found.setdefault(incident_num, []).append(member)
    return found


def over(conn: Connection, alert_nums: Collection[int]) -> None:
    """Notes that nothing more will come of members: they have cleared, or followed an incident to its end."""
    if alert_nums:
        conn.execute(_SQL["over"], {"alert_nums": list(alert_nums)})


def change(conn: Connection, changed: Sequence[Changed]) -> None:
    """Writes what incidents stand at, all at once."""
    if changed:
        asked = {
            "nums": [one.num for one in changed],
            "severities": [int(one.severity) for one in changed],
            "lead_nums": [one.lead_num for one in changed],
            "open_members": [one.open_members for one in changed],
            "quiet_sinces": [one.quiet_since for one in changed],
            "closed_ats": [one.closed_at for one in changed],
        }
        conn.execute(_SQL["change"], asked)


def leave(conn: Connection, alert_nums: Collection[int]) -> None:
    """Takes members out of their incidents; each waits from now on."""
    if alert_nums:
        conn.execute(_SQL["leave"], {"alert_nums": list(alert_nums)})
