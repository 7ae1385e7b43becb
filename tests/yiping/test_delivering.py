"""Deliverers side by side, with real receivers: nothing is lost, order holds, an end is an end."""

import base64
import os
import signal
import socket
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import psycopg
import pytest

from model.errors import DefinitionError
from orders.channel import PermanentError
from orders.posting import TIMEOUT_S
from store.outbox import KeptState
from store.outbox_lists import listed
from store.pool import Pool, connect, open_pool
from tests.fixtures.command_line import yiping
from tests.fixtures.database import as_admin
from tests.fixtures.outboxes import Fake, fails_with, put_keys
from tests.fixtures.processes import Start, wait_until
from tests.fixtures.receivers import Receiver, http_receiver
from yiping import delivering as module
from yiping.delivering import delivering
from yiping.runtime.provide import Servers
from yiping.settings import Settings
from yiping.wiring import utc_now

SECRET = "whsec_" + base64.b64encode(b"a secret of at least twenty-four bytes").decode()
CASES = [f"WO-{number:06}" for number in range(20)]
STEPS = ["filed", "dispatched", "accepted", "closed"]
KEYS = [f"{case}.{step}" for step in STEPS for case in CASES]


@pytest.fixture
def outbox(fresh_database: str) -> Iterator[Pool]:
    """A pool on a database without anything in it."""
    pool = open_pool(fresh_database, name="test")
    yield pool
    pool.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with http_receiver() as found:
        yield found


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another try comes after hundredths of a second."""
    monkeypatch.setattr("orders.pausing.SHORTEST_S", 0.01)
    monkeypatch.setattr("orders.pausing.LONGEST_S", 0.05)
    monkeypatch.setattr("yiping.delivering.IDLE_S", 0.01)
    monkeypatch.setattr("yiping.delivering.AWAY_S", 0.05)


def file_with(folder: Path, *tables: str) -> Path:
    path = folder / "channels.toml"
    path.write_text("\n".join(tables))
    path.chmod(0o600)
    return path


def webhook(receiver: Receiver, name: str = "crews") -> str:
    return f'[{name}]\nchannel = "webhook"\nurl = "{receiver.url}"\nsecret = "{SECRET}"\n'


@contextmanager
def delivered_by(database_url: str, **channels: Fake) -> Iterator[threading.Event]:
    """Deliverers of this process with channels of a test."""
    stop = threading.Event()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "load_channels", lambda _: channels)
        with delivering(Settings(home=Path(), cache=Path()), database_url, stop=stop):
            yield stop


def count(pool: Pool, state: KeptState) -> int:
    with pool.connection() as conn:
        return len(listed(conn, limit=100_000, state=state))


def told(pool: Pool, number: int) -> None:
    """Waits until so many are told."""
    wait_until(lambda: count(pool, KeptState.TOLD) == number, what=f"{number} told", every_s=0.02)


def in_order(keys: list[str], steps: list[str] = STEPS) -> bool:
    """Whether the keys of each case came in the order of its steps, each as often as it was tried."""
    by_case: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        case, step = key.split(".")
        by_case[case].append(step)
    return all(seen == sorted(seen, key=steps.index) for seen in by_case.values())


@pytest.mark.usefixtures("hasty")
def test_a_receiver_that_fails_half_the_time_has_everything_at_last_and_in_order(
    fresh_database: str, outbox: Pool, receiver: Receiver, tmp_path: Path
) -> None:
    rng = Random(7)
    receiver.answers.extend((rng.choice([200, 500]), {}) for _ in range(10_000))
    put_keys(outbox, *KEYS, now=utc_now())
    settings = Settings(home=Path(), cache=Path(), channels=file_with(tmp_path, webhook(receiver)))
    with delivering(settings, fresh_database, stop=threading.Event()):
        told(outbox, len(KEYS))
    arrived = [one.headers["webhook-id"] for one in receiver.received]
    assert set(arrived) == set(KEYS)
    assert len(arrived) > 1.5 * len(KEYS)  # it did fail
    assert in_order(arrived)


@pytest.mark.usefixtures("hasty")
def test_what_is_refused_lets_the_others_of_its_case_go_on(fresh_database: str, outbox: Pool) -> None:
    crews = Fake(act=fails_with(*[PermanentError("no")] * 5))
    put_keys(outbox, *KEYS, now=utc_now())
    with delivered_by(fresh_database, crews=crews):
        told(outbox, len(KEYS) - 5)
    assert count(outbox, KeptState.REFUSED) == 5
    assert in_order(crews.keys)


@pytest.mark.usefixtures("hasty")
def test_a_receiver_that_hangs_holds_up_neither_other_channels_nor_the_end(
    fresh_database: str, outbox: Pool
) -> None:
    answer = threading.Event()

    def hang(_: object) -> None:
        answer.wait(120)

    hanging, crews = Fake(act=hang), Fake()
    put_keys(outbox, *(f"H{number}.1" for number in range(10)), channel="hanging", now=utc_now())
    try:
        with delivered_by(fresh_database, hanging=hanging, crews=crews):
            wait_until(lambda: len(waiting_in(fresh_database)) == module.SHARE, every_s=0.02)
            put_keys(outbox, *KEYS, now=utc_now())
            told(outbox, len(KEYS))
        assert hanging.told == []  # the end did not wait for it
    finally:
        answer.set()


def waiting_in(database_url: str) -> list[tuple[object, ...]]:
    """The deliverers' connections that stand within a transaction."""
    with psycopg.connect(database_url) as conn:
        return conn.execute(
            "select pid from pg_stat_activity where datname = current_database()"
            " and application_name = 'yiping-deliver' and state = 'idle in transaction'"
        ).fetchall()


