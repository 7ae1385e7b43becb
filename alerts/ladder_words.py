"""What a ladder stands at, rung by rung: whether it holds, and what is missing for the opposite."""

from collections.abc import Sequence

from alerts.condition import Seen, State
from alerts.ladder import Latch, Rung


def rung_words(
    rungs: Sequence[Rung], state: State, seen: Seen | None, *, direction: float
) -> list[tuple[str, str]]:
    """A level and what is told of it, for each rung; ``seen`` is what the latches heard last.

    ``direction`` is that of the ladder, so that values are told as they were measured.
    """
    return [
        (rung.severity.key, _words(rung, latch, seen, direction))
        for rung, latch in zip(rungs, state, strict=True)
    ]


def _words(rung: Rung, latch: Latch, seen: Seen | None, direction: float) -> str:
    limit, delay = (rung.off, rung.off_delay) if latch.is_set else (rung.on, rung.on_delay)
    held, wish = ("holds", "clears") if latch.is_set else ("does not hold", "sets")
    side = "or more" if (direction > 0) is not latch.is_set else "or less"
    told = f"{held}; {wish} at {limit * direction:g} {side} for {delay.total_seconds():g} s"
    if seen is None:
        return told
    if latch.since is None:
        return f"{told}: {abs(seen.value - limit * direction):.6g} off"
    missing = (delay - (seen.at - latch.since)).total_seconds()
    return f"{told}: there since {latch.since:%Y-%m-%d %H:%M:%S} UTC, {missing:g} s more"
