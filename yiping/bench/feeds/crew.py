"""People who work one order, step by step, until nothing is left to do."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from model.order import OrderCommand, OrderView
from orders.working import Particulars, perform, view_of
from store.cases import merged_into
from store.pool import Connection
from yiping.bench.feeds.records import Records
from yiping.bench.feeds.script import LONGER, Fate, Role, Step, next_step, wait

LOOKS_AGAIN = timedelta(minutes=15)
"""How long people wait before they look again whether a place is dry."""

RECORD_ENDED = "the record of this event has ended"


@dataclass(slots=True, kw_only=True)
class Worked:
    """One order, what befalls it, and what its people have done; ``area`` takes what lies in none."""

    order_id: str
    area: str
    fate: Fate
    rng: Random
    done: set[OrderCommand] = field(default_factory=set)


def first_visit(conn: Connection, worked: Worked, *, now: datetime) -> datetime | None:
    """When people first do something with an order."""
    return _next_visit(view_of(conn, worked.order_id), worked, now=now)


def visit(conn: Connection, worked: Worked, records: Records, *, now: datetime) -> datetime | None:
    """Does what is due with an order; returns when people come again, None where it is over or merged.

    An order whose sensor still reads above its off value is closed later; with a named reason only where
    the sensor tells nothing any more.
    """
    view = view_of(conn, worked.order_id)
    step = next_step(view.order, worked.fate, worked.done)
    if step is None:
        return None
    wet = step.command is OrderCommand.CLOSE and view.alert_open
    if wet and any(records.goes_on(one, now) for one in _sensors(conn, view)):
        return now + LOOKS_AGAIN
    after = perform(
        conn,
        order_id=worked.order_id,
        command=step.command,
        actor=actor_of(view, step),
        now=now,
        note=step.note,
        override=RECORD_ENDED if wet else None,
        beside=Particulars(
            area=(view.order.area or worked.area) if step.command is OrderCommand.DISPATCH else None,
            longer=LONGER if step.command is OrderCommand.EXTEND else None,
        ),
    )
    worked.done.add(step.command)
    return _next_visit(after, worked, now=now)


def actor_of(view: OrderView, step: Step) -> str:
    """Who takes a step: the person who has the order, or somebody else of its area."""
    if step.role is Role.CREW and view.order.person is not None:
        return view.order.person
    return f"{step.role}@{view.order.area or 'city'}"


def _next_visit(view: OrderView, worked: Worked, *, now: datetime) -> datetime | None:
    step = next_step(view.order, worked.fate, worked.done)
    return None if step is None else now + wait(step, worked.fate, worked.rng)


def _sensors(conn: Connection, view: OrderView) -> list[str]:
    """The sensors of an order and of those merged into it."""
    views = [view, *(view_of(conn, child) for child in merged_into(conn, view.order.num))]
    return [one.sensor_id for one in views if one.sensor_id is not None]
