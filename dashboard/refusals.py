"""Why an order does not take what a person wished, in plain words: who did what, and what is possible."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard import say
from dashboard.config import Account
from dashboard.wishes import Wish, may
from dashboard.words import Words
from model.order import OrderCommand as Do
from model.order import OrderEvent, OrderState, WorkOrder
from model.person import person
from orders import flow
from orders.joining import TAKES_IN
from orders.working import who_was_first
from store.cases import merged_into
from store.orders import order_events, order_view
from store.pool import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A wish that was refused, and how its order stands by then.

    ``target`` is the order that it was to be merged into, ``children`` what it has taken in itself, ``first``
    whether somebody did something between, ``reason`` what the flow said.
    """

    words: Words
    account: Account
    zone: ZoneInfo
    now: datetime
    wish: Wish
    order: WorkOrder
    alert_open: bool
    events: Sequence[OrderEvent]
    target: WorkOrder | None
    children: Sequence[str]
    first: bool
    reason: str

    def say(self, key: str, **more: object) -> str:
        """The words of a refusal; they may name the order and the command that was refused."""
        command = self.words(f"command.{self.wish.command.value}")
        return self.words(f"refused.{key}", **{"id": self.order.id, "command": command, **more})

    def stage(self, order: WorkOrder | None = None) -> str:
        return self.words(f"stage_now.{(order or self.order).state.value}")

    def list_of(self, names: Iterable[str]) -> str:
        return self.words("refused.between").join(names)

    def by(self, event: OrderEvent) -> dict[str, str]:
        """Who did what, and when."""
        return {
            "actor": say.actor(self.words, event.actor),
            "at": say.brief(event.at, self.zone, now=self.now),
            "command": self.words(f"command.{event.command.value}"),
        }

    @property
    def moved(self) -> OrderEvent:
        """What brought the order where it stands."""
        return next(
            (one for one in reversed(self.events) if one.from_state is not one.to_state), self.events[-1]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who is to be told, in which words and by which clock."""

    words: Words
    account: Account
    zone: ZoneInfo
    now: datetime


def refusal_of(conn: Connection, asker: Asker, wish: Wish, reason: str) -> Refusal | None:
    """Reads how the order of a refused wish stands; None where there is no such order."""
    view = order_view(conn, wish.order_id)
    if view is None:
        return None
    into = wish.beside.into if wish.command is Do.MERGE else None
    target = order_view(conn, into) if into else None
    return Refusal(
        words=asker.words,
        account=asker.account,
        zone=asker.zone,
        now=asker.now,
        wish=wish,
        order=view.order,
        alert_open=view.alert_open,
        events=order_events(conn, view.order.num),
        target=target.order if target else None,
        children=merged_into(conn, view.order.num),
        first=reason == who_was_first(conn, view.order),
        reason=reason,
    )


def explain(one: Refusal) -> str:
    """Why the wish was refused, from the order as it stands."""
    return next((told for check in CHECKS if (told := check(one))), one.say("other", reason=one.reason))


def _over(one: Refusal) -> str | None:
    if flow.allowed(one.order):
        return None
    return one.say("state_end", stage=one.stage(), **one.by(one.moved))


def _merged(one: Refusal) -> str | None:
    if one.order.state is not OrderState.MERGED or one.wish.command is Do.UNMERGE:
        return None
    return one.say("merged", into=one.order.merged_id, **one.by(one.moved))


def _beside(one: Refusal) -> str | None:
    """What lies beside the state: a pause, a wish for more time."""
    command, order = one.wish.command, one.order
    if order.state not in flow.STAYS.get(command, ()) or command in flow.allowed(order):
        return None
    if command is Do.EXTEND:
        return one.say("asked", actor=order.asked_by)
    if command in {Do.GRANT, Do.REFUSE}:
        return one.say("not_asked", **one.by(one.events[-1]))
    return one.say("paused" if command is Do.PAUSE else "not_paused")


def _state(one: Refusal) -> str | None:
    commands = flow.allowed(one.order)
    if one.wish.command in commands:
        return None
    mine = [command for command in commands if may(one.account.role, command)]
    if not mine:
        return one.say("waits", stage=one.stage(), **one.by(one.moved))
    possible = one.list_of(one.words(f"command.{command.value}") for command in mine)
    return one.say("state", stage=one.stage(), allowed=possible, **one.by(one.moved))


def _first(one: Refusal) -> str | None:
    return one.say("first", **one.by(one.events[-1])) if one.first else None


def _note(one: Refusal) -> str | None:
    if one.wish.command not in flow.NEED_WORDS or one.wish.note.strip():
        return None
    return one.say("note", what=one.words(f"needs.{one.wish.command.value}"))


def _same_person(one: Refusal) -> str | None:
    command, actor = one.wish.command, person(one.account.name)
    if command is Do.VERIFY and actor == person(one.order.resolved_by or ""):
        return one.say("same_person", actor=one.account.name)
    if command in {Do.GRANT, Do.REFUSE} and actor == person(one.order.asked_by or ""):
        return one.say("same_decider", actor=one.account.name)
    return None


def _override(one: Refusal) -> str | None:
    guarded = one.wish.command in flow.ENDS_GUARDED and one.alert_open
    return one.say("override") if guarded and not (one.wish.override or "").strip() else None


def _particulars(one: Refusal) -> str | None:
    beside = one.wish.beside
    missing = {
        Do.DISPATCH: not (beside.area or one.order.area),
        Do.ASSIGN: not (beside.crew or beside.person),
        Do.EXTEND: beside.longer is None,
        Do.SPLIT: beside.name is None,
    }
    return one.say(one.wish.command.value) if missing.get(one.wish.command) else None


def _merge(one: Refusal) -> str | None:
    if one.wish.command is not Do.MERGE:
        return None
    target = one.target
    if target is None or not flow.allowed(target):
        return one.say("merge_target", into=one.wish.beside.into or "")
    if target.id == one.order.id:
        return one.say("merge_self")
    if target.origin is not one.order.origin:
        return one.say("merge_origin", into=target.id)
    if target.state not in TAKES_IN:
        return one.say("merge_state", into=target.id, stage=one.stage(target))
    return one.say("merge_children", children=one.list_of(one.children)) if one.children else None


CHECKS: Sequence[Callable[[Refusal], str | None]] = (
    _over,
    _merged,
    _beside,
    _state,
    _first,
    _note,
    _same_person,
    _override,
    _particulars,
    _merge,
)
"""In the order in which a person should hear of them."""
