"""An e-bike in a lift: detected, then the door is held, then it left, was let through, or rode up.

Between episodes a camera says every few minutes that it is well: door held 0 s, no floor reached.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from model.definition import Definition
from model.sensor import Sensor
from sims.signals.series import Numbers, Scene, Series, times_every

QUANTITIES = ("held", "reached")

RECOGNISED_S = 2.0
COOL_DOWN_S = 120.0


class Ending(StrEnum):
    """How an episode ends."""

    LEFT = "left"
    OVERRIDDEN = "overridden"
    REACHED_FLOOR = "reached_floor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """``begins_s`` from the scenario's start; the door was held ``held_s``."""

    begins_s: float
    held_s: float
    ending: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """So many episodes of one ending, the door held for a time drawn from ``held_s``."""

    ending: Ending
    count: int
    held_s: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``every_s`` between signs of life, ``report_s`` between readings while a door is held."""

    every_s: float
    report_s: float
    plans: tuple[Plan, ...]


def read(table: Definition) -> Settings:
    endings = {ending.value: ending for ending in Ending}
    return Settings(
        every_s=table.take("every_s", float),
        report_s=table.take("report_s", float),
        plans=tuple(_plan(one, endings) for one in table.tables("episodes")),
    )


def series(
    settings: Settings, scene: Scene, sensors: Sequence[Sensor], rng: np.random.Generator
) -> Iterator[Series]:
    """``held`` in s and ``reached``, 1 once an e-bike rode to a floor."""
    plans = [plan for plan in settings.plans for _ in range(plan.count)]
    if len(plans) > len(sensors):
        raise ValueError(f"{len(plans)} episodes need as many lifts, there are {len(sensors)}")
    chosen = dict(zip(rng.choice(len(sensors), len(plans), replace=False).tolist(), plans, strict=True))
    for index, sensor in enumerate(sensors):
        alive = times_every(settings.every_s, scene, rng)
        rows = np.column_stack([alive, np.zeros_like(alive), np.zeros_like(alive)])
        if index in chosen:
            rows = with_episode(rows, _episode(chosen[index], scene, rng), settings.report_s)
        yield Series(sensor=sensor, offsets_s=rows[:, 0], values={"held": rows[:, 1], "reached": rows[:, 2]})


def with_episode(rows: Numbers, episode: Episode, report_s: float) -> Numbers:
    """(offset, held, reached) rows with an episode told in them; its signs of life are left out."""
    told = episode_rows(episode, report_s)
    quiet = (rows[:, 0] < told[0, 0]) | (rows[:, 0] > told[-1, 0])
    merged = np.concatenate([rows[quiet], told])
    return merged[np.argsort(merged[:, 0], kind="stable")]


def episode_rows(episode: Episode, report_s: float) -> Numbers:
    """(offset, held, reached) from detection until the cool-down is over."""
    held = np.append(np.arange(0, episode.held_s, report_s), episode.held_s)
    during = np.column_stack([episode.begins_s + RECOGNISED_S + held, held.round(), np.zeros_like(held)])
    end = during[-1, 0]
    reached = float(episode.ending is Ending.REACHED_FLOOR)
    after = np.array([[end + 5, 0, reached], [end + 5 + COOL_DOWN_S, 0, 0]])
    return np.concatenate([during, after])


def _episode(plan: Plan, scene: Scene, rng: np.random.Generator) -> Episode:
    held = rng.uniform(*plan.held_s)
    latest = scene.duration_s - held - 2 * COOL_DOWN_S
    return Episode(begins_s=rng.uniform(0.05 * latest, latest), held_s=held, ending=plan.ending)


def _plan(table: Definition, endings: dict[str, Ending]) -> Plan:
    low, high = table.take("held_low_s", float), table.take("held_high_s", float)
    if not 0 < low <= high:
        raise table.error("held_low_s", "must be above 0 and not above held_high_s")
    plan = Plan(ending=table.choice("ending", endings), count=table.take("count", int), held_s=(low, high))
    table.finish()
    return plan
