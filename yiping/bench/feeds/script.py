"""What befalls an order and what its people do next, after how long. Pure: chance enters as ``rng``.

The rates and times are made up to be of the right order, so that every branch is taken (C).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from random import Random

from model.order import OrderCommand as Do
from model.order import OrderState as Is
from model.order import WorkOrder
from orders.clock import TimeLimit, TimeUnit
from orders.flow import AT_WORK


class Role(StrEnum):
    """Who does something: the person who has the order, who looks after him, who sits at the desk."""

    CREW = "crew"
    INSPECTOR = "inspector"
    DESK = "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What befalls one order besides its usual way; ``pace`` is how much slower than usual its people are."""

    is_no_case: bool = False
    returns: bool = False
    parks: bool = False
    asks: bool = False
    is_granted: bool = False
    reworks: bool = False
    pace: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command and who gives it."""

    command: Do
    role: Role
    note: str = ""


NO_CASE, RETURNS, PARKS, ASKS, GRANTED, REWORKS, SLOW = 0.15, 0.04, 0.03, 0.06, 0.6, 0.05, 0.06
"""Shares of orders; GRANTED is of those that ask for more time."""

SLOW_PACE = 6.0
SPREAD = 0.6
"""The standard deviation of the logarithm of a time."""

MINUTES = {
    Do.FILE: 6,
    Do.REJECT: 10,
    Do.DISPATCH: 5,
    Do.ACCEPT: 4,
    Do.RETURN: 6,
    Do.ARRIVE: 14,
    Do.PARK: 15,
    Do.UNPARK: 180,
    Do.EXTEND: 30,
    Do.GRANT: 12,
    Do.REFUSE: 12,
    Do.RESOLVE: 45,
    Do.VERIFY: 25,
    Do.REWORK: 25,
    Do.CLOSE: 10,
}
"""The usual time before each command, half of them sooner."""

USUAL = {
    Is.REPORTED: Step(command=Do.FILE, role=Role.DESK),
    Is.FILED: Step(command=Do.DISPATCH, role=Role.DESK),
    Is.PARKED: Step(command=Do.UNPARK, role=Role.DESK),
    Is.RESOLVED: Step(command=Do.VERIFY, role=Role.INSPECTOR),
    Is.VERIFIED: Step(command=Do.CLOSE, role=Role.INSPECTOR),
}
"""What is done in a state unless something befalls the order there."""

LONGER = TimeLimit(amount=2, unit=TimeUnit.URGENT_HOUR)


def fate_of(rng: Random) -> Fate:
    """What befalls an order."""
    return Fate(
        is_no_case=rng.random() < NO_CASE,
        returns=rng.random() < RETURNS,
        parks=rng.random() < PARKS,
        asks=rng.random() < ASKS,
        is_granted=rng.random() < GRANTED,
        reworks=rng.random() < REWORKS,
        pace=SLOW_PACE if rng.random() < SLOW else 1.0,
    )


def next_step(order: WorkOrder, fate: Fate, done: Collection[Do]) -> Step | None:
    """What is done next with an order, None where nothing is; ``done`` is what people have done with it."""
    if order.state is Is.REPORTED and fate.is_no_case:
        return Step(command=Do.REJECT, role=Role.DESK, note="nothing was found there")
    if order.state is Is.RESOLVED and fate.reworks and not order.reworks:
        return Step(command=Do.REWORK, role=Role.INSPECTOR, note="it comes back")
    return _at_work(order, fate, done) if order.state in AT_WORK else USUAL.get(order.state)


def wait(step: Step, fate: Fate, rng: Random) -> timedelta:
    """How long people take until they do it, in whole seconds."""
    minutes = MINUTES[step.command] * fate.pace * rng.lognormvariate(0.0, SPREAD)
    return timedelta(seconds=max(1, round(minutes * 60)))


def _at_work(order: WorkOrder, fate: Fate, done: Collection[Do]) -> Step:
    if order.state is Is.DISPATCHED:
        if fate.returns and Do.RETURN not in done:
            return Step(command=Do.RETURN, role=Role.CREW, note="not ours")
        return Step(command=Do.ACCEPT, role=Role.CREW)
    if order.state is Is.ACCEPTED:
        if fate.parks and Do.PARK not in done:
            return Step(command=Do.PARK, role=Role.CREW, note="waits for material")
        if Do.ARRIVE not in order.skips:
            return Step(command=Do.ARRIVE, role=Role.CREW)
    return _on_site(order, fate, done)


def _on_site(order: WorkOrder, fate: Fate, done: Collection[Do]) -> Step:
    if order.asked_by is not None:
        command = Do.GRANT if fate.is_granted else Do.REFUSE
        return Step(command=command, role=Role.DESK, note="go on" if fate.is_granted else "others wait")
    if fate.asks and Do.EXTEND not in done:
        return Step(command=Do.EXTEND, role=Role.CREW, note="the way is blocked")
    return Step(command=Do.RESOLVE, role=Role.CREW, note="mended")
