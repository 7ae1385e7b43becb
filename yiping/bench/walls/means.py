"""What every part of the measurement works with, and how a figure is held to its promise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from yiping.bench.figure import Figure
from yiping.progress import Progress
from yiping.settings import Settings

FAILED = "failed"
"""The group of what was not kept, or not measured; whoever finds it there exits with 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """Settings, the browser's program, the folder that keeps screenshots, and the seed of all chance."""

    settings: Settings
    chromium: Path
    folder: Path
    seed: int
    progress: Progress


def held_to(figure: Figure, *, at_most: float) -> Iterator[Figure]:
    """The figure with its promise beside it, and once more among what failed where that is not kept."""
    kept = figure.value is not None and figure.value <= at_most
    words = f"promised at most {at_most:g}: {'kept' if kept else 'MISSED'}"
    yield replace(figure, note=f"{words}; {figure.note}" if figure.note else words)
    if not kept:
        value = "not measured" if figure.value is None else f"{figure.value:,.2f} {figure.unit}".strip()
        yield failure(f"{figure.group}: {figure.name} {value}, promised at most {at_most:g}")


def failure(words: str) -> Figure:
    """A line of what failed."""
    return Figure(group=FAILED, name=words, value=None, unit="")


def spread(group: str, name: str, values: Sequence[float], unit: str) -> Iterator[Figure]:
    """Median, 95th percentile and the highest of many values."""
    for words, share in (("median", 50), ("p95", 95), ("longest", 100)):
        value = float(np.percentile(values, share)) if values else None
        note = f"of {len(values):,}" if share == 50 else ""
        yield Figure(group=group, name=f"{name}, {words}", value=value, unit=unit, note=note)
