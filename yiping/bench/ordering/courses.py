"""The clocks of orders, reckoned anew from their events by the slow walk, and compared with the tables.

How bad an order was at its dispatch is known from who opened it; what it was allowed, from its plan.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from store import clocks as table
from store import measured_orders as measured
from store.clocks import ClockRow, RungRow
from store.measured_orders import Line, Stands
from store.pool import Connection
from yiping.bench.ordering.account import Account
from yiping.bench.ordering.histories import is_beside
from yiping.bench.ordering.table import OVER
from yiping.bench.ordering.walk import Standing, Week, slow_due

LEVELS = ("blue", "yellow", "orange", "red")
WEEK = Week(hours=((510, 690), (780, 1050)))
"""08:30-11:30 and 13:00-17:30, as a new installation works."""

APART = timedelta(seconds=1)
HOURS_OF = {"urgent_hour": 1.0, "working_hour": 1.0, "working_day": WEEK.day_us / 3_600_000_000}
STOPPED_BY = {"accept": ("accept",), "arrive": ("arrive",), "resolve": ("accept", "arrive", "resolve")}
Asking = tuple[str | None, int | None, str, datetime]
"""The rule, sensor and origin of an alert, and when it asked for an order."""

VOID_BY = frozenset({"return", "cancel", "reject", "close"})
STAND_BY = frozenset({"pause", "park", "merge"})


@dataclass(slots=True, kw_only=True)
class Reckoned:
    """One clock as its events give it; ``stood`` is how long it has stood until it stopped."""

    amount: float
    unit: str
    since: datetime
    stopped_at: datetime | None = None
    is_void: bool = False
    stood: Sequence[Standing] = ()

    def due_at(self, share: float = 1.0) -> datetime | None:
        """When so much of it is used up."""
        return slow_due(self.since, self.amount * share, self.unit, self.stood, WEEK)


@dataclass(slots=True, kw_only=True)
class Course:
    """An order on its way: how bad it is, and its clocks."""

    stands: Stands
    level: int = 1
    round: int = 0
    clocks: dict[tuple[int, str], Reckoned] = field(default_factory=dict)
    stood: list[Standing] = field(default_factory=list)

    @property
    def running(self) -> dict[str, Reckoned]:
        """The clocks that have not stopped, by sort."""
        found = self.clocks.items()
        return {sort: one for (round_, sort), one in found if one.stopped_at is None and round_ == self.round}

    def limits(self) -> Mapping[str, tuple[float, str]]:
        """What its plan allows at its level."""
        limits: Mapping[str, tuple[float, str]] = self.stands.plan_copy["limits"][LEVELS[self.level - 1]]
        return limits

    def begin(self, at: datetime) -> None:
        """A round begins."""
        self.round += 1
        for sort, (amount, unit) in self.limits().items():
            self.clocks[self.round, sort] = Reckoned(amount=amount, unit=unit, since=at)

    def stop(self, sorts: Iterable[str], at: datetime, *, is_void: bool = False) -> None:
        """Some clocks stop."""
        for sort in set(sorts) & self.running.keys():
            clock = self.running[sort]
            clock.stopped_at, clock.is_void, clock.stood = at, is_void, tuple(self.stood)

    def stand(self, at: datetime) -> None:
        """All of them stand, if they do not already."""
        if not self.stood or self.stood[-1][1] is not None:
            self.stood.append((at, None))

    def go_on(self, at: datetime) -> None:
        """They go on, if they stood."""
        if self.stood and self.stood[-1][1] is None:
            since = self.stood[-1][0]
            self.stood[-1] = since, max(since, at)

    def tighten(self) -> None:
        """No more than its level allows."""
        for sort, (amount, unit) in self.limits().items():
            clock = self.running.get(sort)
            if clock is not None and clock.unit == unit and amount < clock.amount:
                clock.amount = amount

    def lengthen(self, amount: float, unit: str) -> None:
        """More time to resolve."""
        if (clock := self.running.get("resolve")) is not None:
            clock.amount += amount * HOURS_OF[unit] / HOURS_OF[clock.unit]


@dataclass(slots=True, kw_only=True)
class Compared:
    """How many clocks and rungs were compared, and which are wrong."""

    clocks: int = 0
    rungs: int = 0
    problems: list[str] = field(default_factory=list)


def judge(
    conn: Connection, lines: Sequence[Line], stands: Mapping[str, Stands], account: Account
) -> Compared:
    """Compares what the tables hold of clocks and rungs with what the events give."""
    granted = {(one.order_num, one.decided_at): (one.amount, one.unit) for one in measured.wishes(conn)}
    courses = reckoned(lines, stands, account, granted)
    by_num = {one.stands.num: one for one in courses.values()}
    found, wrong = Compared(), list[str]()
    for row in table.clocks_of(conn, list(by_num)):
        found.clocks += 1
        wrong += _clock_apart(by_num[row.order_num], row)
    for rung in table.rungs_of(conn, list(by_num)):
        found.rungs += 1
        wrong += _rung_apart(by_num[rung.order_num], rung)
    wrong += [f"{one.stands.id} is late: {one.stands.late}" for one in courses.values() if _late_apart(one)]
    held = sum(len(one.clocks) for one in courses.values())
    wrong += [f"{held} clocks by their events, {found.clocks} held"] if held != found.clocks else []
    found.problems = [f"clocks wrong {len(wrong)}: {' | '.join(wrong[:3])}"] if wrong else []
    return found


def reckoned(
    lines: Iterable[Line],
    stands: Mapping[str, Stands],
    account: Account,
    granted: Mapping[tuple[int, datetime], tuple[float, str]],
) -> Mapping[str, Course]:
    """The course of every order, by all lines in the order in which they were written."""
    first: dict[Asking, int] = {
        (one.rule_id, one.sensor_num, one.origin, one.at): one.severity for one in account.opened
    }
    courses = {one.id: Course(stands=one) for one in stands.values()}
    for line in lines:
        course = courses[line.order_id]
        if is_beside(line):
            other = courses[line.note.split()[0]]
            course.level = max(course.level, other.level) if line.command == "merge" else course.level
        elif line.from_state is None:
            _opened(course, line, courses, first)
        else:
            _moved(course, line, granted)
    return courses


def _opened(
    course: Course,
    line: Line,
    courses: Mapping[str, Course],
    first: Mapping[Asking, int],
) -> None:
    """How bad it is at its beginning: as its first alert, as what it was split from, or as a report."""
    order = course.stands
    if (parent := courses.get(line.note.partition(": ")[0])) is not None:
        course.level = parent.level
    else:
        course.level = first.get((order.rule_id, order.sensor_num, order.origin, line.at), 1)


def _moved(course: Course, line: Line, granted: Mapping[tuple[int, datetime], tuple[float, str]]) -> None:
    word, at = line.command, line.at
    ended_with = line.from_state == "merged" and line.to_state in OVER
    if word == "resume" or (line.from_state != line.to_state and word not in STAND_BY):
        course.go_on(at)
    course.stop(STOPPED_BY.get(word, ()), at)
    if word in VOID_BY or ended_with:
        course.stop(("accept", "arrive", "resolve"), at, is_void=True)
    if word in STAND_BY:
        course.stand(at)
    if word in {"dispatch", "rework"}:
        course.begin(at)
    if word == "grant":
        course.lengthen(*granted[course.stands.num, at])
    if word == "escalate":
        course.level = LEVELS.index(line.note) + 1
        course.tighten()


def _clock_apart(course: Course, row: ClockRow) -> Iterator[str]:
    clock = course.clocks.get((row.round, row.sort))
    name = f"{course.stands.id} round {row.round} {row.sort}"
    if clock is None:
        yield f"{name}: no event began it"
        return
    if clock.stopped_at is None:
        clock.stood = tuple(course.stood)
    given, held = (clock.unit, clock.since, clock.stopped_at), (row.unit, row.since, row.stopped_at)
    if given != held or abs(clock.amount - row.amount) > 1e-6:
        yield f"{name}: held {row.amount:g} {held}, by its events {clock.amount:g} {given}"
        return
    if clock.is_void:
        if row.ended != "void":
            yield f"{name}: {row.ended}, not void"
        return
    due_at = clock.due_at()
    if not _same(due_at, row.due_at):
        yield f"{name}: due {row.due_at}, walked {due_at}"
    elif row.stopped_at is not None and row.ended != ended(due_at, row.stopped_at):
        yield f"{name}: {row.ended}, and was due {due_at}, stopped {row.stopped_at}"


def _rung_apart(course: Course, rung: RungRow) -> Iterator[str]:
    """A rung that is still to come is due by its share; one that was reached was due."""
    clock = course.clocks.get((rung.round, rung.sort))
    name = f"{course.stands.id} round {rung.round} {rung.sort} rung {rung.share:g}"
    if clock is None:
        yield f"{name}: no clock"
    elif rung.reached_at is not None:
        if rung.due_at is None or rung.due_at > rung.reached_at:
            yield f"{name}: due {rung.due_at}, reached {rung.reached_at}"
    elif clock.stopped_at is not None:
        if rung.due_at is not None:
            yield f"{name}: its clock has stopped, and it is due {rung.due_at}"
    elif not _same(due_at := clock.due_at(rung.share), rung.due_at):
        yield f"{name}: due {rung.due_at}, walked {due_at}"


def ended(due_at: datetime | None, stopped_at: datetime) -> str:
    """How a clock ended."""
    return "late" if due_at is not None and due_at < stopped_at else "met"


def _late_apart(course: Course) -> bool:
    resolves = [one for (_, sort), one in course.clocks.items() if sort == "resolve" and not one.is_void]
    was_late = any(one.stopped_at and ended(one.due_at(), one.stopped_at) == "late" for one in resolves)
    return was_late != course.stands.late


def _same(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < APART
