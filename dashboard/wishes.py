"""What a person asks to be done to an order, read strictly from a request, and who may ask it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from dashboard.config import Role
from model.order import OrderCommand
from model.text import Text
from orders.clock import TimeLimit, TimeUnit
from orders.working import NOTHING_BESIDE, Particulars

LONGEST = {
    "note": 2000,
    "override": 2000,
    "area": 32,
    "trade": 64,
    "crew": 64,
    "person": 64,
    "into": 32,
    "name": 120,
}
"""Texts that a wish may have, and how many letters each."""

MOST_TIME = 1000
"""The largest amount of more time, whatever its unit."""

STAFF_COMMANDS = frozenset(
    {
        OrderCommand.REPORT,
        OrderCommand.ACCEPT,
        OrderCommand.ARRIVE,
        OrderCommand.RESOLVE,
        OrderCommand.RETURN,
        OrderCommand.EXTEND,
    }
)

UNITS = {unit.value: unit for unit in TimeUnit}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asks for; ``turn`` is that of the order which he saw, where the page told it."""

    order_id: str
    command: OrderCommand
    note: str = ""
    override: str | None = None
    beside: Particulars = NOTHING_BESIDE
    turn: int | None = None


def may(role: Role, command: OrderCommand) -> bool:
    """Whether an account of this role may give the command."""
    return role is Role.OFFICER or (role is Role.STAFF and command in STAFF_COMMANDS)


def wish_from(order_id: str, body: Any) -> Wish | None:
    """The wish in a request's JSON, None when it is none: nothing in it may be unknown or of another form."""
    told = {name: value for name, value in body.items() if value is not None} if is_table(body) else {}
    command, longer = told.pop("command", None), told.pop("longer", None)
    turn = told.pop("turn", None)
    if not isinstance(command, str) or command not in set(OrderCommand) or not _is_turn(turn):
        return None
    texts = texts_from(told, LONGEST)
    limit = None if longer is None else limit_from(longer)
    if texts is None or (longer is not None and limit is None):
        return None
    name = texts.pop("name", None)
    note, override = texts.pop("note", ""), texts.pop("override", None)
    beside = Particulars(longer=limit, name=Text(zh=name, en=name) if name else None, **texts)
    return Wish(
        order_id=order_id,
        command=OrderCommand(command),
        note=note,
        override=override,
        beside=beside,
        turn=turn,
    )


def texts_from(told: Mapping[Any, Any], longest: Mapping[str, int]) -> dict[str, str] | None:
    """The texts by their names without blanks around, empty ones left out; None where one is no such text."""
    found = {}
    for name, value in told.items():
        if name not in longest or not isinstance(value, str) or len(value) > longest[name] or "\0" in value:
            return None
        if value.strip():
            found[name] = value.strip()
    return found


def limit_from(told: Any) -> TimeLimit | None:
    """So much more time, None when it is none."""
    if not is_table(told) or set(told) != {"amount", "unit"}:
        return None
    amount, unit = told["amount"], UNITS.get(told["unit"]) if isinstance(told["unit"], str) else None
    if unit is None or not is_number(amount) or not 0 < amount <= MOST_TIME:
        return None
    return TimeLimit(amount=float(amount), unit=unit)


def is_table(told: Any) -> bool:
    return isinstance(told, dict)


def is_number(told: Any) -> bool:
    """Whether it is a number; JSON's yes and no are numbers to Python, but to nobody else."""
    return isinstance(told, int | float) and not isinstance(told, bool) and isfinite(told)


def _is_turn(told: Any) -> bool:
    return told is None or (isinstance(told, int) and not isinstance(told, bool))
