"""When a notification is tried again, and when a whole channel is left alone. Pure."""

from datetime import datetime
from random import Random

from store.outbox_channels import Health

SHORTEST_S = 2.0
LONGEST_S = 600.0
IN_A_ROW = 8
ALL_FAIL_S = 1.0
"""A receiver that fails now and then fails eight times in a row before long, but not for a whole second."""
SHORTEST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 300.0


def wait_s(tries: int, *, after_s: float | None, rng: Random) -> float:
    """Seconds until the next try after so many failed ones; never less than the receiver asked for.

    Doubles, and is spread by chance, so that what failed together does not come back together.
    """
    return max(_doubled_s(SHORTEST_S * 2, LONGEST_S, times=tries - 1, rng=rng), after_s or 0.0)


def pause_s(health: Health, *, now: datetime, after_s: float | None, rng: Random) -> float | None:
    """Seconds for which a channel is to be left alone after its last failure; None where it is not.

    What comes back late from before a pause does not lengthen it.
    """
    if is_paused(health, now=now) or health.failures < IN_A_ROW or health.failing_since is None:
        return None
    if (now - health.failing_since).total_seconds() < ALL_FAIL_S:
        return None
    return max(_doubled_s(SHORTEST_PAUSE_S, LONGEST_PAUSE_S, times=health.pauses, rng=rng), after_s or 0.0)


def is_paused(health: Health, *, now: datetime) -> bool:
    """Whether the channel is left alone at ``now``."""
    return health.try_again_at is not None and health.try_again_at > now


def _doubled_s(first_s: float, longest_s: float, *, times: int, rng: Random) -> float:
    whole_s = min(longest_s, first_s * 2.0 ** min(times, 32))
    return whole_s * rng.uniform(0.5, 1.0)
