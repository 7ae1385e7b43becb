"""A scenario played on a district: messages in the order in which they are due. No clock, no MQTT."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np

from model.reading import Origin, Sample
from sims.district.district import District
from sims.faults import with_faults
from sims.message import Message
from sims.scenario import Scenario, Stream
from sims.signals.series import Scene, Series

LATENCY_S = 1.5
"""A device's message takes up to this long on a good day."""


def messages(
    scenario: Scenario, district: District, rng: np.random.Generator, start: datetime
) -> Iterator[Message]:
    """Every message of the scenario, by due time. ``start`` is aware; the same rng, the same messages."""
    if start.tzinfo is None:
        raise ValueError("the start of a scenario needs a time zone")
    sent = with_faults(_measured(scenario, district, rng, start), scenario.faults, rng)
    yield from sorted(sent, key=lambda message: (message.due, message.sensor.id))


def _measured(
    scenario: Scenario, district: District, rng: np.random.Generator, start: datetime
) -> Iterator[Message]:
    scene = Scene(
        duration_s=scenario.duration_min * 60,
        hour_of_day=scenario.hour_of_day,
        rain=scenario.rain,
        sites={site.id: site for site in district.sites},
    )
    for stream in scenario.streams:
        own = [sensor for sensor in district.sensors if sensor.kind == stream.kind.id]
        for series in stream.signal.series(stream.settings, scene, own, rng):
            yield from _told(series, stream, scenario.origin, rng, start)


def _told(
    series: Series, stream: Stream, origin: Origin, rng: np.random.Generator, start: datetime
) -> Iterator[Message]:
    rows = {metric: series.values[quantity].tolist() for quantity, metric in stream.metrics.items()}
    delays = rng.uniform(0.05, LATENCY_S, series.offsets_s.size).tolist()
    for index, offset in enumerate(series.offsets_s.tolist()):
        observed_at = start + timedelta(milliseconds=round(offset * 1000))
        samples = [
            Sample(metric=metric, value=values[index], observed_at=observed_at, origin=origin)
            for metric, values in rows.items()
        ]
        yield Message(series.sensor, samples, observed_at + timedelta(seconds=delays[index]))
