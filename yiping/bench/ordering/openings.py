"""Alerts that ask for orders at a pace, drills among them, some again; and people who report the same."""

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from model.order import OrderView, Purpose, Source
from model.position import Position
from model.reading import Origin
from model.severity import Severity
from orders.desk import open_once
from orders.plan import OTHER, shipped_plans
from orders.reporting import Told, report
from store.errors import DoubledError
from store.measured_orders import stand_alert
from store.orders import order_by_num
from store.pool import Pool
from yiping.bench.ordering.account import Account, Opened, Reported
from yiping.bench.ordering.board import Board
from yiping.bench.ordering.ground import City
from yiping.wiring import utc_now

DRILLED, STANDING, AGAIN, TOLD, SAME_PLACE, SAME_TICKET = 0.1, 0.05, 0.05, 0.15, 0.4, 0.1
"""Shares: of alerts those that are drills, stand open, come again; reports among all orders; of reports those
of what others told of, and of a ticket that came before."""

NEAR_DEG = 0.0001
"""About ten metres."""

METRIC, BY = "bench", "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What is opened so many seconds after the beginning: a report, or the alert of the sensor ``number``."""

    at_s: float
    number: int
    is_report: bool
    seed: int


@dataclass(slots=True, kw_only=True)
class Openings:
    """All turns of a storm, shared by the threads that take them."""

    city: City
    pool: Pool
    board: Board
    account: Account
    turns: Iterator[Turn]
    began_s: float = field(default_factory=time.monotonic)
    told: list[Told] = field(default_factory=list)
    fired: list[int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, over: threading.Event) -> None:
        """Takes turn by turn, each not before its time, until there are none."""
        while not over.is_set() and (turn := self._next()) is not None:
            over.wait(max(0.0, self.began_s + turn.at_s - time.monotonic()))
            try:
                self._take(turn, random.Random(turn.seed))  # noqa: S311  chance that can be repeated
            except Exception as problem:  # noqa: BLE001  whatever it is, an alert or a report is lost
                self.account.failures.append(f"{type(problem).__name__}: {problem}")

    def _next(self) -> Turn | None:
        with self.lock:
            return next(self.turns, None)

    def _take(self, turn: Turn, rng: random.Random) -> None:
        if turn.is_report:
            tell(self, rng)
        else:
            fire(self, turn.number, rng, is_first=True)
            self.fired.append(turn.number)
            if rng.random() < AGAIN:
                fire(self, rng.choice(self.fired), rng, is_first=False)


def turns_of(orders: int, seconds: float, seed: int) -> list[Turn]:
    """So many orders, evenly over so many seconds."""
    rng = random.Random(seed)  # noqa: S311  chance that can be repeated
    return [
        Turn(
            at_s=number * seconds / orders,
            number=number,
            is_report=rng.random() < TOLD,
            seed=rng.randrange(2**32),
        )
        for number in range(orders)
    ]


def fire(openings: Openings, number: int, rng: random.Random, *, is_first: bool) -> None:
    """The alert of one sensor, in one transaction with its order, as rules do it."""
    sensor, rule = openings.city.sensors[number], openings.city.rule_of(number)
    always = random.Random(number)  # noqa: S311  what an alert is does not change when it comes again
    origin = Origin.EXERCISE if always.random() < DRILLED else Origin.LIVE
    severity, now = Severity(rng.randrange(1, 5)), utc_now()
    pair: dict[str, Any] = {"rule_id": rule.id, "sensor_num": sensor.num, "origin": origin}
    with openings.pool.connection() as conn:
        if is_first and always.random() < STANDING:
            stand_alert(conn, **pair, metric=METRIC, severity=severity, area=sensor.area, now=now)
        num = open_once(conn, **pair, severity=severity, area=sensor.area, now=now)
        order = order_by_num(conn, num)
    openings.account.opened.append(Opened(**pair, severity=severity, at=now))
    if order is not None:
        openings.board.saw(order.id, order.state)


def tell(openings: Openings, rng: random.Random) -> None:
    """A ticket of the hotline: about what a sensor told of, about what others told of, or one more time."""
    token = openings.account.token()
    told = told_of(openings, token, rng)
    try:
        view = _sent(openings, told)
    except DoubledError:  # its ticket came at the same moment: whoever sends it, sends it again
        view = _sent(openings, told)
    openings.account.reported.append(Reported(token=token, ticket=told.ticket))
    openings.board.saw(view.order.id, view.order.state)
    openings.told.append(told)


def _sent(openings: Openings, told: Told) -> OrderView:
    with openings.pool.connection() as conn:
        return report(conn, told, now=utc_now())


def told_of(openings: Openings, token: str, rng: random.Random) -> Told:
    """What is told in one ticket; its words are the token."""
    if openings.told and (chance := rng.random()) < SAME_TICKET + SAME_PLACE:
        before = rng.choice(openings.told)
        ticket = before.ticket if chance < SAME_TICKET else token
        return replace(before, words=token, ticket=ticket, position=_beside(before.position, rng))
    number = rng.randrange(len(openings.city.sensors))
    sensor = openings.city.sensors[number]
    plan = shipped_plans().for_alert(sensor.kind, Purpose.FIELD)
    categories = plan.categories or shipped_plans().by_id[OTHER].categories
    return Told(
        source=Source.HOTLINE,
        category=rng.choice(sorted(categories)),
        words=token,
        position=_beside(sensor.position, rng),
        by=BY,
        reported_at=utc_now(),
        ticket=token,
    )


def _beside(place: Position, rng: random.Random) -> Position:
    east, north = rng.gauss(0, NEAR_DEG), rng.gauss(0, NEAR_DEG)
    return Position(round(place.lon + east, 6), round(place.lat + north, 6))
