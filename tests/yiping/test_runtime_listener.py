"""Where devices reach the broker: TLS beyond this machine, or a consent in words."""

import socket
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from model.broker import broker_from
from tests.fixtures.broker import OwnBroker
from tests.fixtures.devices import speak
from yiping.broker_settings import ACCEPT_PLAINTEXT
from yiping.checks import SettingsError
from yiping.runtime.broker_check import lets_in
from yiping.runtime.broker_files import Shape
from yiping.runtime.listener import Certificate, Listener, listener_for
from yiping.runtime.mosquitto import any_free
from yiping.settings import Settings

MakeSettings = Callable[..., Settings]


def certificate_in(folder: Path, name: str = "own") -> Certificate:
    """A certificate for localhost, signed by itself."""
    found = Certificate(chain=folder / f"{name}.crt", key=folder / f"{name}.key")
    words = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    alternative = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    subprocess.run(
        [*words.split(), "-addext", alternative, "-keyout", found.key, "-out", found.chain],
        check=True,
        capture_output=True,
    )
    return found


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """One certificate for all tests here."""
    return certificate_in(tmp_path_factory.mktemp("tls"))


def test_devices_reach_the_broker_by_tls(
    broker: OwnBroker, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker.stop()
    listener = Listener(host="127.0.0.1", port=any_free(), certificate=certificate)
    broker.broker = replace(broker.broker, shape=Shape(devices=listener))
    broker.start()
    url = broker.ingest_url.replace("mqtt://", "mqtts://").rpartition(":")[0] + f":{listener.port}"
    trusted = speak(broker_from(url), ca=str(certificate.chain))
    assert trusted.publish("spBv1.0/plant/NCMD/node") != "Not authorized"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.chain))
    assert lets_in(broker_from(url))
    assert not lets_in(broker_from(url.replace("ingest:", "ingest:x")))
    monkeypatch.delenv("SSL_CERT_FILE")
    with (
        socket.create_connection((listener.host, listener.port)) as line,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        ssl.create_default_context().wrap_socket(line, server_hostname="localhost")
    key = broker.broker.folder / "listener.key"
    assert key.stat().st_mode & 0o777 == 0o600


def test_without_a_setting_there_is_no_listener_for_devices(home_settings: MakeSettings) -> None:
    assert listener_for(home_settings()) is None


def test_on_this_machine_no_tls_is_needed(home_settings: MakeSettings) -> None:
    found = listener_for(home_settings(YIPING_BROKER_LISTEN="127.0.0.1:1884"))
    assert found == Listener(host="127.0.0.1", port=1884)


@pytest.mark.parametrize("where", ["0.0.0.0:8883", "[::]:8883", "10.1.2.3:1883"])
def test_beyond_this_machine_it_takes_tls(
    home_settings: MakeSettings, certificate: Certificate, where: str
) -> None:
    with pytest.raises(SettingsError, match="beyond this machine passwords need TLS"):
        listener_for(home_settings(YIPING_BROKER_LISTEN=where))
    found = listener_for(
        home_settings(
            YIPING_BROKER_LISTEN=where,
            YIPING_BROKER_TLS_CERTIFICATE=str(certificate.chain),
            YIPING_BROKER_TLS_KEY=str(certificate.key),
        )
    )
    assert found is not None
    assert found.certificate == certificate


def test_beyond_this_machine_plain_text_is_accepted_in_words_only(home_settings: MakeSettings) -> None:
    where = "0.0.0.0:1883"
    found = listener_for(home_settings(YIPING_BROKER_LISTEN=where, YIPING_ACCEPT_PLAINTEXT=ACCEPT_PLAINTEXT))
    assert found == Listener(host="0.0.0.0", port=1883)
    with pytest.raises(SettingsError, match=ACCEPT_PLAINTEXT):
        home_settings(YIPING_BROKER_LISTEN=where, YIPING_ACCEPT_PLAINTEXT="yes")


def test_a_certificate_without_its_key_is_named(
    home_settings: MakeSettings, certificate: Certificate
) -> None:
    settings = home_settings(
        YIPING_BROKER_LISTEN="0.0.0.0:8883", YIPING_BROKER_TLS_CERTIFICATE=str(certificate.chain)
    )
    with pytest.raises(SettingsError, match="YIPING_BROKER_TLS_KEY is missing"):
        listener_for(settings)


def test_a_key_of_another_certificate_is_named(
    home_settings: MakeSettings, certificate: Certificate, tmp_path: Path
) -> None:
    settings = home_settings(
        YIPING_BROKER_LISTEN="0.0.0.0:8883",
        YIPING_BROKER_TLS_CERTIFICATE=str(certificate.chain),
        YIPING_BROKER_TLS_KEY=str(certificate_in(tmp_path, "other").key),
    )
    with pytest.raises(SettingsError, match="are no PEM certificate with its key"):
        listener_for(settings)


def test_a_certificate_that_is_not_there_is_named(home_settings: MakeSettings, tmp_path: Path) -> None:
    settings = home_settings(
        YIPING_BROKER_LISTEN="0.0.0.0:8883",
        YIPING_BROKER_TLS_CERTIFICATE=str(tmp_path / "gone.crt"),
        YIPING_BROKER_TLS_KEY=str(tmp_path / "gone.key"),
    )
    with pytest.raises(SettingsError, match=r"cannot read .*gone\.crt"):
        listener_for(settings)


def test_a_certificate_without_a_listener_is_a_mistake(
    home_settings: MakeSettings, certificate: Certificate
) -> None:
    settings = home_settings(
        YIPING_BROKER_TLS_CERTIFICATE=str(certificate.chain), YIPING_BROKER_TLS_KEY=str(certificate.key)
    )
    with pytest.raises(SettingsError, match="needs YIPING_BROKER_LISTEN"):
        listener_for(settings)


@pytest.mark.parametrize(
    "value", ["8883", "0.0.0.0", ":8883", "0.0.0.0:0", "0.0.0.0:x", "::1:8883", "a b:1", "h:70000", "[h]x:1"]
)
def test_an_address_that_is_none_is_named(home_settings: MakeSettings, value: str) -> None:
    with pytest.raises(SettingsError, match=r"YIPING_BROKER_LISTEN = .* must look like"):
        home_settings(YIPING_BROKER_LISTEN=value)
