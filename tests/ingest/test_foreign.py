"""Messages of other platforms on their way to rows: sources, notices, and what codecs remember."""

import json
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ingest.batch import Stored, store_batch
from ingest.message import Message
from ingest.rows import Normalised
from ingest.sources import load_sources
from ingest.sparkplug import Metric, Payload, bytes_of
from ingest.worker import Worker
from model.catalogue import load_kinds
from store.codec_memory import recall
from store.errors import UnreachableError
from store.ledger import by_hour
from store.pool import Pool
from tests.fixtures.batches import NOW

SOURCES = Path(__file__).resolve().parents[2] / "docs" / "sources"
MS = int(NOW.timestamp() * 1000)
FLOAT = 9


@pytest.fixture
def open_worker(worker: Worker) -> Worker:
    """A worker that knows the sources of the documentation."""
    sources = load_sources(SOURCES, kinds=load_kinds())
    return replace(worker, rulings=replace(worker.rulings, sources=sources))


def took(worker: Worker, *messages: Message) -> Stored:
    """What became of messages."""
    stored: list[Stored] = []
    assert replace(worker, report=stored.append).store(messages, threading.Event()) is not None
    return stored[0]


def uplink(**payload: float) -> Message:
    """An uplink of the sensor wd-west on The Things Stack."""
    body = {
        "end_device_ids": {"device_id": "west"},
        "received_at": NOW.isoformat(),
        "uplink_message": {"received_at": NOW.isoformat(), "decoded_payload": payload},
    }
    return Message("v3/city/devices/west/up", json.dumps(body).encode(), NOW)


def spark(kind: str, metric: Metric, *, seq: int) -> Message:
    """A Sparkplug message of the sensor wd-west, ``seq`` seconds after NOW."""
    payload = Payload(timestamp=MS + 1000 * seq, metrics=[metric], seq=seq)
    topic = f"spBv1.0/city/{kind}/gate/wd-west"
    return Message(topic, bytes_of(payload), NOW + timedelta(seconds=seq))


def born() -> list[Message]:
    """The births of a node and of its device, which call Level by the alias 7."""
    node = Payload(timestamp=MS, metrics=[Metric("bdSeq", "long_value", 1, 4)], seq=0)
    level = Metric("Level", "float_value", 12.5, FLOAT, alias=7)
    return [
        Message("spBv1.0/city/NBIRTH/gate", bytes_of(node), NOW),
        spark("DBIRTH", level, seq=1),
    ]


def told_by_alias(value: float, *, seq: int) -> Message:
    return spark("DDATA", Metric(kind="float_value", value=value, alias=7), seq=seq)


def values(pool: Pool) -> list[tuple[str, float]]:
    with pool.connection() as conn:
        rows = conn.execute(
            "select s.id, value from reading r join sensor s on s.num = r.sensor_num order by observed_at"
        )
        return [(sensor, value) for sensor, value in rows]


def test_an_uplink_becomes_a_reading_in_the_catalogues_unit(pool: Pool, open_worker: Worker) -> None:
    assert took(open_worker, uplink(level=123)) == Stored(stored=1)
    assert values(pool) == [("wd-west", 12.3)]


def test_a_field_that_the_platform_leaves_out_because_it_is_zero_is_zero(
    pool: Pool, open_worker: Worker
) -> None:
    assert took(open_worker, uplink()) == Stored(stored=1)
    assert values(pool) == [("wd-west", 0.0)]


def test_a_join_is_a_notice_and_the_ledger_balances(pool: Pool, open_worker: Worker) -> None:
    join = {"end_device_ids": {"device_id": "west"}, "join_accept": {"received_at": NOW.isoformat()}}
    joined = Message("v3/city/devices/west/join", json.dumps(join).encode(), NOW)
    as_uplink = joined._replace(topic="v3/city/devices/west/up")
    assert took(open_worker, as_uplink) == Stored(notice=1)
    with pool.connection() as conn:
        (account,) = by_hour(conn, since=NOW - timedelta(hours=1), until=NOW + timedelta(hours=1))
    assert account.balances
    assert (account.received, account.notice) == (1, 1)


def test_a_topic_of_no_source_is_a_dead_letter(open_worker: Worker) -> None:
    assert took(open_worker, Message("weather/today", b"fine", NOW)) == Stored(dead_letter=1)


def test_an_alias_is_known_by_its_birth(pool: Pool, open_worker: Worker) -> None:
    assert took(open_worker, *born(), told_by_alias(13.5, seq=2)) == Stored(stored=2, notice=1)
    assert values(pool) == [("wd-west", 12.5), ("wd-west", 13.5)]


def test_a_birth_outlives_the_process(pool: Pool, open_worker: Worker) -> None:
    took(open_worker, *born())
    with pool.connection() as conn:
        memory = recall(conn, ["sparkplug_b"])
    after = replace(open_worker, rulings=replace(open_worker.rulings, memory=memory))
    assert took(after, told_by_alias(13.5, seq=2)) == Stored(stored=1)


def test_without_a_birth_the_message_is_refused_and_one_is_asked_for(open_worker: Worker) -> None:
    batch = open_worker.store([told_by_alias(13.5, seq=2)], threading.Event())
    assert batch is not None
    assert [one.topic for one in batch.told] == ["spBv1.0/city/NCMD/gate"]
    assert [one.reason for one in batch.refusals] == ["no_birth"]


def test_what_is_read_twice_because_the_database_was_away_is_read_alike(
    pool: Pool, open_worker: Worker
) -> None:
    def broken(*_: object) -> None:
        raise UnreachableError("the line is cut")

    messages = [*born(), told_by_alias(13.5, seq=2)]
    first = open_worker.normalised(messages)
    with pytest.raises(UnreachableError):
        store_batch(pool, first, replace(open_worker.terms, hook=broken))
    assert shown(open_worker.normalised(messages)) == shown(first)


def shown(batch: Normalised) -> tuple[object, ...]:
    """What a batch holds, to compare."""
    return (batch.readings.value.tolist(), batch.refusals, batch.notices, batch.remembered, batch.told)
