"""Where devices reach a broker of our own, beside the loopback port that ingest and simulators use."""

import ssl
from dataclasses import dataclass
from pathlib import Path

from yiping.broker_settings import ACCEPT_PLAINTEXT, host_and_port
from yiping.checks import SettingsError
from yiping.runtime.broker_check import LOOPBACK
from yiping.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Files of PEM: a certificate with its chain, and its key without a passphrase."""

    chain: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """An address and a port for devices; plain where there is no certificate."""

    host: str
    port: int
    certificate: Certificate | None = None


def listener_for(settings: Settings) -> Listener | None:
    """The listener that settings ask for, if any.

    Raises SettingsError for one beyond this machine without TLS, unless `accept_plaintext` says so in words.
    """
    certificate = certificate_for(settings)
    if settings.broker_listen is None:
        if certificate:
            raise SettingsError("setting YIPING_BROKER_TLS_CERTIFICATE: needs YIPING_BROKER_LISTEN as well")
        return None
    host, port = host_and_port(settings.broker_listen)
    if host not in LOOPBACK and certificate is None and settings.accept_plaintext != ACCEPT_PLAINTEXT:
        raise SettingsError(
            f"setting YIPING_BROKER_LISTEN = {settings.broker_listen!r}: beyond this machine passwords need "
            "TLS; set YIPING_BROKER_TLS_CERTIFICATE and YIPING_BROKER_TLS_KEY (or see accept_plaintext in "
            "docs/settings.md)"
        )
    return Listener(host=host, port=port, certificate=certificate)


def certificate_for(settings: Settings) -> Certificate | None:
    """The certificate that settings name, after a look whether its key fits. Raises SettingsError."""
    chain, key = settings.broker_tls_certificate, settings.broker_tls_key
    if chain is None and key is None:
        return None
    if chain is None or key is None:
        missing = "YIPING_BROKER_TLS_CERTIFICATE" if chain is None else "YIPING_BROKER_TLS_KEY"
        raise SettingsError(f"setting {missing} is missing: a certificate and its key go together")
    refuse_unfit(chain, key)
    return Certificate(chain=chain, key=key)


def refuse_unfit(chain: Path, key: Path) -> None:
    """Raise SettingsError when the files cannot be read, or do not belong together."""
    for name, path in (("YIPING_BROKER_TLS_CERTIFICATE", chain), ("YIPING_BROKER_TLS_KEY", key)):
        try:
            path.read_bytes()
        except OSError as error:
            raise SettingsError(f"setting {name}: cannot read {path}: {error.strerror}") from error
    try:
        # An empty password stands for none; without one OpenSSL would ask at the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(chain, key, password="")
    except (ssl.SSLError, ValueError) as error:
        raise SettingsError(
            f"setting YIPING_BROKER_TLS_CERTIFICATE: {chain} and {key} are no PEM certificate with its "
            f"key (without a passphrase): {error}"
        ) from error
