"""The broker goes away and comes back: killed, or stopped with all that waits in its queues."""

from pathlib import Path
from random import Random

from ingest.client import Client
from model.broker import broker_from
from tests.fixtures.broker import OwnBroker
from tests.fixtures.processes import Start, wait_until
from tests.ingest.pressure import begin, log_of, send, send_first, wait_stored
from yiping.wiring import utc_now

LONGEST_PAUSE_S = 30.0


def test_it_comes_back_by_itself_after_a_broker_that_was_killed(
    start: Start, small_city: str, broker: OwnBroker, tmp_path: Path
) -> None:
    process = begin(start, small_city, broker.ingest_url)
    send_first(broker.sim_url, small_city)
    broker.stop()  # saves the session
    broker.start()
    wait_until(lambda: log_of(tmp_path).count("[connected]") == 2)
    broker.kill()
    wait_until(lambda: log_of(tmp_path).count("[disconnected]") == 2)
    broker.start()
    send(broker.sim_url, 1, 1000)
    wait_stored(small_city, 1001)
    assert process.poll() is None


def test_what_waits_in_its_queue_outlives_a_restart_of_the_broker(
    start: Start, small_city: str, broker: OwnBroker
) -> None:
    process = begin(start, small_city, broker.ingest_url)
    send_first(broker.sim_url, small_city)
    process.kill()
    process.wait()
    send(broker.sim_url, 1, 5000)
    broker.stop()
    broker.start()
    begin(start, small_city, broker.ingest_url)
    wait_stored(small_city, 5001)


def test_pauses_before_another_try_are_capped_and_differ_from_client_to_client() -> None:
    pauses = [
        (client._mqtt._reconnect_min_delay, client._mqtt._reconnect_max_delay)
        for client in (client_by_chance(seed) for seed in range(20))
    ]
    assert len(set(pauses)) == 20
    assert all(0 < shortest < longest <= LONGEST_PAUSE_S for shortest, longest in pauses)


def client_by_chance(seed: int) -> Client:
    return Client(
        broker_from("mqtt://127.0.0.1:1"),
        client_id="test",
        topic_filters=[],
        receive_maximum=1,
        clock=utc_now,
        rng=Random(seed),
    )
