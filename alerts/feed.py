"""Whether what arrives can be relied on, so that no sensor is blamed for a feed that has stopped. Pure.

Each street with some sensors that live has a feed of its own, because ingest is shared out by street; the
others count by the city's. Nothing in a feed is called silent by the clock on the wall: time runs to its
newest arrival, and stands still from when something goes wrong until nothing has been wrong for ``SETTLE``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from store.feeds import CITY, FeedLook, FeedState

SHORTEST = timedelta(seconds=60)
"""A gap below this is no stop, however often sensors speak."""
PERIODS = 1.5
"""A gap over so many of the shortest period is a stop: sensors are silent after three at the earliest."""
LATE_S = 60.0
"""Three of four arrivals later than this: ingest works off what the broker held."""
LEAST_SENSORS = 4
"""Fewer cannot tell a broken feed from broken sensors."""
SETTLE = timedelta(minutes=5)
"""Devices reconnect one after the other."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

NOTHING = "nothing arrives"
LATE = "what arrives is late: ingest is behind"
FEW = "most of the sensors that lived are not heard"
AWAY = "nobody looked, or nothing arrived, for a while"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What follows from a look: ``stopped_since`` is None where the feed can be relied on.

    ``begins`` and ``ends`` tell a change; ``reason`` is what is wrong, None while it settles or is fine.
    """

    look: FeedLook
    fine_since: datetime | None
    stopped_since: datetime | None
    reason: str | None
    begins: bool
    ends: bool


def judged(looks: Sequence[FeedLook], states: Mapping[str, FeedState], *, now: datetime) -> list[Verdict]:
    """The verdict on the city, first, and on every street that can be judged by itself."""
    if not looks:
        return []
    places = [city_of(looks), *(look for look in looks if look.live >= LEAST_SENSORS)]
    return [verdict(look, states.get(look.place), now=now) for look in places]


def verdict(look: FeedLook, state: FeedState | None, *, now: datetime) -> Verdict:
    """What one look, after what the last one left, says of a feed."""
    reason = wrong(look, state.heard_until if state else None, now=now)
    fine_since = None if reason else ((state.fine_since if state else None) or now)
    was_stopped = state is not None and state.stopped_since is not None
    ends = was_stopped and fine_since is not None and now - fine_since >= SETTLE
    begins = reason is not None and not was_stopped
    stopped_since = state.stopped_since if state else None
    if begins:
        stopped_since = (state.heard_until if state else None) or LONG_AGO
    return Verdict(
        look=look,
        fine_since=fine_since,
        stopped_since=None if ends else stopped_since,
        reason=reason,
        begins=begins,
        ends=ends,
    )


def wrong(look: FeedLook, heard_until: datetime | None, *, now: datetime) -> str | None:
    """What is wrong with a feed, None for nothing."""
    longest = max(SHORTEST, PERIODS * timedelta(seconds=look.every_s))
    if look.newest is None or now - look.newest > longest:
        return NOTHING
    if look.lag_s is not None and look.lag_s > LATE_S:
        return LATE
    if look.live >= LEAST_SENSORS and look.fresh * 2 < look.live:
        return FEW
    if heard_until is None or look.newest - heard_until > longest:
        return AWAY
    return None


def city_of(looks: Iterable[FeedLook]) -> FeedLook:
    """All streets as one; late only where every street is."""
    looks = list(looks)
    lags = [look.lag_s for look in looks if look.lag_s is not None]
    return FeedLook(
        place=CITY,
        sensors=sum(look.sensors for look in looks),
        newest=max((look.newest for look in looks if look.newest is not None), default=None),
        live=sum(look.live for look in looks),
        fresh=sum(look.fresh for look in looks),
        every_s=min(look.every_s for look in looks),
        lag_s=min(lags, default=None),
    )
