"""People who work one order, step by step, until nothing is left to do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from model.order import OrderCommand, WorkOrder
from orders.working import Particulars, perform, view_of
from store.cases import merged_into
from store.orders import known_order
from store.pool import Connection
from yiping.bench.feeds.script import LONGER, Fate, Role, Step, next_step, wait

RECORD_ENDED = "the record of this event has ended"


@dataclass(slots=True, kw_only=True)
class Worked:
    """One order, what befalls it, and what its people have done; ``area`` takes what lies in none."""

    num: int
    area: str
    fate: Fate
    rng: Random
    done: set[OrderCommand] = field(default_factory=set)


def next_visit(order: WorkOrder, worked: Worked, *, now: datetime) -> datetime | None:
    """When people do the next thing with an order as it stands, None where nothing is left to do."""
    step = next_step(order, worked.fate, worked.done)
    return None if step is None else now + wait(step, worked.fate, worked.rng)


def visit(
    conn: Connection, worked: Worked, dry_at: Callable[[str, datetime], datetime | None], *, now: datetime
) -> datetime | None:
    """Does what is due with an order; returns when people come again, None where it is over or merged.

    An order whose sensor still reads above its off value is closed later. ``dry_at`` tells when it is worth
    looking again at a sensor after a time; None is never, and then the order is closed with a named reason.
    """
    order = known_order(conn, worked.num)
    step = next_step(order, worked.fate, worked.done)
    if step is None:
        return None
    wet = step.command is OrderCommand.CLOSE and view_of(conn, order.id).alert_open
    if wet and (looks := [at for one in _sensors(conn, order) if (at := dry_at(one, now))]):
        return max(looks) + wait(step, worked.fate, worked.rng)
    after = perform(
        conn,
        order_id=order.id,
        command=step.command,
        actor=actor_of(order, step),
        now=now,
        note=step.note,
        override=RECORD_ENDED if wet else None,
        beside=Particulars(
            area=(order.area or worked.area) if step.command is OrderCommand.DISPATCH else None,
            longer=LONGER if step.command is OrderCommand.EXTEND else None,
        ),
    )
    worked.done.add(step.command)
    return next_visit(after, worked, now=now)


def actor_of(order: WorkOrder, step: Step) -> str:
    """Who takes a step: the person who has the order, or somebody else of its area."""
    if step.role is Role.CREW and order.person is not None:
        return order.person
    return f"{step.role}@{order.area or 'city'}"


def _sensors(conn: Connection, order: WorkOrder) -> list[str]:
    """The sensors of an order and of those merged into it."""
    views = [view_of(conn, one) for one in (order.id, *merged_into(conn, order.num))]
    return [one.sensor_id for one in views if one.sensor_id is not None]
