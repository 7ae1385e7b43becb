"""How far each value can be trusted, by its kind's limits and by what came before it. Pure, a batch at once.

A batch is judged without an object for each value: readings of one key (a sensor, a measure, an origin) are
brought together by a stable sort, and what the one before said stands one place earlier. Only the first of
a key looks into the trail that earlier batches left, so that it makes no difference where a stream is cut.
"""

from dataclasses import dataclass, fields
from typing import NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from ingest.lag import Ints, Lags, Mask, Places, follow, steady
from ingest.limits import SECOND_US, ClockBounds, Limits
from model.reading import Quality
from store.columns import NO_TIME, QUALITIES

Floats = NDArray[np.float64]
T = TypeVar("T", bound=np.generic)
SHORTEST_US = 10 * SECOND_US
"""A change over less counts as one over so long: waves and noise within a second are no rise."""

_GOOD, _CLOCK_SUSPECT, _SUSPECT, _BAD = (
    np.int8(QUALITIES.index(quality))
    for quality in (Quality.GOOD, Quality.CLOCK_SUSPECT, Quality.SUSPECT, Quality.BAD)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """What is known of each key before its next reading; one row a key, NO_TIME and NaN where nothing is.

    ``last`` and ``before`` are its last two values within range, ``unchanged_us`` is since when the value has
    not moved, and ``lag_us`` by how much its readings have been late since ``lag_since_us``. Times are
    microseconds since 1970-01-01 UTC.
    """

    last_us: Ints
    last_value: Floats
    before_us: Ints
    before_value: Floats
    unchanged_us: Ints
    lag_us: Ints
    lag_since_us: Ints

    @classmethod
    def unknown(cls, count: int) -> Self:
        """``count`` keys of which nothing is known."""
        never, nothing = np.full(count, NO_TIME), np.full(count, np.nan)
        names = [one.name for one in fields(cls)]
        return cls(**{name: (nothing if name.endswith("value") else never).copy() for name in names})

    def __len__(self) -> int:
        return len(self.last_us)


class _Chain(NamedTuple):
    """Some readings of a batch by key; ``first`` tells which are the first of theirs, ``last`` the last."""

    order: Places
    key: Places
    first: Mask
    last: Mask


class _Run(NamedTuple):
    """What each reading of a chain has before it, and since when the value stands as it does."""

    last_us: Ints
    last_value: Floats
    before_us: Ints
    before_value: Floats
    joined: Mask
    unchanged_us: Ints


def judge(
    *,
    key: Places,
    fresh: Mask,
    measure: NDArray[np.integer],
    value: Floats,
    observed_us: Ints,
    lag_us: Ints,
    limits: Limits,
    trail: Trail,
    clock: ClockBounds,
) -> tuple[NDArray[np.int8], Trail]:
    """The quality of each reading as its place in QUALITIES, and the trail after them.

    Readings stand in the order of arrival. ``key`` is the row of ``trail``, ``measure`` that of ``limits``;
    ``fresh`` ones are newer than all before of their key, the others are judged by range and lateness alone
    and leave no trail. ``lag_us`` is arrival minus observation, NO_TIME where the clock is not judged.
    """
    bad = ~((value >= limits.low[measure]) & (value <= limits.high[measure]))
    told = lag_us != NO_TIME
    doubted = told & ((lag_us < -clock.ahead_us) | (lag_us > clock.window_us))
    values = _chain(np.flatnonzero(fresh & ~bad), key, len(trail))
    run = _run(values, value[values.order], observed_us[values.order], measure[values.order], limits, trail)
    wrong = _implausible(run, value[values.order], observed_us[values.order], measure[values.order], limits)
    clocks = _chain(_worth_following(fresh & told, key, lag_us, trail, clock), key, len(trail))
    lags = _lags(clocks, lag_us[clocks.order], observed_us[clocks.order], trail, clock)
    late = steady(lags, lag_us=lag_us[clocks.order], observed_us=observed_us[clocks.order], clock=clock)

    doubted[clocks.order[late]] = True
    quality = np.where(doubted, _CLOCK_SUSPECT, _GOOD)
    quality[values.order[wrong]] = _SUSPECT
    quality[bad] = _BAD
    return quality, _trail_after(trail, values, run, value, observed_us, clocks, lags)


def _chain(which: Places, key: Places, keys: int) -> _Chain:
    # Sorting numbers of 16 bits takes a tenth of the time.
    narrow = key[which].astype(np.uint16 if keys <= 1 << 16 else np.int64)
    order = which[np.argsort(narrow, kind="stable")]
    ordered = key[order]
    change = ordered[1:] != ordered[:-1]
    edge = np.ones(min(len(order), 1), np.bool_)
    return _Chain(order, ordered, np.concatenate([edge, change]), np.concatenate([change, edge]))


def _run(
    chain: _Chain, value: Floats, at_us: Ints, measure: NDArray[np.integer], limits: Limits, trail: Trail
) -> _Run:
    last_us = _before(chain, at_us, trail.last_us)
    last_value = _before(chain, value, trail.last_value)
    joined = (last_us != NO_TIME) & (at_us - last_us <= limits.silence_us[measure])
    before_us = _before(chain, np.where(joined, last_us, NO_TIME), trail.before_us)
    before_value = _before(chain, last_value, trail.before_value)
    unchanged_us = _unchanged(chain, joined & (value == last_value), at_us, trail)
    return _Run(last_us, last_value, before_us, before_value, joined, unchanged_us)


def _before(chain: _Chain, one: NDArray[T], known: NDArray[T]) -> NDArray[T]:
    """What each reading's predecessor has in ``one``; for the first of a key what is ``known`` of the key."""
    return np.where(chain.first, known[chain.key], np.roll(one, 1))


def _unchanged(chain: _Chain, same: Mask, at_us: Ints, trail: Trail) -> Ints:
    begins = chain.first | ~same
    since = np.where(same, trail.unchanged_us[chain.key], at_us)
    head = np.maximum.accumulate(np.where(begins, np.arange(len(at_us)), 0))
    return since[head]


def _implausible(run: _Run, value: Floats, at_us: Ints, measure: NDArray[np.integer], limits: Limits) -> Mask:
    """Which values moved too fast, stand out from their two neighbours, or have not moved for too long."""
    seconds = np.maximum(at_us - run.last_us, SHORTEST_US) / SECOND_US
    rise = (value - run.last_value) / seconds
    fast = (rise > limits.rise_per_s[measure]) | (-rise > limits.fall_per_s[measure])
    off = abs(value - _median(value, run.last_value, run.before_value)) > limits.spike[measure]
    stuck = (at_us - run.unchanged_us >= limits.stuck_us[measure]) & (value != limits.rest[measure])
    wrong: Mask = (run.joined & (fast | (off & (run.before_us != NO_TIME)))) | stuck
    return wrong


def _median(one: Floats, two: Floats, three: Floats) -> Floats:
    return np.maximum(np.minimum(one, two), np.minimum(np.maximum(one, two), three))


def _worth_following(told: Mask, key: Places, lag_us: Ints, trail: Trail, clock: ClockBounds) -> Places:
    """The readings of clocks that are behind or were; mostly there are none."""
    behind = trail.lag_us != NO_TIME
    behind[key[told & (lag_us > clock.behind_us)]] = True
    return np.flatnonzero(told & behind[key])


def _lags(chain: _Chain, lag_us: Ints, at_us: Ints, trail: Trail, clock: ClockBounds) -> Lags:
    first = np.flatnonzero(chain.first)
    known = Lags(trail.lag_us[chain.key[first]], trail.lag_since_us[chain.key[first]])
    return follow(first=first, lag_us=lag_us, observed_us=at_us, known=known, clock=clock)


def _trail_after(
    trail: Trail, values: _Chain, run: _Run, value: Floats, at_us: Ints, clocks: _Chain, lags: Lags
) -> Trail:
    end, joined = values.last, run.joined[values.last]
    keys, order = values.key[end], values.order[end]
    return Trail(
        last_us=_put(trail.last_us, keys, at_us[order]),
        last_value=_put(trail.last_value, keys, value[order]),
        before_us=_put(trail.before_us, keys, np.where(joined, run.last_us[end], NO_TIME)),
        before_value=_put(trail.before_value, keys, np.where(joined, run.last_value[end], np.nan)),
        unchanged_us=_put(trail.unchanged_us, keys, run.unchanged_us[end]),
        lag_us=_put(trail.lag_us, clocks.key[clocks.last], lags.lag_us[clocks.last]),
        lag_since_us=_put(trail.lag_since_us, clocks.key[clocks.last], lags.since_us[clocks.last]),
    )


def _put(known: NDArray[T], keys: Places, told: NDArray[T]) -> NDArray[T]:
    after = known.copy()
    after[keys] = told
    return after
