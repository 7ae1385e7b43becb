"""A message as it came from the broker."""

from datetime import datetime
from typing import NamedTuple


class Message(NamedTuple):
    """One publish. ``session`` and ``mid`` say what to acknowledge, ``again`` is the broker's DUP flag.

    ``mid`` is 0 for a message of QoS 0, which nobody acknowledges. A tuple, not a dataclass: many thousands
    a second are made.
    """

    topic: str
    payload: bytes
    received_at: datetime
    session: int = 0
    mid: int = 0
    again: bool = False
