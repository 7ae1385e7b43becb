"""The figures of ISA-18.2 and EEMUA 191 for one seat, each with its target and how it stands to that.

Formulas and targets in words: docs/alerts.md, "Noise". Pure, apart from ``seat_figures``, which reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from alerts.flood import BEGINS_ABOVE, WINDOW, Heard, floods, heard_from, peak, time_in
from alerts.noise import STALE_AFTER, Noise, noise_of
from model.reading import Origin
from model.severity import Severity
from store import noise as table
from store.noise import Actor, Answers, Seat, Stale
from store.pool import Connection

WORST = 10
"""Actors that are named: the ten of the standards."""
UNANSWERED_AFTER = timedelta(minutes=10)
FEWEST_TO_SHARE = 20
"""Of fewer alarms one is more than the 5 percent that the highest levels may be: shares tell nothing."""


class Verdict(StrEnum):
    """How a figure stands to its target; TOLD where there is no target, or too little to judge by."""

    WITHIN = "within"
    OVER = "over"
    TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure in its unit; None where there is nothing to tell. ``target`` is in the same unit."""

    key: str
    value: float | None
    unit: str
    target: float | None = None
    least: bool = False
    """True where the figure should be at least its target, not at most."""

    @property
    def verdict(self) -> Verdict:
        if self.value is None or self.target is None:
            return Verdict.TOLD
        met = self.value >= self.target if self.least else self.value <= self.target
        return Verdict.WITHIN if met else Verdict.OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFigures:
    """All figures of a seat, with the lists behind them."""

    noise: Noise
    figures: Sequence[Figure]
    actors: Sequence[Actor]
    chatterers: Sequence[Actor]
    stale: Sequence[Stale]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the figures are made of; ``heard`` reaches back over the noise's span."""

    noise: Noise
    heard: Heard
    actors: Sequence[Actor]
    chatterers: Sequence[Actor]
    stale: Sequence[Stale]
    answers: Answers
    unanswered: int


def seat_figures(
    conn: Connection, *, under: str | None, now: datetime, span: timedelta, origin: Origin = Origin.LIVE
) -> SeatFigures:
    """Reads and reckons the figures of the seat of the area ``under`` for the ``span`` up to ``now``."""
    seat, since = Seat(under=under, origin=origin), now - span
    material = Material(
        noise=noise_of(conn, under=under, now=now, span=span, origin=origin),
        heard=heard_from(table.heard(conn, seat, since=since, until=now)),
        actors=table.actors(conn, seat, since=since, until=now, limit=WORST),
        chatterers=table.chatterers(conn, seat, since=since, until=now),
        stale=table.stale(conn, seat, before=now - STALE_AFTER),
        answers=table.answers(conn, seat, since=since, until=now),
        unanswered=table.unanswered(conn, seat, before=now - UNANSWERED_AFTER),
    )
    return SeatFigures(
        noise=material.noise,
        figures=[*rates(material), *floodings(material), *shares(material.noise), *faults(material)],
        actors=material.actors,
        chatterers=material.chatterers,
        stale=material.stale,
    )


def rates(material: Material) -> list[Figure]:
    """How many alarms come, and of how many raw events."""
    noise = material.noise
    in_window = noise.alarms * (WINDOW / noise.span)
    return [
        Figure(key="alarms_a_day", value=noise.per_day, unit="a day", target=150),
        Figure(key="alarms_an_hour", value=noise.per_hour, unit="an hour", target=6),
        Figure(key="alarms_in_10_min", value=in_window, unit="in 10 min", target=1),
        Figure(key="raw_events_per_matter", value=noise.consolidation, unit=": 1"),
    ]


def floodings(material: Material) -> list[Figure]:
    """How many alarms come at once. A flood that began before the span counts from its beginning on."""
    now, since = material.noise.at, material.noise.at - material.noise.span
    found = floods(material.heard, until=now)
    part = time_in(found, since=since, until=now) / material.noise.span
    return [
        Figure(
            key="most_in_10_min", value=peak(material.heard, until=now), unit="in 10 min", target=BEGINS_ABOVE
        ),
        Figure(key="floods", value=len(found), unit="floods", target=0),
        Figure(key="time_in_flood", value=100 * part, unit="% of the time", target=1),
    ]


def shares(noise: Noise) -> list[Figure]:
    """How the alarms fall on the levels: about 80/15/5, orange and red together the highest."""
    part = noise.shares if noise.alarms >= FEWEST_TO_SHARE else {}

    def percent(*levels: Severity) -> float | None:
        return 100 * sum(part[level] for level in levels) if part else None

    return [
        Figure(key="blue", value=percent(Severity.BLUE), unit="%", target=80, least=True),
        Figure(key="yellow", value=percent(Severity.YELLOW), unit="%", target=15),
        Figure(key="orange_and_red", value=percent(Severity.ORANGE, Severity.RED), unit="%", target=5),
    ]


def faults(material: Material) -> list[Figure]:
    """What should not be at all, or hardly, and how soon people answer."""
    noise, answers = material.noise, material.answers
    worst = sum(actor.times for actor in material.actors)
    return [
        Figure(
            key="ten_worst", value=100 * worst / noise.alarms if noise.alarms else None, unit="%", target=5
        ),
        Figure(key="chattering", value=len(material.chatterers), unit="", target=0),
        Figure(key="stale", value=noise.stale, unit="", target=4),
        Figure(key="suppressed_outside", value=noise.suppressed_outside, unit="", target=0),
        Figure(key="unanswered", value=material.unanswered, unit=""),
        Figure(key="mean_time_to_acknowledge", value=answers.mean_s, unit="s"),
    ]
