"""What may happen to an order, written down a second time: what is measured is not its own judge."""

from collections.abc import Mapping

STEPS = """
reported    file=filed reject=rejected merge=merged
filed       dispatch=dispatched merge=merged cancel=cancelled split supervise
dispatched  accept=accepted return=filed park=parked merge=merged cancel=cancelled +work
accepted    arrive=on_site return=filed park=parked merge=merged cancel=cancelled +work
on_site     resolve=resolved return=filed park=parked merge=merged cancel=cancelled +work
resolved    verify=verified rework=dispatched cancel=cancelled supervise
verified    close=closed rework=dispatched cancel=cancelled supervise
parked      unpark=before cancel=cancelled grant refuse supervise
merged      unmerge=before
"""
"""What people may do in each state, and where it leads; without a word it leads nowhere."""

AT_WORK = "assign extend grant refuse pause resume split supervise"
OVER = frozenset({"closed", "rejected", "cancelled"})
BEFORE = "before"
STATES = tuple(line.split()[0] for line in STEPS.strip().splitlines())
PEOPLE_DO = tuple(
    sorted({word.partition("=")[0] for line in STEPS.splitlines() for word in line.split()[1:]} - {"+work"})
) + tuple(AT_WORK.split())
BY_ITSELF: Mapping[str, frozenset[str]] = {
    "remind": frozenset({"dispatched", "accepted", "on_site", "parked", "merged"}),
    "assign": frozenset({"dispatched"}),
    **{word: frozenset(STATES) for word in ("escalate", "recur", "move", "suppress", "release")},
}
"""What the system does without moving an order, and where."""

MOVED_BY_ITSELF = frozenset({"file", "dispatch", "merge", "close"})
"""What the system does that moves an order, besides what people may do."""


def _read(text: str) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in text.strip().splitlines():
        state, *words = line.replace("+work", AT_WORK).split()
        pairs = (word.partition("=") for word in words)
        found[state] = {word: to or state for word, _, to in pairs}
    return found


TABLE = _read(STEPS)


def leads_to(state: str, command: str, *, before: str | None, skips: frozenset[str]) -> str | None:
    """Where a command leads, None where it may not be."""
    if "arrive" in skips and (state, command) == ("accepted", "arrive"):
        return None
    if "arrive" in skips and (state, command) == ("accepted", "resolve"):
        return "resolved"
    to = TABLE.get(state, {}).get(command)
    return before if to == BEFORE else to
