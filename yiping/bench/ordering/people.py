"""People who work orders at random: what usually comes next, and whatever else there is, often at once."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.errors import YipingError
from model.order import OrderCommand
from model.text import Text
from orders.clock import TimeLimit, TimeUnit
from orders.errors import Refused
from orders.working import Particulars, perform
from store.pool import Pool
from yiping.bench.ordering.account import Account, Answer, Asked
from yiping.bench.ordering.board import Board
from yiping.bench.ordering.table import PEOPLE_DO, TABLE
from yiping.wiring import utc_now

FORWARD = (
    "file",
    "dispatch",
    "accept",
    "arrive",
    "resolve",
    "verify",
    "close",
    "unpark",
    "unmerge",
    "resume",
)
SENSIBLE, GOES_ON, WORDLESS, REASONED = 0.8, 0.6, 0.03, 0.5
"""How many commands fit what is believed, how many of those are the usual next, and how many give no words;
how many would give a reason for passing a safeguard."""

UNIT = (TimeUnit.URGENT_HOUR, TimeUnit.WORKING_HOUR, TimeUnit.WORKING_DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What all people share; ``names`` are theirs, ``over`` says that they go home."""

    pool: Pool
    board: Board
    account: Account
    names: Sequence[str]
    over: threading.Event
    every_s: float
    """How long a person waits between two commands, on average."""


def at_work(office: Office, name: str, rng: random.Random) -> None:
    """One person's day."""
    while not office.over.wait(rng.expovariate(1 / office.every_s)):
        if order_id := office.board.pick(rng):
            act(office, name, order_id, rng)


def act(office: Office, name: str, order_id: str, rng: random.Random) -> None:
    """One command of a person, and the line in the account of what was answered."""
    command = chosen(office.board.state.get(order_id, ""), rng)
    token, beside = office.account.token(), particulars(office, command, rng)
    note = "" if rng.random() < WORDLESS else token
    override = "seen on site" if rng.random() < REASONED else None
    answer, words, began = Answer.DONE, "", time.perf_counter()
    try:
        with office.pool.connection() as conn:
            order = perform(
                conn,
                order_id=order_id,
                command=OrderCommand(command),
                actor=name,
                now=utc_now(),
                note=note or (token if needs_none(command) else ""),
                override=override,
                beside=beside,
            )
    except Refused as problem:
        answer, words = Answer.REFUSED, str(problem)
    except YipingError as problem:
        answer, words = Answer.FAILED, str(problem)
    except Exception as problem:  # noqa: BLE001  whatever a person would see as a failure is counted as one
        answer, words = Answer.FAILED, f"{type(problem).__name__}: {problem}"
    else:
        office.board.saw(order_id, order.state)
    took_s = time.perf_counter() - began
    office.account.asked.append(
        Asked(
            token=token,
            order_id=order_id,
            command=command,
            actor=name,
            answer=answer,
            words=words,
            seconds=took_s,
        )
    )


def chosen(state: str, rng: random.Random) -> str:
    """What a person wants to do to an order that he believes in a state."""
    fits = tuple(TABLE.get(state, ()))
    if not fits or rng.random() > SENSIBLE:
        return rng.choice(PEOPLE_DO)
    forward = [word for word in FORWARD if word in fits]
    return rng.choice(forward or fits) if rng.random() < GOES_ON else rng.choice(fits)


def needs_none(command: str) -> bool:
    """Whether a command may be given without words, so that its token has to be in its note."""
    return command in {*FORWARD, "dispatch", "assign", "grant", "merge"} - {"resolve", "unmerge"}


def particulars(office: Office, command: str, rng: random.Random) -> Particulars:
    """What a command tells beside its words; now and then it is missing."""
    if rng.random() < WORDLESS:
        return Particulars()
    told: dict[str, dict[str, Any]] = {
        "assign": {"person": rng.choice(office.names)},
        "merge": {"into": office.board.any(rng)},
        "extend": {"longer": TimeLimit(amount=rng.randrange(1, 9), unit=rng.choice(UNIT))},
        "split": {"name": Text(zh="另一处", en="Another part")},
    }
    return Particulars(**told.get(command, {}))
