"""Histories played by the independent table: what each order must be then, and what cannot have happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from store.measured_orders import Line, Stands
from yiping.bench.ordering.table import BY_ITSELF, MOVED_BY_ITSELF, OVER, leads_to

SYSTEM = "yiping"
ENDS_A_WISH = frozenset({"return", "cancel", "reject", "close", "resolve", "grant", "refuse"})
STANDS = frozenset({"pause", "park", "merge"})
LETS_STAND = frozenset(
    {"assign", "extend", "grant", "refuse", "split", "supervise", "pause", "park", "merge"}
)
"""After these a clock that stands goes on standing."""


@dataclass(slots=True, kw_only=True)
class Played:
    """An order as its history gives it so far."""

    id: str
    skips: frozenset[str] = frozenset()
    state: str | None = None
    before: str | None = None
    into: str | None = None
    is_paused: bool = False
    asked_by: str | None = None
    resolver: str = ""
    round: int = 0
    returns: int = 0
    reworks: int = 0
    children: set[str] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Play:
    """All orders of a history, and every reason why it cannot be true."""

    orders: dict[str, Played]
    impossible: list[str] = field(default_factory=list)
    ends_due: dict[tuple[str, str], str] = field(default_factory=dict)
    """What was merged into an order that ended, and has not ended with it yet: how it has to."""

    def take(self, line: Line) -> None:
        """Plays one line of history; lines come in the order in which they were written."""
        order = self.orders[line.order_id]
        if line.from_state != order.state:
            self._no(line, f"it was {order.state}")
        if is_beside(line):
            self._beside(order, line)
        elif line.note.startswith("with ") and line.from_state == "merged":
            self._ended_with(order, line)
        elif problem := _problem(order, line):
            self._no(line, problem)
        self._move(order, line)

    def _beside(self, order: Played, line: Line) -> None:
        child = self.orders.get(line.note.split()[0])
        if child is None or order.state in OVER:
            self._no(line, "no other order was merged here")
        elif line.command == "merge":
            order.children.add(child.id)
            child.into = order.id
        elif child.id not in order.children:
            self._no(line, f"{child.id} was not in it")
        else:
            order.children.discard(child.id)
            child.into = None

    def _ended_with(self, order: Played, line: Line) -> None:
        if self.ends_due.pop((order.id, line.note.removeprefix("with ")), None) != line.to_state:
            self._no(line, "what it was merged into did not end so")

    def _move(self, order: Played, line: Line) -> None:
        own = not is_beside(line)
        if own and line.to_state in OVER:
            self.ends_due |= {(child, order.id): line.to_state for child in order.children}
            order.children = set()
        _note(order, line, own=own)
        order.state = line.to_state

    def _no(self, line: Line, why: str) -> None:
        self.impossible.append(f"{line.order_id} {line.command} by {line.actor}: {why}")


def play(lines: Iterable[Line], stands: Mapping[str, Stands]) -> Play:
    """Plays all lines over all orders."""
    played = Play(orders={one.id: Played(id=one.id, skips=one.skips) for one in stands.values()})
    for line in lines:
        played.take(line)
    played.impossible += [
        f"{child} was not ended with {order}, which {how}" for (child, order), how in played.ends_due.items()
    ]
    return played


def is_beside(line: Line) -> bool:
    """Whether a line says in an order that another one was merged into it, or let go."""
    return line.command in {"merge", "unmerge"} and line.from_state == line.to_state


def apart(played: Played, stands: Stands) -> str:
    """How an order stands otherwise than its history gives it."""
    given = (played.state, played.before, played.into if played.state == "merged" else None)
    given_counts = (played.round, played.returns, played.reworks, played.is_paused)
    held = (stands.state, stands.before_state, stands.merged_id if stands.state == "merged" else None)
    held_counts = (stands.round, stands.returns, stands.reworks, stands.paused)
    if (given, given_counts) == (held, held_counts):
        return ""
    return f"{played.id} stands {held} {held_counts}, by its history {given} {given_counts}"


def _problem(order: Played, line: Line) -> str:
    """Why a line cannot be, empty where it can."""
    if order.state is None:
        first = {"file": "filed", "report": "reported"}
        return "" if first.get(line.command) == line.to_state else "nothing begins so"
    if line.actor == SYSTEM and line.command in BY_ITSELF:
        stays = line.from_state == line.to_state
        return "" if stays and order.state in BY_ITSELF[line.command] else f"not where it is {order.state}"
    if line.actor == SYSTEM and line.command not in MOVED_BY_ITSELF:
        return "the system does not do that"
    to = leads_to(order.state, line.command, before=order.before, skips=order.skips)
    if to is None or to != line.to_state:
        return f"from {order.state} it leads to {to}, not {line.to_state}"
    return _beside_the_state(order, line)


def _beside_the_state(order: Played, line: Line) -> str:
    """What a state alone does not tell: pauses, wishes, four eyes."""
    same_eyes = {"verify": order.resolver, "grant": order.asked_by, "refuse": order.asked_by}
    if line.command in same_eyes and same_eyes[line.command] == line.actor:
        return "four eyes were two"
    wrong = {
        "pause": order.is_paused,
        "resume": not order.is_paused,
        "extend": order.asked_by is not None,
        "grant": order.asked_by is None,
        "refuse": order.asked_by is None,
    }
    return "a pause or a wish forbids it" if wrong.get(line.command) else ""


def _note(order: Played, line: Line, *, own: bool) -> None:
    """Notes in an order what a line changes beside its state."""
    if not own or (line.actor == SYSTEM and line.command in BY_ITSELF):
        return
    _count(order, line)
    word, moved = line.command, line.from_state != line.to_state
    if word in {"park", "merge"}:
        order.before = line.from_state
    elif word in {"unpark", "unmerge"}:
        order.before = None
    if word in STANDS:
        order.is_paused = True
    elif moved or word not in LETS_STAND:
        order.is_paused = False


def _count(order: Played, line: Line) -> None:
    """Rounds, and who asked or resolved."""
    word = line.command
    order.round += word in {"dispatch", "rework"}
    order.returns += word == "return"
    order.reworks += word == "rework"
    if word == "resolve":
        order.resolver = line.actor
    if word == "extend":
        order.asked_by = line.actor
    elif word in ENDS_A_WISH:
        order.asked_by = None
