"""An alert: a rule's claim that a sensor's place needs a hand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from model.reading import Origin
from model.severity import Severity


class AlertState(StrEnum):
    """ISA-18.2 states in use so far. An alert is open until it is back to normal."""

    UNACK = "unack"
    RTNUN = "rtnun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert as it stands. Times are those of the readings; ``value`` is in the metric's unit."""

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
