"""Several ingest workers on a real broker and a real database: shares change while messages never stop."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import paho.mqtt.client as mqtt
import psycopg
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from model.broker import broker_from
from model.reading import Origin, Sample
from model.sensor import Sensor
from sims.message import Message
from sims.publisher import Publisher
from store.claims import Claim, Held
from store.coverage import unserved
from store.ingest_sessions import plan_sessions, sessions
from store.pool import connect
from tests.fixtures.broker import OwnBroker
from tests.fixtures.city import SENSORS
from tests.fixtures.processes import Start, wait_until
from yiping import doctor
from yiping.city import register_sensors
from yiping.settings import Settings

pytestmark = pytest.mark.long
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
OTHER_STREET = [replace(one, id=f"{one.id}-003", street="003") for one in SENSORS[:2]]
SPEAKERS = [*SENSORS[:2], *OTHER_STREET]
BASE = "yiping-ingest"
MakeSettings = Callable[..., Settings]


def ask(database_url: str, sql: str) -> int:
    with psycopg.connect(database_url) as conn:
        row = conn.execute(sql.encode()).fetchone()
    assert row is not None
    return int(row[0])


def readings(city: str) -> int:
    return ask(city, "select count(*) from reading")


def client_ids(city: str) -> list[str]:
    with connect(city, name="test") as conn:
        return [session.client_id for session in sessions(conn) if not session.unfinished]


def serves(city: str, *client_ids: str) -> bool:
    with connect(city, name="test") as conn:
        return not unserved(conn, client_ids)


def dry(sensor: Sensor, number: int) -> Message:
    time = FIRST + timedelta(seconds=number)
    sample = Sample(metric="depth_cm", value=0.5, observed_at=time, origin=Origin.REPLAY)
    return Message(sensor, [sample], time)


class Talk:
    """Sensors that speak without a pause, each in the order of its own time."""

    def __init__(self, broker: OwnBroker, speakers: list[Sensor]) -> None:
        self._broker, self._speakers = broker_from(broker.sim_url), speakers
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._talk)
        self.sent = self.unheard = 0

    def _talk(self) -> None:
        with Publisher(self._broker, unacknowledged=8) as publisher:
            number = 0
            while not self._stop.wait(0.005):
                for speaker in self._speakers:
                    publisher.send(dry(speaker, number))
                number += 1
        self.sent, self.unheard = publisher.counts.sent, publisher.counts.unheard

    def end(self) -> None:
        self._stop.set()
        self._thread.join()


@contextmanager
def talking(broker: OwnBroker, speakers: list[Sensor]) -> Iterator[Talk]:
    """Speakers that go on for as long as the block; somebody listens to them already."""
    talk = Talk(broker, speakers)
    talk._thread.start()
    try:
        yield talk
    finally:
        talk.end()


@pytest.fixture
def city(small_city: str) -> str:
    """The small city, with two sensors in a second street."""
    register_sensors(small_city, OTHER_STREET)
    return small_city


class Ingest:
    """Starts and stops ingest as a person does: one after the other, or beside each other."""

    def __init__(self, start: Start, city: str, broker: OwnBroker, folder: Path) -> None:
        self._start, self._city, self._broker, self._folder = start, city, broker, folder
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self, *words: str) -> "subprocess.Popen[bytes]":
        urls = {"database_url": self._city, "broker_url": self._broker.ingest_url}
        self._process = self._start("ingest", *words, **urls)
        return self._process

    def begin(self, *words: str, serving: tuple[str, ...]) -> None:
        """Starts, and waits until it works: its sessions are served and nothing remains to be handed over."""
        said = len(self.log)
        process = self.launch(*words)
        mark = "[covered]" if "--workers" in words else "[share_taken]"
        wait_until(
            lambda: process.poll() is not None or (serves(self._city, *serving) and mark in self.log[said:]),
            what=f"{words} serving {serving}",
        )
        assert process.poll() is None, self.log[said:]

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        os.kill(self.pid, how)
        return self.wait()

    def wait(self) -> int:
        assert self._process is not None
        return self._process.wait(30)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        path = self._folder / "ingest.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.fixture
def ingest(start: Start, city: str, broker: OwnBroker, tmp_path: Path) -> Ingest:
    return Ingest(start, city, broker, tmp_path)


def is_kept(broker: OwnBroker, client_id: str) -> bool:
    """Whether the broker has a session of this name; asked so, it has none afterwards."""
    where, told = broker_from(broker.ingest_url), []
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv5)
    client.on_connect = lambda _client, _userdata, flags, _code, _properties: told.append(
        flags.session_present
    )
    client.username_pw_set(where.user or "", where.password)
    client.connect(where.host, where.port, clean_start=False)
    wait_until(lambda: client.loop(0.05) == mqtt.MQTT_ERR_SUCCESS and bool(told))
    client.disconnect()
    client.loop(0.1)
    return bool(told[0])


def goes_on(city: str) -> None:
    """Waits until more is stored of every speaker."""
    least = (
        "select coalesce(min(n), 0) from (select count(r.sensor_num) n from sensor s"
        " left join reading r on r.sensor_num = s.num where s.kind = 'water_depth'"
        " and s.id <> 'wd-outside' group by s.num) one"
    )
    before = ask(city, least)
    wait_until(lambda: ask(city, least) > before + 10, what="more of every sensor")


def require_whole(city: str, talk: Talk) -> None:
    """Everything that was sent is there once, in order, and accounted for."""
    assert talk.unheard == 0
    wait_until(lambda: readings(city) >= talk.sent, what=f"all of {talk.sent}")
    assert readings(city) == talk.sent
    assert ask(city, "select sum(late) from ledger") == 0
    assert ask(city, "select sum(stored) from ledger") == talk.sent
    unbalanced = "select count(*) from ledger where received <> stored + duplicate + late + dead_letter"
    assert ask(city, unbalanced) == 0


def test_from_one_to_two_and_back_nothing_is_lost_doubled_or_out_of_order(
    ingest: Ingest, city: str, broker: OwnBroker
) -> None:
    ingest.begin(serving=(BASE,))
    with talking(broker, SPEAKERS) as talk:
        goes_on(city)
        ingest.end()
        ingest.begin("--workers", "2", serving=(f"{BASE}-1", f"{BASE}-2"))
        assert client_ids(city) == [f"{BASE}-1", f"{BASE}-2"]
        assert not is_kept(broker, BASE)
        goes_on(city)
        ingest.end()
        ingest.begin(serving=(BASE,))
        assert client_ids(city) == [BASE]
        goes_on(city)
    require_whole(city, talk)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_start_that_was_broken_off_amid_a_hand_over_is_finished_by_the_next_one(
    ingest: Ingest, city: str, broker: OwnBroker, how: signal.Signals
) -> None:
    ingest.begin(serving=(BASE,))
    with talking(broker, SPEAKERS) as talk:
        goes_on(city)
        ingest.end()
        ingest.launch("--workers", "2")
        wait_until(lambda: "[session_emptying]" in ingest.log, every_s=0.01)
        assert ingest.end(how) in (-signal.SIGKILL, 130)
        assert client_ids(city) == [f"{BASE}-1", f"{BASE}-2"]
        ingest.begin(serving=(BASE,))
        assert client_ids(city) == [BASE]
        goes_on(city)
    require_whole(city, talk)


def test_a_street_that_goes_from_one_worker_to_another_keeps_its_order(
    ingest: Ingest, city: str, broker: OwnBroker
) -> None:
    both, west = ("--name", "east", "--prefix", "310101/002"), ("--name", "west", "--prefix", "310101/003")
    ingest.begin(*both, "--prefix", "310101/003", serving=(f"{BASE}-east",))
    with talking(broker, SPEAKERS) as talk:
        goes_on(city)
        ingest.end()
        ingest.begin(*west, serving=(f"{BASE}-west",))
        assert client_ids(city) == [f"{BASE}-east", f"{BASE}-west"]
        ingest.begin(*both, serving=(f"{BASE}-east",))
        goes_on(city)
    require_whole(city, talk)


def test_who_would_overlap_is_refused_and_the_first_goes_on(
    ingest: Ingest, city: str, broker: OwnBroker
) -> None:
    ingest.begin("--name", "east", "--prefix", "310101/002", serving=(f"{BASE}-east",))
    with talking(broker, SENSORS[:2]):
        assert ingest.launch("--name", "west", "--prefix", "310101").wait(30) == 2
        assert "yiping: prefix 310101 is, or a part of it, taken already by yiping-ingest-east" in ingest.log
        assert ingest.launch("--name", "east", "--prefix", "310101/003").wait(30) == 2
        assert "yiping: the session yiping-ingest-east is taken already" in ingest.log
        assert ingest.launch("--workers", "2").wait(30) == 2
        stored = readings(city)
        wait_until(lambda: readings(city) > stored)
    assert "took over the session" not in ingest.log


def test_whoever_lost_its_part_to_another_ends_and_says_so(ingest: Ingest, city: str) -> None:
    ingest.begin("--name", "east", "--prefix", "310101/002", serving=(f"{BASE}-east",))
    other = Held(city, Claim(holder="other", prefixes=("310101/002",)))
    with connect(city, name="test", autocommit=True) as conn:
        cut = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name like %s"
        conn.execute(cut, [f"%claim-{BASE}-east"])
    try:
        other.take()
        assert ingest.wait() == 2
    finally:
        other.close()
    assert "yiping: prefix 310101/002 is, or a part of it, taken already by other" in ingest.log


def test_a_worker_of_a_part_names_what_nobody_takes(ingest: Ingest, city: str) -> None:
    ingest.begin("--prefix", "310101/002", serving=(f"{BASE}-310101-002",))
    wait_until(lambda: "[gap_found] no ingest takes 310101/003:" in ingest.log)


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_street_that_is_registered_later_and_a_worker_that_was_killed_leave_no_gap(
    ingest: Ingest, city: str, broker: OwnBroker
) -> None:
    ingest.begin("--workers", "2", serving=(f"{BASE}-1", f"{BASE}-2"))
    new = replace(SENSORS[0], id="wd-west-004", street="004")
    register_sensors(city, [new])
    wait_until(lambda: "310101/003, 310101/004" in ingest.log or "310101/002, 310101/004" in ingest.log)
    wait_until(lambda: serves(city, f"{BASE}-1", f"{BASE}-2"))
    with talking(broker, [*SPEAKERS, new]) as talk:
        goes_on(city)
        before = children(ingest.pid)
        os.kill(before[0], signal.SIGKILL)
        wait_until(lambda: len(set(children(ingest.pid)) - set(before)) == 1)
        goes_on(city)
    require_whole(city, talk)


def test_the_doctor_names_a_gap_and_messages_that_nobody_fetches(
    ingest: Ingest, city: str, home_settings: MakeSettings, broker: OwnBroker
) -> None:
    settings = home_settings(YIPING_DATABASE_URL=city, YIPING_BROKER_URL=broker.ingest_url)
    ingest.begin("--prefix", "310101/002", serving=(f"{BASE}-310101-002",))
    assert doctor.ingest(settings).found == "no ingest takes 310101/003"
    ingest.end()
    ingest.begin("--prefix", "310101", "--name", "all", serving=(f"{BASE}-all",))
    assert doctor.ingest(settings).ok
    with connect(city, name="test") as conn:
        plan_sessions(conn, wanted={"left-behind": frozenset({"a/b"})}, ending=())
    assert doctor.ingest(settings).found == "the broker keeps messages that nobody fetches, in left-behind"
