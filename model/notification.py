"""A notification: what a person or another system is told of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from model.position import Position
from model.reading import Origin
from model.severity import Severity
from model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One thing told once, by one channel, to one receiver.

    ``key`` is the same however often it is tried, so that a receiver can tell what it knows already;
    ``case_id`` is what alert, order and report share. ``event`` is the word of what happened; ``ends`` says
    that nothing more is to be done. ``to`` is the receiver as the channel writes it, and ``earlier`` what he
    was told of the case before: keys with their times.
    """

    key: str
    case_id: str
    event: str
    at: datetime
    severity: Severity
    origin: Origin
    headline: Text
    body: Text
    position: Position
    area_code: str | None
    area_name: Text | None
    to: str
    begun_at: datetime
    ends: bool = False
    earlier: Sequence[tuple[str, datetime]] = ()