@pytest.mark.usefixtures("hasty")
def test_a_database_that_went_away_is_waited_for(fresh_database: str, outbox: Pool, servers: Servers) -> None:
    crews = Fake()
    with delivered_by(fresh_database, crews=crews):
        put_keys(outbox, "A.1", now=utc_now())
        told(outbox, 1)
        assert servers.admin_url is not None
        theirs = "application_name = 'yiping-deliver'"
        as_admin(servers.admin_url, f"select pg_terminate_backend(pid) from pg_stat_activity where {theirs}")
        put_keys(outbox, "A.2", now=utc_now())
        told(outbox, 2)


def test_without_channels_nobody_delivers(fresh_database: str) -> None:
    before = threading.active_count()
    with delivering(Settings(home=Path(), cache=Path()), fresh_database, stop=threading.Event()):
        assert threading.active_count() == before


def test_wrong_channels_stop_the_start_by_name(
    fresh_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file_with(tmp_path, '[crews]\nchannel = "pigeon"\n')
    with pytest.raises(DefinitionError, match="pigeon"):
        delivering(
            Settings(home=Path(), cache=Path(), channels=path), fresh_database, stop=threading.Event()
        ).__enter__()
    monkeypatch.setitem(os.environ, "YIPING_CHANNELS", str(path))
    ran = yiping(fresh_database, "alerts")
    assert (ran.returncode, str(path) in ran.stderr, "crews.channel" in ran.stderr) == (2, True, True)


def test_a_deliverer_killed_between_answer_and_commit_tells_again_with_the_same_key(
    fresh_database: str, outbox: Pool, receiver: Receiver, tmp_path: Path, start: Start
) -> None:
    settings = {
        "database_url": fresh_database,
        "channels": str(file_with(tmp_path, webhook(receiver))),
    }
    put_keys(outbox, "A.1", "A.2", now=utc_now())
    with connect(fresh_database, name="test") as conn:
        conn.execute(GATE)
    with connect(fresh_database, name="test") as gate:
        gate.execute("select pg_advisory_lock(1)")
        killed = start("alerts", **settings)
        wait_until(lambda: is_at_the_gate(outbox), what="the delivery")
        assert [one.headers["webhook-id"] for one in receiver.received] == ["A.1"]
        killed.kill()
        killed.wait()
    assert count(outbox, KeptState.TOLD) == 0
    start("alerts", **settings)
    told(outbox, 2)
    assert [one.headers["webhook-id"] for one in receiver.received] == ["A.1", "A.1", "A.2"]


def test_a_receiver_that_never_answers_does_not_hold_up_the_end_of_the_process(
    fresh_database: str, outbox: Pool, tmp_path: Path, start: Start
) -> None:
    put_keys(outbox, "A.1", now=utc_now())
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/in"
        process = start(
            "alerts",
            database_url=fresh_database,
            channels=str(file_with(tmp_path, webhook(Receiver(url=url)))),
        )
        caller, _ = silent.accept()
        process.send_signal(signal.SIGINT)
        assert process.wait(TIMEOUT_S / 2) == 0
        caller.close()
    assert count(outbox, KeptState.WAITING) == 1


GATE = """
    create function stand_at_the_gate() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(1); return new; end $$;
    create trigger gate before update on outbox for each row execute function stand_at_the_gate();
"""


def is_at_the_gate(pool: Pool) -> bool:
    with pool.connection() as conn:
        found = conn.execute(
            "select from pg_locks where locktype = 'advisory' and not granted and objid = 1"
        ).fetchall()
    return bool(found)
