"""Which processes look is known to whoever asks the database."""

from datetime import timedelta

import pytest

from store.pool import Pool
from store.pulse import fade, pulses
from tests.fixtures.batches import NOW
from yiping.alive import EVERY, Alive


@pytest.fixture(autouse=True)
def sessions(pool: Pool) -> None:
    with pool.connection() as conn:
        conn.execute("insert into ingest_session values ('west', '{}'), ('old', '{}'), ('new', '{}')")


def seen(pool: Pool) -> list[tuple[str, object, object]]:
    with pool.connection() as conn:
        return [tuple(one) for one in pulses(conn)]  # type: ignore[misc]


def test_an_ingest_says_that_it_looks_and_when_it_last_had_the_broker(pool: Pool) -> None:
    hears = True
    alive = Alive(pool, "west", lambda: hears)
    alive.beat(now=NOW)
    alive.beat(now=NOW + EVERY / 2)
    assert seen(pool) == [("ingest:west", NOW, NOW)]
    hears = False
    alive.beat(now=NOW + EVERY)
    assert seen(pool) == [("ingest:west", NOW + EVERY, NOW)]


def test_a_clock_that_was_put_back_does_not_silence_it(pool: Pool) -> None:
    alive = Alive(pool, "west", lambda: True)
    alive.beat(now=NOW)
    alive.beat(now=NOW - timedelta(hours=1))
    assert seen(pool)[0][1] == NOW - timedelta(hours=1)


def test_a_database_that_is_away_ends_no_work(pool: Pool) -> None:
    pool.close()
    Alive(pool, "west", lambda: True).beat(now=NOW)


def test_workers_that_are_no_more_are_forgotten(pool: Pool) -> None:
    for name, age in (("old", 100), ("new", 1)):
        Alive(pool, name, lambda: True).beat(now=NOW - timedelta(minutes=age))
    with pool.connection() as conn:
        assert fade(conn, before=NOW - timedelta(minutes=60)) == 1
    assert [name for name, _, _ in seen(pool)] == ["ingest:new"]


def test_a_worker_whose_session_has_ended_is_missed_by_nobody(pool: Pool) -> None:
    Alive(pool, "west", lambda: True).beat(now=NOW)
    with pool.connection() as conn:
        conn.execute("update ingest_session set ending = true")
    assert seen(pool) == []
