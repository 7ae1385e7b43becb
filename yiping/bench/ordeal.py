"""What an ordeal consists of, and what of it was done. Pure: the same seed gives the same strokes."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

RESEND_S = 20.0
"""Three times the saving interval of the broker: what a device must keep to outlive a kill of it."""

SECONDS_A_KILL = 4.0
PAUSE_S = (0.3, 1.7)
CUT_S = (0.5, 4.0)
CUT_SHARE = 0.25
AMID_SHARE = 0.5
WEIGHTS = {"ingest": 6, "postgres": 4, "mosquitto": 1}
"""A broker killed more often than devices forget would have to hold what they send again and again:
in the end its queue is full, and it drops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordeal:
    """What is tried: so many kills amid so many readings, by the chance of ``seed``."""

    kills: int
    readings: int
    seed: int
    resend_s: float = RESEND_S
    seconds_a_kill: float = SECONDS_A_KILL

    @property
    def rate(self) -> float:
        """Messages a second, so that the load lasts about as long as the kills."""
        return self.readings / (self.kills * self.seconds_a_kill)


@dataclass(slots=True, kw_only=True)
class Done:
    """What was done so far, by victim; ``fell`` counts ends of ingest by itself, ``said`` its last words."""

    kills: Counter[str] = field(default_factory=Counter)
    cuts: Counter[str] = field(default_factory=Counter)
    fell: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        """It all in one line."""
        words = [f"{count} x {name}" for name, count in sorted(self.kills.items())]
        cuts = [f"{count} x {name}" for name, count in sorted(self.cuts.items())]
        return f"killed {', '.join(words)}; cut off {', '.join(cuts) or 'none'}; ingest fell {self.fell} x"


class Stroke(NamedTuple):
    """Wait so many seconds, then kill a victim, or cut it off for ``cut_s``.

    ``amid``: killed while the database is stopped, so surely between a message and its commit.
    """

    wait_s: float
    victim: str
    cut_s: float | None
    amid: bool


def strokes(ordeal: Ordeal) -> Iterator[Stroke]:
    """What happens, one after the other, until there were enough kills."""
    rng = random.Random(ordeal.seed)  # noqa: S311  chance that can be repeated, no secret
    names, weights = list(WEIGHTS), list(WEIGHTS.values())
    kills = 0
    while kills < ordeal.kills:
        (name,) = rng.choices(names, weights)
        cut_s = rng.uniform(*CUT_S) if rng.random() < CUT_SHARE else None
        kills += cut_s is None
        amid = name == "ingest" and cut_s is None and rng.random() < AMID_SHARE
        yield Stroke(rng.uniform(*PAUSE_S), name, cut_s, amid)
