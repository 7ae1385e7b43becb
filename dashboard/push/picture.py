"""The state of the city as screens draw it, and what differs between two such states. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

LEVEL = 7
"""The bits of a sensor's state byte that hold the severity (0..4) of its real alerts."""
SILENT = 8
"""Added when nothing is heard of it."""
DRILL = 16
"""Added as often as the severity of its alerts that are not real, of an exercise if there is one."""
REPLAY = 128
"""Added when those are of a replay alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One state: a byte per sensor in the city's order, and the worst level of areas with an open alert.

    `figures` are the counters, and the fingerprints of the lists under `list.*`.
    """

    states: bytes
    areas: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """What changed after sequence number `after` up to `seq`; a value of 0 in `areas` means quiet again."""

    after: int
    seq: int
    states: Mapping[int, int] = field(default_factory=dict)
    areas: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.states or self.areas or self.figures)


def diff(previous: Picture, current: Picture, *, after: int = 0) -> Delta:
    """The delta that turns `previous` into `current`. Raises ValueError when they show different sensors."""
    if len(previous.states) != len(current.states):
        raise ValueError("two pictures of different sensors have no difference")
    return Delta(
        after=after,
        seq=after + 1,
        states=_changed_states(previous.states, current.states),
        areas=_changed(previous.areas, current.areas),
        figures=_changed(previous.figures, current.figures),
    )


def merge(first: Delta, second: Delta) -> Delta:
    """Both deltas as one. Raises ValueError when the second does not follow the first."""
    if first.seq != second.after:
        raise ValueError(f"delta {second.after}..{second.seq} does not follow {first.after}..{first.seq}")
    return Delta(
        after=first.after,
        seq=second.seq,
        states={**first.states, **second.states},
        areas={**first.areas, **second.areas},
        figures={**first.figures, **second.figures},
    )


def apply(delta: Delta, picture: Picture) -> Picture:
    """The picture after the delta, as a screen works it out."""
    states = bytearray(picture.states)
    for index, state in delta.states.items():
        states[index] = state
    areas = {code: worst for code, worst in {**picture.areas, **delta.areas}.items() if worst}
    return Picture(states=bytes(states), areas=areas, figures={**picture.figures, **delta.figures})


def _changed_states(previous: bytes, current: bytes) -> dict[int, int]:
    if previous == current:
        return {}
    now = np.frombuffer(current, np.uint8)
    where = np.flatnonzero(np.frombuffer(previous, np.uint8) != now)
    return dict(zip(where.tolist(), now[where].tolist(), strict=True))


def _changed(previous: Mapping[str, int], current: Mapping[str, int]) -> dict[str, int]:
    keys = previous.keys() | current.keys()
    return {key: current.get(key, 0) for key in sorted(keys) if previous.get(key, 0) != current.get(key, 0)}
