"""What goes wrong on the way."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from model.position import Position
from model.reading import Origin, Sample
from model.sensor import Sensor
from model.text import Text
from sims.faults import Faults, with_faults
from sims.message import Message

START = datetime(2026, 7, 1, tzinfo=UTC)
COUNT = 4000
SENSOR = Sensor(
    id="s-1",
    kind="gauge",
    name=Text(zh="一", en="one"),
    position=Position(121.48, 31.22),
    district="310101",
    street="002",
    expected_every_s=60,
)


def feed() -> list[Message]:
    times = [START + timedelta(seconds=60 * number) for number in range(COUNT)]
    sample = [Sample(metric="depth", value=1.0, observed_at=time, origin=Origin.LIVE) for time in times]
    return [Message(SENSOR, [one], one.observed_at) for one in sample]


def sent(**rates: float) -> list[Message]:
    return list(with_faults(feed(), Faults(**rates), np.random.default_rng(5)))


def test_without_faults_nothing_changes() -> None:
    assert sent() == feed()


def test_missing_messages_never_come() -> None:
    assert len(sent(missing=0.1)) == pytest.approx(0.9 * COUNT, rel=0.02)


def test_duplicates_come_twice_and_the_second_later() -> None:
    found = sent(duplicate=0.1)
    assert len(found) == pytest.approx(1.1 * COUNT, rel=0.02)
    twins = [(one, other) for one, other in pairwise(found) if one.samples == other.samples]
    assert twins
    assert all(timedelta() < other.due - one.due <= timedelta(seconds=5) for one, other in twins)


def test_late_messages_wait_for_at_most_the_named_time() -> None:
    delays = [message.due - message.samples[0].observed_at for message in sent(late=0.1, late_s=200)]
    late = [delay for delay in delays if delay]
    assert len(late) == pytest.approx(0.1 * COUNT, rel=0.2)
    assert max(late) <= timedelta(seconds=200)


def test_messages_out_of_order_arrive_after_their_successor() -> None:
    ordered = sorted(sent(out_of_order=0.05), key=lambda message: message.due)
    times = [message.samples[0].observed_at for message in ordered]
    assert times != sorted(times)
    assert sorted(times) == [message.due for message in feed()]
