"""Where people work orders: a command, what it does to the order, its clocks and its case.

The caller owns the transaction. Of two people at once one wins, and the other is told who and when.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from model.order import OVER, OrderEvent, OrderState, OrderView, WorkOrder
from model.order import OrderCommand as Do
from model.text import Text
from orders import desk, flow, joining, timing
from orders.clock import TimeLimit, TimeUnit
from orders.errors import Refused
from orders.splitting import split
from store import clocks
from store import orders as table
from store.listen import wake
from store.pool import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What a command tells beside its words.

    ``area``, ``trade``, ``crew`` and ``person`` say where DISPATCH sends an order and who ASSIGN gives it to,
    ``into`` is the id of the order that takes a merged one in, ``longer`` how much more time EXTEND asks for,
    ``name`` what SPLIT calls the other task.
    """

    area: str | None = None
    trade: str | None = None
    crew: str | None = None
    person: str | None = None
    into: str | None = None
    longer: TimeLimit | None = None
    name: Text | None = None


NOTHING_BESIDE = Particulars()


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A command that was carried out: the order before and after it, its event, what was told beside."""

    before: WorkOrder
    after: WorkOrder
    event: OrderEvent
    beside: Particulars


def perform(
    conn: Connection,
    *,
    order_id: str,
    command: Do,
    actor: str,
    now: datetime,
    note: str = "",
    override: str | None = None,
    beside: Particulars = NOTHING_BESIDE,
) -> WorkOrder:
    """Carries out a person's command and returns the order as it is then.

    What pages show beside it is theirs to ask for: a command holds its order no longer than it must.
    Raises Refused with the reason when the state does not allow it, or somebody else was first.
    """
    order, alert_open = at_work(conn, order_id)
    event = flow.decide(
        order, command, actor=actor, now=now, alert_open=alert_open, note=note, override=override
    )
    after = _changed(conn, order, event, beside)
    if not table.advance(conn, event, after):
        raise Refused(who_was_first(conn, order))
    _keep_time(conn, order, event)
    done = Done(before=order, after=_read(conn, order.num), event=event, beside=beside)
    follows = _follow_up(conn, done)
    if command is Do.VERIFY and Do.CLOSE in order.skips and not alert_open:
        follows = _close_by_plan(conn, order.num, now=now)
    wake(conn, "orders")
    return _read(conn, order.num) if follows else done.after


def view_of(conn: Connection, order_id: str) -> OrderView:
    """An order by the id that people say. Raises Refused where there is none."""
    if (view := table.order_view(conn, order_id)) is None:
        raise Refused(f"there is no order {order_id}")
    return view


def at_work(conn: Connection, order_id: str) -> tuple[WorkOrder, bool]:
    """An order and whether its alert stands open, without what pages show beside it. Raises Refused."""
    if (found := table.order_at_work(conn, order_id)) is None:
        raise Refused(f"there is no order {order_id}")
    return found


def who_was_first(conn: Connection, order: WorkOrder) -> str:
    """What happened to an order after it was read, in words for whoever came too late."""
    last = table.order_events(conn, order.num)[-1]
    return f"{order.id}: {last.actor} was first, {last.command} at {last.at:%H:%M:%S} UTC"


def _changed(conn: Connection, order: WorkOrder, event: OrderEvent, beside: Particulars) -> WorkOrder:
    """The order with what the command changes beside its state. Raises Refused where something is missing."""
    if event.command in {Do.DISPATCH, Do.ASSIGN}:
        return _sent(order, event.command, beside)
    if event.command is Do.MERGE:
        into = joining.target_of(conn, order, beside.into)
        return replace(order, before_state=order.state, merged_id=into.id)
    if event.command is Do.EXTEND and beside.longer is None:
        raise Refused(f"{order.id}: say how much more time it needs")
    change = _CHANGES.get(event.command)
    return change(order, event.actor) if change else order


_CHANGES: Mapping[Do, Callable[[WorkOrder, str], WorkOrder]] = {
    Do.ACCEPT: lambda order, actor: replace(order, person=actor),
    Do.RESOLVE: lambda order, actor: replace(order, resolved_by=actor),
    Do.RETURN: lambda order, _: replace(order, crew=None, person=None),
    Do.PARK: lambda order, _: replace(order, before_state=order.state),
    Do.UNPARK: lambda order, _: replace(order, before_state=None),
    Do.UNMERGE: lambda order, _: replace(order, before_state=None, merged_id=None),
    Do.SUPERVISE: lambda order, actor: replace(order, supervised_by=actor),
}


def _sent(order: WorkOrder, command: Do, beside: Particulars) -> WorkOrder:
    if command is Do.DISPATCH and (beside.area or order.area) is None:
        raise Refused(f"{order.id}: dispatch needs the code of an area")
    if command is Do.ASSIGN and beside.crew is None and beside.person is None:
        raise Refused(f"{order.id}: assign needs a crew or a person")
    return replace(
        order,
        area=beside.area or order.area,
        trade=beside.trade or order.trade,
        crew=beside.crew or (order.crew if beside.trade is None else None),
        person=beside.person,
    )


def _read(conn: Connection, num: int) -> WorkOrder:
    return table.known_order(conn, num)


def _keep_time(conn: Connection, before: WorkOrder, event: OrderEvent) -> None:
    """What a command does to the clocks that run: they go on, and those that it stops, stop."""
    now, command = event.at, event.command
    moves = event.to_state not in {OrderState.PARKED, OrderState.MERGED} and command not in flow.STAYS
    if moves and before.paused:
        timing.go_on(conn, before, now=now)
    timing.stop(conn, before, command, now=now)
    if before.asked_by is not None and (command in timing.VOIDS or command is Do.RESOLVE):
        clocks.decide_extension(conn, before.num, granted=False, decided_by=flow.SYSTEM, now=now)


def _follow_up(conn: Connection, done: Done) -> bool:
    """What a command does beyond its order's row and clocks; False where that is nothing."""
    follow = _FOLLOWS.get(done.event.command)
    if follow:
        follow(conn, done)
    if done.after.state in OVER:
        joining.end_with(conn, done.after, done.event)
    return follow is not None


