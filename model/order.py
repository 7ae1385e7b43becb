"""A work order (工单): one task for the people of one grid area."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from model.area import Level
from model.reading import Origin
from model.severity import Severity
from model.text import Text


class OrderState(StrEnum):
    """The stages from a reported case to closure, in order; then what lies beside them."""

    REPORTED = "reported"
    FILED = "filed"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    ON_SITE = "on_site"
    RESOLVED = "resolved"
    VERIFIED = "verified"
    CLOSED = "closed"
    PARKED = "parked"
    MERGED = "merged"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


OVER = frozenset({OrderState.CLOSED, OrderState.REJECTED, OrderState.CANCELLED})
"""Nothing moves an order any more."""


class Stage(StrEnum):
    """The seven official stages of a case."""

    COLLECT = "collect"
    FILE = "file"
    DISPATCH = "dispatch"
    HANDLE = "handle"
    FEEDBACK = "feedback"
    VERIFY = "verify"
    EVALUATE = "evaluate"


class Purpose(StrEnum):
    """Whom an order is for: the crew that looks after the place, or those who mend the sensor itself."""

    FIELD = "field"
    MAINTENANCE = "maintenance"


class Source(StrEnum):
    """Where a case comes from: a sensor's alert, the hotline 12345, staff on their rounds, another order."""

    ALERT = "alert"
    HOTLINE = "hotline"
    STAFF = "staff"
    SPLIT = "split"


class OrderCommand(StrEnum):
    """What happens to an order.

    ESCALATE (its alert rose), RECUR (its alert came again), MOVE (a boundary changed), SUPPRESS and RELEASE
    (its alerts are held while they chatter, and no longer) and REMIND (so much of a clock is used up) are
    what the system does by itself. The system also files, dispatches, assigns and merges.
    """

    REPORT = "report"
    FILE = "file"
    REJECT = "reject"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    ARRIVE = "arrive"
    RESOLVE = "resolve"
    VERIFY = "verify"
    CLOSE = "close"
    ASSIGN = "assign"
    RETURN = "return"
    REWORK = "rework"
    EXTEND = "extend"
    GRANT = "grant"
    REFUSE = "refuse"
    PAUSE = "pause"
    RESUME = "resume"
    PARK = "park"
    UNPARK = "unpark"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"
    CANCEL = "cancel"
    SUPERVISE = "supervise"
    REMIND = "remind"
    ESCALATE = "escalate"
    RECUR = "recur"
    MOVE = "move"
    SUPPRESS = "suppress"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """One order as it stands; ``id`` is what people say aloud, ``area`` the grid area it went to.

    ``case_id`` is what alert, order and report of one matter share. ``turn`` moves on with every command of a
    person, ``round`` with every dispatch. ``level`` is how high the ladder has carried it, ``before_state``
    what it was before it was parked or merged, ``due_at`` when it must be resolved, ``late`` whether some
    round was not resolved in time. ``asked_by`` waits for more time; ``skips`` are the steps that its plan
    leaves out, ``kind`` is that of its sensor, or the category that people told.
    """

    num: int
    id: str
    rule_id: str | None
    sensor_num: int | None
    severity: Severity
    state: OrderState
    origin: Origin
    area: str | None
    filed_at: datetime
    state_since: datetime
    resolved_by: str | None
    source: Source = Source.ALERT
    plan: str = "other"
    case_id: str = ""
    trade: str | None = None
    crew: str | None = None
    person: str | None = None
    round: int = 0
    turn: int = 0
    returns: int = 0
    reworks: int = 0
    level: Level | None = None
    before_state: OrderState | None = None
    merged_id: str | None = None
    supervised_by: str | None = None
    follows_id: str | None = None
    due_at: datetime | None = None
    late: bool = False
    paused: bool = False
    asked_by: str | None = None
    skips: frozenset[OrderCommand] = frozenset()
    kind: str | None = None


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
    """An order with the words that a list or a tablet shows beside it.

    ``name`` is that of the sensor, or of the case that people reported; those have no sensor.
    """

    order: WorkOrder
    sensor_id: str | None
    name: Text
    sensor_kind: str | None
    lon: float
    lat: float
    area_name: Text | None
    area_path: tuple[Text, ...]
    """Names from district down to the grid area."""
    alert_open: bool
    """True while the sensor, or that of an order merged into it, still reads above its off value."""
    last_value: float | None
    last_metric: str | None
    last_observed_at: datetime | None
    purpose: Purpose = Purpose.FIELD
