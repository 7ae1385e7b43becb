"""Where an MQTT broker is and who we are to it, as a URL tells."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """``mqtt://user:password@host:port``, or ``mqtts`` for TLS.

    ``ca`` is the path of the certificates to believe, None for those of this machine.
    """

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool
    ca: str | None = None


def broker_from(url: str, ca: str | None = None) -> Broker:
    """The broker that ``url`` names. Raises ValueError, without repeating a password, when it names none."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("a broker is told as mqtt://user:password@host:port, or mqtts://...")
    return Broker(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=parts.scheme == "mqtts",
        ca=ca,
    )
