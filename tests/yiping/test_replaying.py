"""Dead letters tried again: what is accepted now is stored, and the ledger of its hour follows."""

from dataclasses import replace
from datetime import timedelta

from ingest.worker import Worker
from store.ledger import by_hour
from store.letter_replay import chosen
from store.pool import Pool
from store.sensors import put_sensors
from tests.fixtures.batches import NOW, Send, depth, message
from tests.fixtures.city import sensor
from yiping.replaying import Replayed, replay


def replay_all(pool: Pool, worker: Worker) -> list[Replayed]:
    with pool.connection() as conn:
        return [replay(conn, num, worker) for num in list(chosen(conn))]


def column(pool: Pool, sql: str) -> list[object]:
    with pool.connection() as conn:
        return [row[0] for row in conn.execute(sql.encode())]


def assert_ledger(pool: Pool, **counts: int) -> None:
    with pool.connection() as conn:
        accounts = by_hour(conn, since=NOW - timedelta(hours=2), until=NOW + timedelta(hours=2))
    assert all(account.balances for account in accounts), accounts
    names = ("messages", "received", "stored", "duplicate", "late", "notice", "dead_letter")
    known = {name: sum(getattr(account, name) for account in accounts) for name in names}
    assert known == {**dict.fromkeys(names, 0), **counts}


def register(pool: Pool, name: str) -> None:
    with pool.connection() as conn:
        put_sensors(conn, [sensor(name, "water_depth", 121.487)])


def test_a_letter_of_a_sensor_registered_since_becomes_a_reading_of_its_first_arrival(
    pool: Pool, send: Send, worker: Worker
) -> None:
    send(depth(3, sensor="wd-new"))
    assert_ledger(pool, messages=1, received=1, dead_letter=1)
    register(pool, "wd-new")
    (replayed,) = replay_all(pool, worker)
    assert (replayed.stored.stored, len(replayed.solved)) == (1, 1)
    assert column(pool, "select received_at from reading") == [NOW]
    assert column(pool, "select num from dead_letter") == []
    assert_ledger(pool, messages=1, received=1, stored=1)


def test_a_letter_that_holds_many_readings_counts_as_many_when_it_is_read(
    pool: Pool, send: Send, worker: Worker
) -> None:
    times = [(NOW - timedelta(minutes=minute)).isoformat() for minute in (3, 2, 1)]
    send(message([{"t": time, "v": {"depth_cm": 1}} for time in times], sensor="wd-new"))
    register(pool, "wd-new")
    replay_all(pool, worker)
    assert_ledger(pool, messages=1, received=3, stored=3)


def test_a_letter_that_is_refused_for_the_same_reason_stays_as_it_is(
    pool: Pool, send: Send, worker: Worker
) -> None:
    send(message(b"{"))
    before = column(pool, "select num from dead_letter")
    (replayed,) = replay_all(pool, worker)
    assert replayed.solved == ()
    assert column(pool, "select num from dead_letter") == before
    assert_ledger(pool, messages=1, received=1, dead_letter=1)


def test_a_letter_that_is_refused_for_another_reason_says_so(pool: Pool, send: Send, worker: Worker) -> None:
    send(message({"t": NOW.isoformat(), "v": {"heat_c": 1}}, sensor="wd-new"))
    register(pool, "wd-new")
    replay_all(pool, worker)
    assert column(pool, "select reason from dead_letter") == ["unknown_metric"]
    assert_ledger(pool, messages=1, received=1, dead_letter=1)


def test_the_good_half_of_a_message_is_not_counted_twice(pool: Pool, send: Send, worker: Worker) -> None:
    send(message({"t": NOW.isoformat(), "v": {"depth_cm": 1, "heat_c": 1}}))
    assert_ledger(pool, messages=1, received=2, stored=1, dead_letter=1)
    with pool.connection() as conn:  # a reason that does not hold any more
        conn.execute("update dead_letter set reason = 'bad_time'")
    replay_all(pool, worker)
    assert column(pool, "select reason from dead_letter") == ["unknown_metric"]
    assert_ledger(pool, messages=1, received=2, stored=1, dead_letter=1)


def test_letters_of_one_message_are_tried_together(pool: Pool, send: Send, worker: Worker) -> None:
    send(message({"t": NOW.isoformat(), "v": {"depth_cm": 1, "heat_c": 1, "noise_db": 1}}))
    with pool.connection() as conn:
        conn.execute("update dead_letter set reason = 'bad_time'")
    first, second = replay_all(pool, worker)
    assert len(first.letters) == 2
    assert second == Replayed()
    assert_ledger(pool, messages=1, received=3, stored=1, dead_letter=2)


def test_a_message_that_was_sent_anew_meanwhile_is_a_duplicate(
    pool: Pool, send: Send, worker: Worker
) -> None:
    send(depth(3, sensor="wd-new"))
    register(pool, "wd-new")
    send(depth(3, sensor="wd-new", received_at=NOW + timedelta(minutes=1)))
    (replayed,) = replay_all(pool, worker)
    assert replayed.stored.duplicate == 1
    assert_ledger(pool, messages=2, received=2, stored=1, duplicate=1)


def test_a_replay_that_is_rolled_back_leaves_everything(pool: Pool, send: Send, worker: Worker) -> None:
    send(depth(3, sensor="wd-new"))
    register(pool, "wd-new")
    with pool.connection() as conn:
        (num,) = chosen(conn)
        assert replay(conn, num, worker).stored.stored == 1
        conn.rollback()
    assert column(pool, "select num from dead_letter") == [num]
    assert_ledger(pool, messages=1, received=1, dead_letter=1)


def test_what_a_rule_breaks_on_is_a_letter_again(pool: Pool, send: Send, worker: Worker) -> None:
    def hook(*_: object) -> None:
        raise ZeroDivisionError("a defect")

    send(depth(3, sensor="wd-new"))
    register(pool, "wd-new")
    broken = replace(worker, terms=replace(worker.terms, hook=hook))
    (replayed,) = replay_all(pool, broken)
    assert replayed.stored.dead_letter == 1
    assert column(pool, "select reason from dead_letter") == ["refused_by_store"]
    assert_ledger(pool, messages=1, received=1, dead_letter=1)
