"""Odd payloads of all codecs through reading and storing as ingest does them."""

import random
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.codec import codec_names
from store.pool import Pool
from tests.fixtures.city import SENSORS
from yiping.bench.fuzz import Harvest, reap, worker_of
from yiping.bench.payloads import Sown, made_by_hypothesis, mutated, sown

COUNT = 2000


def test_no_payload_stops_ingest_and_every_refusal_is_a_dead_letter(pool: Pool) -> None:
    worker = worker_of(pool)
    messages = sown(worker.rulings.sources, SENSORS, made_by_hypothesis(600, 1), rng=random.Random(1))
    harvest = reap(worker, islice(messages, COUNT))
    assert harvest.is_clean, harvest.line
    assert harvest.payloads == COUNT
    assert min(harvest.readings, harvest.bad, harvest.notices) > 0


def test_a_crash_is_counted_and_told_and_the_others_go_on(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = worker_of(pool)
    topics = ["yiping/v1/310101/002/water_depth/wd-west/up", "nowhere"]

    def stumble(message: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("ingest.normalise._refuse_topic", lambda *_: stumble(_))
    good = b'{"t": "2026-01-01T00:00:00Z", "v": {"depth_cm": 1}}'
    harvest = reap(worker, iter(Sown(topic=topic, payload=good) for topic in topics))
    assert (harvest.crashes, harvest.readings, harvest.is_clean) == (1, 1, False)
    assert "ZeroDivisionError() at nowhere" in harvest.line


@pytest.mark.parametrize("wrong", [{"letters": 1}, {"unaccounted": -1}, {"buried": 1}, {"crashes": 1}])
def test_a_harvest_with_anything_wrong_is_not_clean(wrong: dict[str, int]) -> None:
    assert Harvest(payloads=10).is_clean
    assert not Harvest(payloads=10, **wrong).is_clean


@given(payload=st.binary(max_size=50), seed=st.integers(0, 1000))
def test_a_mutation_is_repeated_by_its_seed(payload: bytes, seed: int) -> None:
    assert mutated(payload, random.Random(seed)) == mutated(payload, random.Random(seed))


def test_every_codec_is_tried_in_turn(pool: Pool) -> None:
    messages = sown(worker_of(pool).rulings.sources, SENSORS, [], rng=random.Random(1))
    assert len({one.topic for one in islice(messages, 500)}) > 2 * len(codec_names())
