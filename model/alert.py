"""An alert: a rule's claim that a sensor's place needs a hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from model.reading import Origin
from model.severity import Severity


class AlertState(StrEnum):
    """The states of ISA-18.2, and PENDING before them: beyond a limit, but not yet for the rule's delay.

    An alert that is written down is never PENDING; one in NORM is over and asks nothing any more.
    """

    NORM = "norm"
    PENDING = "pending"
    UNACK = "unack"
    ACKED = "acked"
    RTNUN = "rtnun"
    SHLVD = "shlvd"
    DSUPR = "dsupr"
    OOSRV = "oosrv"


class Aside(StrEnum):
    """How the alerts of a pair may be set aside, the strongest first."""

    OUT_OF_SERVICE = "out_of_service"
    SUPPRESSED = "suppressed"
    SHELVED = "shelved"


class LifeChange(StrEnum):
    """What happens in the life of an alert; the word of its row of history."""

    FIRED = "fired"
    ESCALATED = "escalated"
    EASED = "eased"
    CLEARED = "cleared"
    SUPERSEDED = "superseded"
    ACKNOWLEDGED = "acknowledged"
    SHELVED = "shelved"
    UNSHELVED = "unshelved"
    SHELF_EXPIRED = "shelf_expired"
    SUPPRESSED = "suppressed"
    RELEASED = "released"
    OUT_OF_SERVICE = "out_of_service"
    IN_SERVICE = "in_service"


class Pair(NamedTuple):
    """A rule and a sensor, live or in a drill: what is shelved, and what has one open alert at most."""

    rule_id: str
    sensor_num: int
    origin: Origin = Origin.LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert as it stands. Times are those of the readings; ``value`` is in the metric's unit.

    ``acknowledged_by`` is who did so since it last asked, None where nobody did.
    """

    num: int
    rule_id: str
    rule_revision: int
    sensor_num: int
    metric: str
    state: AlertState
    severity: Severity
    peak_severity: Severity
    value: float
    origin: Origin
    opened_at: datetime
    cleared_at: datetime | None
    area: str | None
    order_num: int | None
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    acknowledged_comment: str | None

    @property
    def pair(self) -> Pair:
        return Pair(self.rule_id, self.sensor_num, self.origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEvent:
    """One line of an alert's history; append-only.

    ``at`` is the time of the reading or of the person's act, ``reason`` the named one, ``comment`` what the
    person said. ``to_state`` is None in lines that were written before states were kept. ``inputs``
    is what a rule decided on, as JSON; None for what people and time did, and in lines from before that.
    """

    alert_num: int
    at: datetime
    recorded_at: datetime
    change: LifeChange
    reason: str
    severity: Severity
    value: float
    from_state: AlertState | None
    to_state: AlertState | None
    actor: str
    comment: str
    inputs: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelving:
    """What keeps the alerts of a pair aside; ``until`` is when a shelf runs out, None for the other kinds."""

    num: int
    pair: Pair
    kind: Aside
    begun_by: str
    reason: str
    since: datetime
    until: datetime | None
