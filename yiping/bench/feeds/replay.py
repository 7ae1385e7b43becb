"""The run itself: readings, the engine and people take turns, each at its time of the feed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from model.order import Source, WorkOrder
from model.sensor import Sensor
from orders.joining import TAKES_IN
from orders.reporting import Told, report
from orders.working import view_of
from sims.replay.feed_map import FeedMap
from sims.replay.tape import EPOCH, MS, Tape
from store.cases import place_of
from store.measured_feeds import orders_after
from store.orders import orders_by_num
from store.pool import Connection
from yiping.bench.feeds import engine, rota
from yiping.bench.feeds.agenda import Agenda, FeedClock
from yiping.bench.feeds.callers import Call, calls_about, early_calls
from yiping.bench.feeds.crew import Worked, next_visit, visit
from yiping.bench.feeds.ground import City
from yiping.bench.feeds.records import Records
from yiping.bench.feeds.script import fate_of
from yiping.bench.feeds.taking import Taking, cut, messages_of, taking_with
from yiping.bench.feeds.turning import Turning, turning
from yiping.rulebooks import in_force_by
from yiping.rules.shifts import shifts_from

WORDS = "callers tell of it"


@dataclass(slots=True, kw_only=True)
class Replay:
    """Where a run stands. ``last`` is the number of the last order that people know of.

    ``apart`` are calls about a case that was known and open, and became cases of their own all the same.
    """

    city: City
    found: FeedMap
    sensors: Sequence[Sensor]
    tape: Tape
    seed: int
    clock: FeedClock
    taking: Taking
    turning: Turning
    records: Records
    agenda: Agenda = field(default_factory=Agenda)
    look_due: datetime | None = None
    rota_until: datetime | None = None
    last: int = 0
    calls: int = 0
    apart: list[str] = field(default_factory=list)


def replay(city: City, found: FeedMap, sensors: Sequence[Sensor], tape: Tape, seed: int) -> Replay:
    """Plays a tape from its beginning until every order is closed; the same seed gives the same run."""
    clock = FeedClock(time_at(tape, 0))
    with city.pool.connection() as conn:
        rules = in_force_by(conn, now=clock()).conditions
    run = Replay(
        city=city,
        found=found,
        sensors=sensors,
        tape=tape,
        seed=seed,
        clock=clock,
        taking=taking_with(city.settings, city.pool, clock),
        turning=turning(rules, found.metric, sensors, tape),
        records=Records(sensors, tape),
    )
    _note_early_calls(run)
    place = 0
    while place < len(tape) or run.agenda.next_due is not None:
        place = _turn(run, place)
    return run


def time_at(tape: Tape, place: int) -> datetime:
    """When a reading was observed."""
    return EPOCH + int(tape.times_ms[place]) * MS


def _turn(run: Replay, place: int) -> int:
    """Does what comes next: a batch of readings, somebody's deed, or a look of the engine."""
    deed, end = run.agenda.next_due, cut(run.tape, place, run.turning.times_ms)
    read = time_at(run.tape, end - 1) if end > place else None
    due = min(one for one in (deed, read, run.look_due) if one is not None)
    run.clock.move_to(due)
    if due == read:
        _read(run, place, end)
        return end
    if due == deed:
        run.agenda.take()()
    _look(run)
    return place


def _read(run: Replay, begin: int, end: int) -> None:
    if run.taking.take(messages_of(run.found, run.sensors, run.tape.part(begin, end))):
        _look(run)


def _look(run: Replay) -> None:
    """The engine looks, and people hear of what is new."""
    now = run.clock()
    with run.city.pool.connection() as conn:
        _set_rota(run, conn)
        run.look_due = engine.look(conn, now=now)
        if nums := orders_after(conn, run.last):
            for order in orders_by_num(conn, nums):
                _take_on(run, conn, order)
            run.last = nums[-1]


def _set_rota(run: Replay, conn: Connection) -> None:
    now, settings = run.clock(), run.city.settings
    if run.rota_until is None or now >= run.rota_until:
        shifts, zone = shifts_from(settings.shifts), ZoneInfo(settings.zone)
        run.rota_until = rota.put_week(conn, run.city.teams, shifts, zone, now=now)


def _take_on(run: Replay, conn: Connection, order: WorkOrder) -> None:
    rng = Random(f"{run.seed} {order.id}")  # noqa: S311  a script, no secret
    worked = Worked(num=order.num, area=run.city.area, fate=fate_of(rng), rng=rng)
    due = next_visit(order, worked, now=run.clock())
    if due is not None:
        run.agenda.note(due, partial(_visit, run, worked))
    if order.source is Source.ALERT:
        place = place_of(conn, order.num)
        for call in calls_about(order.id, order.filed_at, place, run.city.plan.radius_m, rng):
            run.agenda.note(call.at, partial(_ring, run, call, order.id))


def _visit(run: Replay, worked: Worked) -> None:
    with run.city.pool.connection() as conn:
        due = visit(conn, worked, partial(_dry_at, run), now=run.clock())
    if due is not None:
        run.agenda.note(due, partial(_visit, run, worked))


def _dry_at(run: Replay, sensor_id: str, now: datetime) -> datetime | None:
    """When something changes at a sensor, or at the latest when its record ends; None where it has ended."""
    end, turn = run.records.end_at(sensor_id, now), run.turning.next_at(sensor_id, now)
    return None if end is None else min(end, turn or end)


def _note_early_calls(run: Replay) -> None:
    places = {one.id: one.position for one in run.sensors}
    for number, (sensor_id, begin) in enumerate(run.records.events()):
        rng = Random(f"{run.seed} event {number}")  # noqa: S311  a script, no secret
        for call in early_calls(f"event-{number}", begin, places[sensor_id], run.city.plan.radius_m, rng):
            run.agenda.note(call.at, partial(_ring, run, call, None))


def _ring(run: Replay, call: Call, about: str | None) -> None:
    """Somebody calls; what is told of a known case that is still worked must become part of it."""
    now, plan = run.clock(), run.city.plan
    told = Told(
        source=Source.HOTLINE,
        category=next(iter(plan.categories)),
        words=WORDS,
        position=call.position,
        by="hotline",
        reported_at=now,
        ticket=call.ticket,
    )
    run.calls += 1
    with run.city.pool.connection() as conn:
        known = None if about is None else view_of(conn, about).order
        worked_by = report(conn, told, now=now).order
    is_open = known is not None and known.state in TAKES_IN and now - known.filed_at <= plan.within
    if is_open and worked_by.num > run.last:
        run.apart.append(f"{call.ticket} became {worked_by.id}, and not part of {about}")