def _start(conn: Connection, done: Done) -> None:
    timing.start_again(conn, done.after, now=done.event.at)


def _file(conn: Connection, done: Done) -> None:
    # A reported case that lies in an area goes there at once, as that of a sensor does.
    if done.after.area is not None:
        desk.dispatch(conn, done.after, done.after.area, now=done.event.at)


def _pause(conn: Connection, done: Done) -> None:
    reason = done.event.note or done.event.command.value
    timing.stand(conn, done.after, reason=reason, by=done.event.actor, now=done.event.at)


def _resume(conn: Connection, done: Done) -> None:
    timing.go_on(conn, done.after, now=done.event.at)


def _merge(conn: Connection, done: Done) -> None:
    _pause(conn, done)
    joining.take_in(conn, done.after, done.event)


def _unmerge(conn: Connection, done: Done) -> None:
    joining.let_go(conn, done.before, done.event)


def _ask(conn: Connection, done: Done) -> None:
    longer, order = done.beside.longer, done.after
    assert longer is not None  # noqa: S101  _changed refused it otherwise
    clocks.ask_extension(
        conn,
        order.num,
        order.round,
        amount=longer.amount,
        unit=longer.unit,
        reason=done.event.note,
        asked_by=done.event.actor,
        now=done.event.at,
    )


def _decide(conn: Connection, done: Done) -> None:
    granted = done.event.command is Do.GRANT
    amount, unit = clocks.decide_extension(
        conn, done.after.num, granted=granted, decided_by=done.event.actor, now=done.event.at
    )
    if granted:
        timing.lengthen(conn, done.after, amount, TimeUnit(unit))


def _split(conn: Connection, done: Done) -> None:
    split(
        conn,
        done.after,
        name=done.beside.name,
        words=done.event.note,
        trade=done.beside.trade,
        area=done.beside.area,
        actor=done.event.actor,
        now=done.event.at,
    )


_FOLLOWS: Mapping[Do, Callable[[Connection, Done], None]] = {
    Do.FILE: _file,
    Do.DISPATCH: _start,
    Do.REWORK: _start,
    Do.PAUSE: _pause,
    Do.PARK: _pause,
    Do.RESUME: _resume,
    Do.MERGE: _merge,
    Do.UNMERGE: _unmerge,
    Do.EXTEND: _ask,
    Do.GRANT: _decide,
    Do.REFUSE: _decide,
    Do.SPLIT: _split,
}


def _close_by_plan(conn: Connection, num: int, *, now: datetime) -> bool:
    """Closes an order whose plan ends with the verification, unless somebody was quicker."""
    order = _read(conn, num)
    event = flow.decide(order, Do.CLOSE, actor=flow.SYSTEM, now=now, alert_open=False)
    closed = table.advance(conn, event, order)
    if closed:
        joining.end_with(conn, order, event)
    return closed
