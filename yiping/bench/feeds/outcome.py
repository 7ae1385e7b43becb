"""What a run came to: how much of everything, which promises it broke, and the evaluation of its orders."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from ingest.batch import Stored
from model.area import Level
from model.order import OVER
from orders.evaluating import evaluate
from store.evaluation import Grouping, Period
from store.figures import figures
from store.measured_feeds import opened, overlaps
from store.measured_orders import Line, Stands, lines, outbox_rows, stands
from store.pool import Connection
from yiping.bench.feeds.crew import RECORD_ENDED
from yiping.bench.feeds.replay import Replay, time_at
from yiping.bench.ordering.histories import apart, is_beside, play
from yiping.report import lines as report

MOST_TOLD = 10
"""Broken promises that are told in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there was; of wishes for more time how many were granted and refused."""

    readings: int
    alerts: int
    calls: int
    orders: int
    closed: int
    rejected: int
    returned: int
    reworked: int
    merged: int
    extended: int
    refused: int
    parked: int
    overdue: int
    reminders: int
    notices: int
    overrides: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that is told of a run; ``evaluation`` are the lines of ``yiping report evaluation``."""

    counts: Counts
    broken: Sequence[str]
    evaluation: Sequence[str]


def outcome_of(conn: Connection, run: Replay) -> Outcome:
    """Counts, judges and evaluates what a run has left in its database."""
    history, standing = lines(conn), stands(conn)
    return Outcome(
        counts=_counts(conn, run, history, standing),
        broken=[*_broken_orders(history, standing), *_broken(conn, run)],
        evaluation=list(_evaluation(conn, run)),
    )


def count_lines(counts: Counts) -> Iterator[str]:
    """A line for each count."""
    yield from (f"{value:>9,}  {name.replace('_', ' ')}" for name, value in asdict(counts).items())


def _counts(conn: Connection, run: Replay, history: Sequence[Line], standing: dict[str, Stands]) -> Counts:
    held, states = figures(conn), Counter(one.state for one in standing.values())
    words = Counter(one.command for one in history if not is_beside(one))
    return Counts(
        readings=held.readings,
        alerts=held.alerts,
        calls=run.calls,
        orders=held.orders,
        closed=states["closed"],
        rejected=states["rejected"],
        returned=words["return"],
        reworked=words["rework"],
        merged=words["merge"],
        extended=words["grant"],
        refused=words["refuse"],
        parked=words["park"],
        overdue=sum(one.late for one in standing.values()),
        reminders=words["remind"],
        notices=len(outbox_rows(conn)),
        overrides=sum(one.override == RECORD_ENDED for one in history),
    )


def _broken_orders(history: Sequence[Line], standing: dict[str, Stands]) -> Iterator[str]:
    """Histories that cannot be, and orders that are not closed."""
    played = play(history, standing)
    yield from played.impossible
    yield from filter(None, (apart(one, standing[one.id]) for one in played.orders.values()))
    yield from (f"{one.id} is still {one.state}" for one in standing.values() if one.state not in OVER)


def _broken(conn: Connection, run: Replay) -> Iterator[str]:
    """What was lost or is there twice."""
    yield from run.apart
    found, stored, raised = overlaps(conn), run.taking.stored, Counter(opened(conn))
    told = {
        "orders unclosed beside another of their rule and sensor": found.orders,
        "alerts open beside another of their rule and sensor": found.alerts,
        "alerts without an order": found.without_order,
        "orders filed at another time than their alert opened": found.apart,
        "alerts that a back-test does not fire, or twice": (raised - Counter(run.turning.fired)).total(),
        "alerts that a back-test fires, and are missing": (Counter(run.turning.fired) - raised).total(),
        "readings refused": stored.dead_letter,
        "readings that came too late": stored.late,
        "readings lost": len(run.tape) - _taken(stored),
    }
    yield from (f"{count} {what}" for what, count in told.items() if count)


def _taken(stored: Stored) -> int:
    return stored.stored + stored.duplicate + stored.late + stored.dead_letter


def _evaluation(conn: Connection, run: Replay) -> Iterator[str]:
    """By area and by plan in one table, with the formulas, as ``yiping report evaluation`` tells them."""
    now, zone = run.clock(), ZoneInfo(run.city.settings.zone)
    period = Period(begin=time_at(run.tape, 0), end=now + timedelta(seconds=1))
    by_area = evaluate(conn, period, by=Grouping.AREA, now=now, level=Level.DISTRICT)
    by_plan = evaluate(conn, period, by=Grouping.PLAN, now=now)
    yield from report.lines(replace(by_area, rows=[*by_area.rows, *by_plan.rows]), zone, formulas=True)
