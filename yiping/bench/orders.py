"""What a storm of orders, a sleeping engine and a long history do, and whether clocks are right.

Each part has servers of its own; one that fails is told and costs the others nothing.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from model.errors import YipingError
from yiping.bench.figure import Figure
from yiping.bench.ordering import asleep, clocks, history, storm
from yiping.progress import Progress
from yiping.settings import Settings

PARTS = ("clocks", "storm", "asleep", "history")
FAILED = "failed"
"""The group of what was not kept, or not measured; whoever finds it there exits with 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much of each part is measured."""

    clocks: clocks.Amount
    storm: storm.Amount
    asleep: asleep.Amount
    history: history.Amount


WHOLE = Amount(
    clocks=clocks.Amount(clocks=20_000),
    storm=storm.Amount(orders=10_000, seconds=600, people=200, every_s=3),
    asleep=asleep.Amount(orders=2000),
    history=history.Amount(orders=1_000_000, unclosed=2000, notices=200_000),
)
QUICK = Amount(
    clocks=clocks.Amount(clocks=2000),
    storm=storm.Amount(orders=500, seconds=30, people=200, every_s=3),
    asleep=asleep.Amount(orders=200),
    history=history.Amount(orders=50_000, unclosed=500, notices=10_000),
)


def bench(
    settings: Settings, amount: Amount, seed: int, progress: Progress, *, parts: Collection[str] = PARTS
) -> Iterator[Figure]:
    """The figures of some parts, one after the other as they are measured."""
    for name, part in _parts(settings, amount, seed, progress).items():
        if name not in parts:
            continue
        try:
            yield from part()
        except YipingError as problem:
            progress.say(f"  failed: {problem}")
            yield Figure(group=FAILED, name=str(problem), value=None, unit="")


def _parts(
    settings: Settings, amount: Amount, seed: int, progress: Progress
) -> Mapping[str, Callable[[], Iterator[Figure]]]:
    return {
        "clocks": partial(clocks.measure, amount.clocks, seed, progress),
        "storm": partial(storm.measure, settings, amount.storm, seed, progress),
        "asleep": partial(asleep.measure, settings, amount.asleep, seed, progress),
        "history": partial(history.measure, settings, amount.history, progress),
    }
