"""An incident: alerts of one hazard in one place, told as one thing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from model.reading import Origin
from model.severity import Severity


class IncidentChange(StrEnum):
    """What happens in the life of an incident; the word of its row of history."""

    OPENED = "opened"
    JOINED = "joined"
    LED_BY = "led_by"
    ROSE = "rose"
    EASED = "eased"
    QUIET = "quiet"
    STIRRED = "stirred"
    MERGED = "merged"
    TOOK_IN = "took_in"
    LEFT = "left"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident as it stands.

    ``lead_num`` is the number of the alert that speaks for it. ``members`` are all alerts that belong to it,
    ``open_members`` those that stand now and are not set aside; ``severity`` is the worst level of these, and
    the last one while there are none. ``opened_at`` is when its first member fired, by the readings;
    ``quiet_since`` and ``closed_at`` go by the clock. ``area`` is the area that it never leaves, None outside
    of all. One that was merged is closed, has no members any more, and ``merged_into`` is who has them.
    """

    num: int
    id: str
    hazard: str
    origin: Origin
    severity: Severity
    peak_severity: Severity
    lead_num: int
    members: int
    open_members: int
    opened_at: datetime
    quiet_since: datetime | None = None
    closed_at: datetime | None = None
    merged_into: int | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEvent:
    """One line of an incident's history; append-only, by the clock.

    ``alert_num`` is the alert that joined, left or leads; ``other_num`` the incident that took this one in,
    or that this one took in.
    """

    incident_num: int
    at: datetime
    change: IncidentChange
    severity: Severity
    members: int
    alert_num: int | None = None
    other_num: int | None = None
