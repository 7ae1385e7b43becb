"""What goes wrong on the way: each failure has a name and a rate."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from model.definition import Definition
from sims.message import Message

RATES = ("missing", "late", "out_of_order", "duplicate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Shares of all messages, 0 to 1; ``late_s`` is the longest delay of a late one.

    ``out_of_order`` messages arrive after their successor, ``duplicate`` ones arrive twice.
    """

    missing: float = 0.0
    late: float = 0.0
    out_of_order: float = 0.0
    duplicate: float = 0.0
    late_s: float = 300.0


def faults_from(table: Definition) -> Faults:
    """Raises DefinitionError when a rate is no share."""
    rates = {name: table.take(name, float) for name in RATES}
    for name, rate in rates.items():
        if not 0 <= rate <= 1:
            raise table.error(name, f"{rate} is no share between 0 and 1")
    faults = Faults(late_s=table.take("late_s", float), **rates)
    table.finish()
    return faults


def with_faults(messages: Iterable[Message], faults: Faults, rng: np.random.Generator) -> Iterator[Message]:
    """``messages`` with their faults, no longer in the order in which they are due."""
    for message in messages:
        missing, late, swapped, twice = rng.uniform(size=4) < (
            faults.missing,
            faults.late,
            faults.out_of_order,
            faults.duplicate,
        )
        if missing:
            continue
        delay = rng.uniform(0.1, 1) * faults.late_s if late else 0.0
        delay += 1.5 * message.sensor.expected_every_s if swapped else 0.0
        sent = message._replace(due=message.due + timedelta(seconds=delay))
        yield sent
        if twice:
            yield sent._replace(due=sent.due + timedelta(seconds=rng.uniform(0.1, 5)))
