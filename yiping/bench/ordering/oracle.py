"""Whether histories hold just what was answered: every command that was done once, none that was refused.

The account is the askers' own, the table of steps another one than the program's.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from store.measured_orders import Line, Stands
from yiping.bench.ordering.account import Account, Answer, Asked
from yiping.bench.ordering.histories import SYSTEM, Played, apart, is_beside, play

OF_ANOTHER = re.compile(r"with WO-\d+|WO-\d+ .+|WO-\d+: .+")
"""Notes of lines that a command on another order leaves here."""

Pair = tuple[str | None, int | None, str]


@dataclass(slots=True, kw_only=True)
class Found:
    """What is not as it was answered; all of it is empty where nothing went wrong."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """What was refused, or failed, and left an event nevertheless."""
    strange: list[str] = field(default_factory=list)
    """Events without a command."""
    impossible: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    """Orders that stand otherwise than their history gives."""

    @property
    def problems(self) -> Sequence[str]:
        """Each kind that is not empty, with its number and examples."""
        kinds = ("lost", "doubled", "left", "strange", "impossible", "apart")
        told = ((kind, getattr(self, kind)) for kind in kinds)
        return [f"{kind} {len(found)}: {' | '.join(found[:3])}" for kind, found in told if found]


def judge(
    account: Account, lines: Sequence[Line], stands: Mapping[str, Stands], *, wet: Collection[Pair] = ()
) -> Found:
    """Compares the account with histories and with how orders stand.

    ``wet`` are rule, sensor and origin of the alerts that stood open the whole time.
    """
    found = Found()
    _commands(found, account.asked, lines)
    _reports(found, account, lines)
    _openings(found, account, lines, stands)
    _besides(found, lines)
    played = play(lines, stands)
    found.impossible += [*played.impossible, *unguarded(lines, stands, wet)]
    found.apart += [words for one in played.orders.values() if (words := _apart(one, stands))]
    return found


def _apart(played: Played, stands: Mapping[str, Stands]) -> str:
    return apart(played, stands[played.id])


def _commands(found: Found, asked: Iterable[Asked], lines: Iterable[Line]) -> None:
    """Every command against the lines that people themselves left."""
    by_token: dict[str, Asked] = {one.token: one for one in asked}
    own = Counter[str]()
    for line in lines:
        if line.actor == SYSTEM or line.command == "report" or OF_ANOTHER.fullmatch(line.note):
            continue
        one = by_token.get(line.note)
        if one is None or (one.order_id, one.command, one.actor) != (line.order_id, line.command, line.actor):
            found.strange.append(f"{line.order_id} {line.command} by {line.actor}: {line.note!r}")
        else:
            own[one.token] += 1
    for one in by_token.values():
        words, times = f"{one.order_id} {one.command} by {one.actor}", own[one.token]
        if one.answer is Answer.DONE and times == 0:
            found.lost.append(words)
        elif one.answer is not Answer.DONE and times:
            found.left.append(f"{words}, {one.answer}: {one.words}")
        elif times > 1:
            found.doubled.append(f"{words}, {times} times")


def _reports(found: Found, account: Account, lines: Iterable[Line]) -> None:
    """Every report once, those of one ticket together once."""
    held = Counter(line.note for line in lines if line.command == "report")
    told: dict[str, list[str]] = {}
    for one in account.reported:
        told.setdefault(one.ticket or one.token, []).append(one.token)
    for key, tokens in told.items():
        times = sum(held.pop(token, 0) for token in tokens)
        if times != 1:
            (found.doubled if times else found.lost).append(f"report {key}, {times} times")
    found.strange += [f"report {note!r}" for note in held]


def _openings(found: Found, account: Account, lines: Iterable[Line], stands: Mapping[str, Stands]) -> None:
    """Every alert that got an answer filed an order or came again in one.

    Orders of other rules are those of watches: the engine looks at the alerts of the storm, too.
    """
    asked = {one.rule_id for one in account.opened}
    wanted: Counter[Pair] = Counter((one.rule_id, one.sensor_num, one.origin) for one in account.opened)
    held = Counter[Pair]()
    for line in lines:
        order = stands[line.order_id]
        if order.rule_id in asked and (
            line.command == "recur" or (line.command == "file" and line.from_state is None)
        ):
            held[order.rule_id, order.sensor_num, order.origin] += 1
    for key in {*wanted, *held}:
        if held[key] != wanted[key]:
            kind = found.lost if held[key] < wanted[key] else found.doubled
            kind.append(f"alerts of {key}: {wanted[key]} answered, {held[key]} held")


def unguarded(lines: Iterable[Line], stands: Mapping[str, Stands], wet: Collection[Pair]) -> list[str]:
    """Orders that people ended without a reason although their own alert stands open."""
    return [
        f"{line.order_id} {line.command} by {line.actor}, and its alert stands open"
        for line in lines
        if line.command in {"close", "cancel"} and line.from_state != "merged" and not line.override
        for order in [stands[line.order_id]]
        if (order.rule_id, order.sensor_num, order.origin) in wet
    ]


def _besides(found: Found, lines: Iterable[Line]) -> None:
    """Every merge stands in both orders, once in each."""
    own, beside = Counter[str](), Counter[str]()
    for line in lines:
        if line.command in {"merge", "unmerge"}:
            told = f"{line.note}" if is_beside(line) else f"{line.order_id} {line.note}"
            (beside if is_beside(line) else own)[f"{line.command} {told} {line.actor}"] += 1
    found.lost += [f"beside: {one}" for one in own - beside]
    found.doubled += [f"beside: {one}" for one in beside - own]
