"""What was answered to whom: kept by those who ask, and never read by what they ask."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count


class Answer(StrEnum):
    """What came of a command: carried out and committed, refused with words, or failed without any."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One command of one person on one order; ``token`` is a note that no other has."""

    token: str
    order_id: str
    command: str
    actor: str
    answer: Answer
    words: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An alert that asked at a time for an order of a rule, sensor and origin, and got an answer."""

    rule_id: str
    sensor_num: int
    origin: str
    severity: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A report that was taken; ``ticket`` may have come before."""

    token: str
    ticket: str | None


@dataclass(slots=True)
class Account:
    """All of it; appending to a list is safe between threads."""

    asked: list[Asked] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def token(self) -> str:
        """A note that no other command has."""
        return f"n{next(self._numbers):07}"

    @property
    def problems(self) -> list[str]:
        """What failed without an answer that a person could use, commands and openings."""
        failed = [one.words for one in self.asked if one.answer is Answer.FAILED]
        kinds = (("commands", failed), ("openings", self.failures))
        return [f"{kind} failed {len(found)}: {' | '.join(found[:3])}" for kind, found in kinds if found]
