"""What an incident stands at by its members: level, lead, quiet, end. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from model.incident import IncidentChange
from model.severity import Severity


class Stand(NamedTuple):
    """A member that is not over. ``asks`` says that it stands and nobody has set it aside.

    A member that ``follows`` came because of the incident.
    """

    num: int
    severity: Severity
    asks: bool
    follows: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What an incident stands at between two looks."""

    severity: Severity
    lead_num: int
    open_members: int
    quiet_since: datetime | None
    closed_at: datetime | None = None


def after(before: Course, stands: Sequence[Stand], *, now: datetime, close_after: timedelta) -> Course:
    """What an open incident stands at by ``stands``, its members that are not over, the oldest first.

    The worst member leads, of equals the oldest; who leads does so for as long as nobody is worse. Members
    that follow count for the level, and neither lead nor keep it open.
    """
    asking = [one for one in stands if one.asks]
    leading = [one for one in asking if not one.follows]
    quiet_since = None if leading else before.quiet_since or now
    ends = quiet_since is not None and now - quiet_since >= close_after
    return Course(
        severity=max((one.severity for one in asking), default=before.severity),
        lead_num=_lead(before.lead_num, leading),
        open_members=0 if ends else len(asking),
        quiet_since=quiet_since,
        closed_at=now if ends else None,
    )


def changes(before: Course, then: Course) -> list[IncidentChange]:
    """What has happened between two looks, in the order in which it is told."""
    told = {
        IncidentChange.ROSE: then.severity > before.severity,
        IncidentChange.EASED: then.severity < before.severity,
        IncidentChange.LED_BY: then.lead_num != before.lead_num,
        IncidentChange.STIRRED: before.quiet_since is not None and then.quiet_since is None,
        IncidentChange.QUIET: before.quiet_since is None and then.quiet_since is not None,
        IncidentChange.CLOSED: then.closed_at is not None,
    }
    return [change for change, holds in told.items() if holds]


def _lead(before: int, leading: Sequence[Stand]) -> int:
    worst = max((one.severity for one in leading), default=None)
    candidates = [one.num for one in leading if one.severity is worst]
    return before if not candidates or before in candidates else candidates[0]
