"""A message as it came from the broker."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One publish. ``session`` and ``mid`` say what to acknowledge; ``again`` is the broker's DUP flag."""

    topic: str
    payload: bytes
    received_at: datetime
    session: int = 0
    mid: int = 0
    again: bool = False
