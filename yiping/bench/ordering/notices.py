"""Whether everybody was told of everything, each once, in order, and of drills only where a drill was named.

Whom a line of history concerns is reckoned anew from the copy of the plan that its order keeps, since in this
city whoever is told at all is told by a street.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from store.measured_orders import Line, Sent, Stands
from yiping.bench.ordering.ground import CHANNELS, DRILLS
from yiping.bench.ordering.receiving import Came

CAUGHT_UP = "caught_up"
"""The word of reminders that may go into a digest."""

Notice = tuple[int, str, str]
"""A line of history, a channel, an address there."""


@dataclass(slots=True, kw_only=True)
class Told:
    """What receivers had, and what is wrong with it."""

    notices: int = 0
    requests: int = 0
    absorbed: int = 0
    drills: int = 0
    manners: Mapping[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    wrong_drills: list[str] = field(default_factory=list)

    @property
    def problems(self) -> Sequence[str]:
        """Each kind that is not empty, with its number and examples."""
        kinds = ("lost", "strange", "out_of_order", "wrong_drills")
        told = ((f"notices {kind}", getattr(self, kind)) for kind in kinds)
        return [f"{kind} {len(found)}: {' | '.join(found[:3])}" for kind, found in told if found]


def judge(
    lines: Iterable[Line],
    stands: Mapping[str, Stands],
    sent: Sequence[Sent],
    came: Sequence[Came],
    streets: frozenset[str],
    *,
    up_to: int,
) -> Told:
    """Compares histories with the outbox, and the outbox with what came to the receivers.

    What happened after the line ``up_to`` may be on its way still.
    """
    told = Told(requests=len(came), manners=Counter(one.manner.value for one in came))
    judged = [one for one in sent if one.event_num is None or one.event_num <= up_to]
    _put(told, set(wanted((line for line in lines if line.num <= up_to), stands, streets)), judged)
    first = _delivered(told, {one.key: one for one in sent}, came)
    told.lost += [f"{one.key}, {one.state}" for one in judged if one.key not in first]
    told.lost += [f"{one.key} came and is {one.state}" for one in judged if one.state != "told"]
    return told


def wanted(lines: Iterable[Line], stands: Mapping[str, Stands], streets: frozenset[str]) -> Iterator[Notice]:
    """Every notice that a history must have made, but for reminders that came late."""
    for line in lines:
        order = stands[line.order_id]
        if line.note.endswith(CAUGHT_UP):
            continue
        for role in _roles(line, order):
            for street in streets.intersection(order.path):
                if order.origin == "live" or (order.origin == "exercise" and CHANNELS[role] == DRILLS):
                    yield line.num, CHANNELS[role], f"{role}-{street}"


def _roles(line: Line, order: Stands) -> set[str]:
    roles = {whom for on, whom in order.plan_copy.get("tells", ()) if line.command in on}
    if line.command == "remind":
        roles.add(line.note.split()[2])
    return roles & CHANNELS.keys()


def _put(told: Told, wanted_: set[Notice], sent: Iterable[Sent]) -> None:
    held = Counter((one.event_num, one.channel, one.receiver) for one in sent)
    told.lost += [f"not put into the outbox: {one}" for one in wanted_ - held.keys()]
    told.strange += [f"{one} {times} times" for one, times in held.items() if times > 1]
    late = {(one.event_num, one.channel, one.receiver) for one in sent if one.key.startswith("digest.")}
    told.strange += [f"for no reason: {one}" for one in held.keys() - wanted_ - late]


def _delivered(told: Told, rows: Mapping[str, Sent], came: Iterable[Came]) -> Mapping[str, int]:
    """What came first of each key counts; what comes again is known by it. Returns what came."""
    first: dict[str, int] = {}
    last: dict[tuple[str, str, str], int] = {}
    for one in came:
        row = rows.get(one.key)
        if row is None or (row.channel, row.receiver) != (one.name, one.to):
            told.strange.append(f"{one.key} came to {one.to} by {one.name}")
            continue
        if one.origin != "live" and one.name != DRILLS:
            told.wrong_drills.append(f"{one.key} by {one.name}")
        told.drills += one.origin != "live" and one.manner.takes
        if not one.manner.takes:
            continue
        if one.key in first:
            told.absorbed += 1
            continue
        first[one.key] = row.num
        line = (one.name, one.to, one.case_id)
        if last.get(line, 0) > row.num:
            told.out_of_order.append(f"{one.key} after {last[line]}")
        last[line] = row.num
    told.notices = len(first)
    return first
