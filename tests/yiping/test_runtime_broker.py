"""The broker of our own, and the look at a broker that settings name."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from model.broker import broker_from
from tests.fixtures.broker import OwnBroker
from yiping.runtime import broker_check
from yiping.runtime.broker_check import BrokerError, lets_in, refuse_unfit
from yiping.runtime.mosquitto import MosquittoError, any_free, port_for, start
from yiping.runtime.secrets import load_secrets


def test_both_accounts_are_let_in(broker: OwnBroker) -> None:
    assert lets_in(broker_from(broker.ingest_url))
    assert lets_in(broker_from(broker.sim_url))


def test_nobody_is_let_in_without_a_password(broker: OwnBroker) -> None:
    assert not lets_in(replace(broker_from(broker.ingest_url), user=None, password=None))


def test_a_wrong_password_is_turned_away(broker: OwnBroker) -> None:
    assert not lets_in(broker_from(f"mqtt://ingest:wrong@127.0.0.1:{broker.broker.port}"))


def test_only_loopback_is_listened_on(broker: OwnBroker) -> None:
    lines = broker.broker.conf.read_text().splitlines()
    assert [line for line in lines if line.startswith("listener")] == [
        f"listener {broker.broker.port} 127.0.0.1"
    ]


def test_a_killed_broker_comes_back_on_its_port(broker: OwnBroker) -> None:
    broker.kill()
    with pytest.raises(BrokerError):
        lets_in(broker_from(broker.ingest_url))
    broker.start()
    assert lets_in(broker_from(broker.ingest_url))


def test_a_home_keeps_its_port_until_somebody_else_has_it(broker: OwnBroker) -> None:
    home = broker.broker.folder.parent
    (home / "broker.port").write_text(f"{any_free()}\n")
    first = port_for(home)
    assert port_for(home) == first
    with socket.create_server(("127.0.0.1", first)):
        assert port_for(home) != first


def test_no_broker_is_an_error_with_its_address() -> None:
    port = any_free()
    with pytest.raises(BrokerError, match=f"no broker answers at 127.0.0.1:{port}"):
        lets_in(broker_from(f"mqtt://127.0.0.1:{port}"))


@pytest.fixture
def open_broker() -> Iterator[int]:
    """The port of something that accepts every CONNECT, as a broker with allow_anonymous does."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)

        def accept() -> None:
            for _ in range(2):
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line:
                    line.recv(1024)
                    line.sendall(bytes([0x20, 3, 0, 0, 0]))

        thread = threading.Thread(target=accept)
        thread.start()
        yield listener.getsockname()[1]
        while thread.is_alive():
            with socket.create_connection(listener.getsockname()[:2]) as line:
                line.sendall(b"-")
            time.sleep(0.01)


def test_an_anonymous_broker_beyond_loopback_is_refused(
    open_broker: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker_check, "LOOPBACK", frozenset())  # as if 127.0.0.1 were a machine far away
    with pytest.raises(BrokerError, match="without a password"):
        refuse_unfit(f"mqtt://me:secret@127.0.0.1:{open_broker}")


def test_an_anonymous_broker_on_loopback_is_taken(open_broker: int) -> None:
    refuse_unfit(f"mqtt://127.0.0.1:{open_broker}")


def test_a_broker_that_does_not_know_us_is_refused(broker: OwnBroker) -> None:
    with pytest.raises(BrokerError, match="YIPING_BROKER_URL"):
        refuse_unfit(f"mqtt://stranger:x1@127.0.0.1:{broker.broker.port}")


def test_passwords_lie_hashed_beside_the_broker(broker: OwnBroker) -> None:
    written = (broker.broker.folder / "passwords").read_text()
    assert broker.broker.secrets.broker_ingest_password not in written
    assert written.startswith("ingest:$7$")


def test_a_broker_that_cannot_start_tells_why(broker: OwnBroker) -> None:
    second = broker.broker.folder.parent / "second"
    with pytest.raises(MosquittoError, match="Address already in use"):
        start(replace(broker.broker, folder=second, secrets=load_secrets(second)), broker.stack)
