"""Clocks right to the second: many at random over ten years of calendar, against an independent slow walk."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from orders.calendar import WorkCalendar
from orders.clock import Clock, Pause, TimeLimit, TimeUnit
from yiping.bench.figure import Figure
from yiping.bench.ordering.walk import Week, slow_due
from yiping.bench.stage import BenchError
from yiping.progress import Progress

GROUP = "clocks over ten years of calendar"
SINCE, UNTIL = datetime(2016, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
MOST_AMOUNT = {TimeUnit.URGENT_HOUR: 96.0, TimeUnit.WORKING_HOUR: 60.0, TimeUnit.WORKING_DAY: 15.0}
HOURS = (
    ((510, 690), (780, 1050)),  # 08:30-11:30, 13:00-17:30
    ((540, 1020),),
    ((0, 720), (721, 1439)),
)
DAYS_OF_ITS_OWN = 60
APART = timedelta(seconds=1)
"""From here on two times differ."""

EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """So many clocks."""

    clocks: int


def measure(amount: Amount, seed: int, progress_: Progress) -> Iterator[Figure]:
    """Both answers for every clock. Raises BenchError where any differ."""
    rng = random.Random(seed)  # noqa: S311  chance that can be repeated
    districts = [district(hours, rng) for hours in HOURS]
    with progress_.step(f"{amount.clocks:,} clocks, each walked minute by minute"):
        wrong = [
            one for _ in range(amount.clocks) if (one := differs(*rng.choice(districts), any_clock(rng)))
        ]
    if wrong:
        raise BenchError(
            f"{len(wrong):,} of {amount.clocks:,} clocks are wrong: {'; '.join(wrong[:EXAMPLES])}"
        )
    note = "wrong 0; wanted 0. Urgent and working hours, working days, pauses, days of the district's own"
    yield Figure(group=GROUP, name="clocks, each due to the second", value=amount.clocks, unit="", note=note)


def district(hours: Sequence[tuple[int, int]], rng: random.Random) -> tuple[WorkCalendar, Week]:
    """A district as the program reckons with it, and as the walk does."""
    own = {_any_day(rng): rng.random() < 0.5 for _ in range(DAYS_OF_ITS_OWN)}
    shifts = [(_time(opens), _time(closes)) for opens, closes in hours]
    calendar = WorkCalendar(zone=ZoneInfo("Asia/Shanghai"), shifts=shifts, exceptions=own)
    return calendar, Week(hours=hours, own_days=own)


def any_clock(rng: random.Random) -> Clock:
    """A clock that began within the ten years and stood up to four times, the last time perhaps still."""
    unit = rng.choice(list(TimeUnit))
    since = SINCE + timedelta(seconds=rng.randrange(round((UNTIL - SINCE).total_seconds())))
    limit = TimeLimit(amount=round(rng.uniform(0.05, MOST_AMOUNT[unit]), rng.randrange(3)) or 0.5, unit=unit)
    return Clock(limit=limit, since=since, pauses=_pauses(since, rng))


def differs(calendar: WorkCalendar, week: Week, clock: Clock) -> str:
    """What both say, where they differ."""
    limit = clock.limit
    ours, theirs = (
        clock.due_at(calendar),
        slow_due(clock.since, limit.amount, limit.unit, clock.pauses, week),
    )
    if ours == theirs or (ours is not None and theirs is not None and abs(ours - theirs) < APART):
        return ""
    return f"{limit.amount:g} {limit.unit} since {clock.since}, {list(clock.pauses)}: {ours}, walked {theirs}"


def _pauses(since: datetime, rng: random.Random) -> list[Pause]:
    found: list[Pause] = []
    at = since
    for _ in range(rng.randrange(5)):
        begin = at + timedelta(seconds=rng.randrange(200_000))
        at = begin + timedelta(seconds=rng.randrange(300_000))
        found.append((begin, at))
    if found and rng.random() < 0.2:
        found[-1] = (found[-1][0], None)
    return found


def _any_day(rng: random.Random) -> date:
    return (SINCE + timedelta(days=rng.randrange((UNTIL - SINCE).days))).date()


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
