"""A work order (工单): one task for the people of one grid area."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from model.reading import Origin
from model.severity import Severity
from model.text import Text


class OrderState(StrEnum):
    """The stages from case to closure, in order."""

    FILED = "filed"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    ON_SITE = "on_site"
    RESOLVED = "resolved"
    VERIFIED = "verified"
    CLOSED = "closed"


class Purpose(StrEnum):
    """Whom an order is for: the crew that looks after the place, or those who mend the sensor itself."""

    FIELD = "field"
    MAINTENANCE = "maintenance"


class OrderCommand(StrEnum):
    """What happens to an order.

    FILE, ESCALATE (its alert rose), RECUR (its alert came again), MOVE (a boundary changed), SUPPRESS and
    RELEASE (its alerts are held while they chatter, and no longer) are what the system does by itself.
    """

    FILE = "file"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    ARRIVE = "arrive"
    RESOLVE = "resolve"
    VERIFY = "verify"
    CLOSE = "close"
    ESCALATE = "escalate"
    RECUR = "recur"
    MOVE = "move"
    SUPPRESS = "suppress"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """One order as it stands; ``id`` is what people say aloud, ``area`` the grid area it went to."""

    num: int
    id: str
    rule_id: str
    sensor_num: int
    severity: Severity
    state: OrderState
    origin: Origin
    area: str | None
    filed_at: datetime
    state_since: datetime
    resolved_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEvent:
    """One line of an order's history; append-only. ``override`` is the reason why a safeguard was passed."""

    order_num: int
    at: datetime
    actor: str
    command: OrderCommand
    from_state: OrderState | None
    to_state: OrderState
    note: str
    override: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order with the words that a list or a tablet shows beside it."""

    order: WorkOrder
    sensor_id: str
    sensor_name: Text
    sensor_kind: str
    lon: float
    lat: float
    area_name: Text | None
    area_path: tuple[Text, ...]
    """Names from district down to the grid area."""
    alert_open: bool
    """True while the sensor still reads above its off value."""
    last_value: float | None
    last_metric: str | None
    last_observed_at: datetime | None
    purpose: Purpose = Purpose.FIELD
