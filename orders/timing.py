"""The clocks of an order: started by its dispatch, stopped by its steps, standing while it is paused.

When something is due is written beside each clock and rung, so that lists and the engine ask an index. What
it is, is reckoned here from limit, beginning and pauses alone, and so the same whenever it is asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from model.order import OrderCommand as Do
from model.order import WorkOrder
from model.severity import Severity
from orders.calendar import WorkCalendar
from orders.clock import Clock, ClockSort, Pause, TimeLimit, TimeUnit
from orders.hours import DAY_AND_NIGHT, calendar_in
from orders.plan import Limits, Rung
from orders.plan_copy import ladder_in, limits_in
from store import clocks as table
from store.clocks import ClockRow, RungRow
from store.orders import plan_copy
from store.pool import Connection

STOPS = {
    Do.ACCEPT: (ClockSort.ACCEPT,),
    Do.ARRIVE: (ClockSort.ARRIVE,),
    Do.RESOLVE: tuple(ClockSort),
}
"""Which clocks a step stops."""

VOIDS = frozenset({Do.RETURN, Do.CANCEL, Do.REJECT, Do.CLOSE})
"""After these no clock counts that still runs."""


@dataclass(frozen=True, slots=True)
class Course:
    """What the times of one round are reckoned from."""

    calendar: WorkCalendar
    since: datetime
    pauses: Sequence[Pause] = ()

    def due_at(self, limit: TimeLimit, share: float = 1.0) -> datetime | None:
        """When so much of a limit is used up; None while the clock stands, or beyond all calendars."""
        part = TimeLimit(amount=limit.amount * share, unit=limit.unit)
        try:
            return Clock(limit=part, since=self.since, pauses=self.pauses).due_at(self.calendar)
        except OverflowError:
            return None


def start(
    conn: Connection, order: WorkOrder, limits: Limits, ladder: Iterable[Rung], *, now: datetime
) -> None:
    """Starts the clocks of the round that a dispatch begins; ``order`` as it is after it."""
    if not limits:
        return
    course = Course(_calendar(conn, limits.values()), now)
    clocks = [
        ClockRow(order.num, order.round, sort, limit.amount, limit.unit, now, course.due_at(limit))
        for sort, limit in limits.items()
    ]
    rungs = [
        RungRow(
            order.num, order.round, one.sort, one.share, one.level, course.due_at(limits[one.sort], one.share)
        )
        for one in ladder
        if one.sort in limits
    ]
    table.start_clocks(conn, clocks, rungs)


def start_again(conn: Connection, order: WorkOrder, *, now: datetime) -> None:
    """Starts the clocks by the plan that the order keeps."""
    copy = plan_copy(conn, order.num)
    start(conn, order, limits_in(copy, order.severity), ladder_in(copy), now=now)


def stop(conn: Connection, order: WorkOrder, command: Do, *, now: datetime) -> None:
    """Stops what a command stops, as met, late or void; a pause ends with it."""
    if command in VOIDS:
        table.stop_clocks(conn, order.num, tuple(ClockSort), now=now, void=True)
    elif command in STOPS:
        table.stop_clocks(conn, order.num, STOPS[command], now=now, void=False)


def stand(conn: Connection, order: WorkOrder, *, reason: str, by: str, now: datetime) -> None:
    """Lets the clocks of an order stand."""
    table.begin_pause(conn, order.num, reason=reason, begun_by=by, now=now)
    reckon(conn, order)


def go_on(conn: Connection, order: WorkOrder, *, now: datetime) -> None:
    """Lets them go on, if they stood."""
    if table.end_pause(conn, order.num, now=now):
        reckon(conn, order)


def lengthen(conn: Connection, order: WorkOrder, amount: float, unit: TimeUnit) -> None:
    """Gives more time to resolve; what is told in another unit than the limit is taken by its length."""
    reckon(conn, order, longer=TimeLimit(amount=amount, unit=unit))


def tighten(conn: Connection, order: WorkOrder, severity: Severity) -> None:
    """An order that rose to a level has no more time than that level allows, whatever was granted before."""
    reckon(conn, order, tighter=limits_in(plan_copy(conn, order.num), severity))


def reckon(
    conn: Connection, order: WorkOrder, *, longer: TimeLimit | None = None, tighter: Limits | None = None
) -> None:
    """Writes anew when the running clocks of an order, and their rungs, are due."""
    running = [
        one
        for one in table.clocks_of(conn, [order.num])
        if one.stopped_at is None and one.round == order.round
    ]
    if not running:
        return
    limits = {ClockSort(one.sort): _limit(one) for one in running}
    told = [
        *limits.values(),
        *([longer] if longer else []),
    ]  # a working day is the district's, also of urgent hours
    for sort, limit in limits.items():
        limits[sort] = _changed(sort, limit, longer, (tighter or {}).get(sort), _calendar(conn, told))
    pauses = [(one.since, one.until) for one in table.pauses_of(conn, [order.num])]
    course = Course(
        _calendar(conn, limits.values()), running[0].since, pauses_within(pauses, running[0].since)
    )
    clocks = [
        one._replace(
            amount=limits[ClockSort(one.sort)].amount, due_at=course.due_at(limits[ClockSort(one.sort)])
        )
        for one in running
    ]
    rungs = [
        one._replace(due_at=course.due_at(limits[ClockSort(one.sort)], one.share))
        for one in table.rungs_of(conn, [order.num])
        if one.round == order.round and one.reached_at is None and one.sort in limits
    ]
    table.set_dues(conn, order.num, order.round, clocks, rungs)


def pauses_within(pauses: Iterable[Pause], since: datetime) -> Sequence[Pause]:
    """Those of an order's pauses that a round which began at ``since`` felt, cut at its beginning."""
    return [(max(begin, since), end) for begin, end in pauses if end is None or end > since]


def _limit(row: ClockRow) -> TimeLimit:
    return TimeLimit(amount=row.amount, unit=TimeUnit(row.unit))


def _changed(
    sort: ClockSort,
    limit: TimeLimit,
    longer: TimeLimit | None,
    tighter: TimeLimit | None,
    calendar: WorkCalendar,
) -> TimeLimit:
    if longer is not None and sort is ClockSort.RESOLVE:
        more = length(longer, calendar) / length(TimeLimit(amount=1, unit=limit.unit), calendar)
        return TimeLimit(amount=limit.amount + more, unit=limit.unit)
    if tighter is not None and tighter.unit is limit.unit and tighter.amount < limit.amount:
        return tighter
    return limit


def length(limit: TimeLimit, calendar: WorkCalendar) -> timedelta:
    """A limit as time that counts."""
    return Clock(limit=limit, since=datetime.min.replace(tzinfo=UTC)).allowed(calendar)


def _calendar(conn: Connection, limits: Iterable[TimeLimit]) -> WorkCalendar:
    """The district's calendar, which clocks that run day and night need not ask for."""
    urgent = all(limit.unit is TimeUnit.URGENT_HOUR for limit in limits)
    return DAY_AND_NIGHT if urgent else calendar_in(conn)
