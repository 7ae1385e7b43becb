"""How long one look of each task of `yiping alerts` takes at what a storm has left."""

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from store.pool import connect
from yiping.bench.figure import Figure
from yiping.bench.throughput import Stage
from yiping.progress import Progress
from yiping.ticking import Turn, load_turns
from yiping.wiring import utc_now

AT_LEAST_MS = 20.0
"""Tasks whose looks are all shorter are told together, as a number."""

AT_MOST_S = 30.0
"""After so long a task begins no further look."""


class Look(NamedTuple):
    """What one look took, in ms of the clock and of this process's own work."""

    took_ms: float
    own_ms: float


def looks(stage: Stage, group: str, progress: Progress) -> Iterator[Figure]:
    """One task after the other, each until it says that nothing is left, or for AT_MOST_S."""
    with progress.step("the looks of each task"):
        taken = {turn.name: _taken(stage, turn) for turn in load_turns()}
    short = [name for name, found in taken.items() if max(found).took_ms < AT_LEAST_MS]
    for name, found in taken.items():
        if name not in short:
            yield _figure(group, name, found)
    name = f"other tasks, each under {AT_LEAST_MS:.0f} ms a look"
    yield Figure(group=group, name=name, value=len(short), unit="")


def _figure(group: str, name: str, found: Sequence[Look]) -> Figure:
    longest = max(found)
    note = f"without waiting for the database {longest.own_ms:,.0f}; {len(found)} looks"
    return Figure(group=group, name=f"longest look of {name}", value=longest.took_ms, unit="ms", note=note)


def _taken(stage: Stage, turn: Turn) -> list[Look]:
    found: list[Look] = []
    until, more = time.monotonic() + AT_MOST_S, True
    with connect(stage.servers.database_url, name="bench") as conn:
        while more and time.monotonic() < until:
            began, own_s = time.perf_counter(), time.thread_time()
            more = turn.task.run(conn, utc_now(), stage.settings)
            conn.commit()
            found.append(Look((time.perf_counter() - began) * 1000, (time.thread_time() - own_s) * 1000))
    return found
