"""How many readings a second this machine takes, from a device's message to a committed row.

Broker, database, ingest and load run on the same machine. The same run measures what the parts can do alone,
so that figures of different machines can be compared as shares of those ceilings.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from model.errors import YipingError
from yiping.bench import ceilings, peers, steady, throughput
from yiping.bench.figure import Figure, ratio
from yiping.bench.throughput import Case
from yiping.progress import Progress
from yiping.settings import Settings

PER_MESSAGE = 50
LATENCY_RATE = 2000.0
RATIOS = "ratios"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much is measured: messages of one reading each, and minutes at a steady rate (0: none)."""

    messages: int
    minutes: float

    @property
    def cases(self) -> Sequence[Case]:
        """The cases of throughput; packed messages hold five times as many readings in all."""
        packed = max(self.messages * 5 // PER_MESSAGE, 1)
        return (
            Case(messages=self.messages),
            Case(messages=self.messages, workers=2),
            Case(messages=packed, per_message=PER_MESSAGE),
        )


def bench(settings: Settings, amount: Amount, progress: Progress) -> Iterator[Figure]:
    """All figures, one after the other as they are measured, the ratios last."""
    found: list[Figure] = []
    for part in _parts(settings, amount, progress):
        for figure in _told(part, progress):
            found.append(figure)
            yield figure
    yield from ratios(found)


def ratios(found: Sequence[Figure]) -> Iterator[Figure]:
    """Each durable throughput by the ceilings and peers that did the same work."""
    for ours in found:
        if ours.group != throughput.GROUP or ours.value is None:
            continue
        for other in found:
            if other.value is not None and _is_like(ours, other):
                yield ratio(RATIOS, ours, other)


def _is_like(ours: Figure, other: Figure) -> bool:
    """COPY is compared with the case of its rows; subscribers and peers with one reading a message."""
    if other.group == ceilings.GROUP and other.unit == "readings/s":
        return ours.name.startswith(other.name.removeprefix(throughput.COPY))
    return other.group in {ceilings.GROUP, peers.GROUP} and ours.name.startswith("1 a message, 1 worker,")


def _parts(
    settings: Settings, amount: Amount, progress: Progress
) -> Iterator[Callable[[], Iterator[Figure]]]:
    for case in amount.cases:
        yield partial(throughput.measure, settings, case, progress)
    if amount.minutes:
        yield partial(steady.measure, settings, rate=LATENCY_RATE, minutes=amount.minutes, progress=progress)
    yield partial(ceilings.measure, settings, amount.messages, progress)
    yield partial(peers.measure, settings, amount.messages, progress)


def _told(part: Callable[[], Iterator[Figure]], progress: Progress) -> Iterator[Figure]:
    """The figures of a part; one that fails is told and costs the other parts nothing."""
    try:
        yield from part()
    except YipingError as problem:
        progress.say(f"  not measured: {problem}")
        yield Figure(group="not measured", name=str(problem), value=None, unit="")
