"""Whether a broker is one that we may use."""

from dataclasses import replace

from ingest.knock import knock
from model.broker import Broker, broker_from
from model.errors import YipingError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class BrokerError(YipingError):
    """A broker that is not there, or that must not be used."""


def lets_in(broker: Broker, *, timeout_s: float = 5.0) -> bool:
    """Whether the broker accepts a client with this account. Raises BrokerError when nobody is there."""
    try:
        return knock(broker, timeout_s=timeout_s)
    except OSError as error:
        raise BrokerError(f"no broker answers at {broker.host}:{broker.port}: {error}") from error


def refuse_anonymous(url: str) -> None:
    """Raise BrokerError for a broker beyond loopback that lets strangers in."""
    broker = broker_from(url)
    if broker.host not in LOOPBACK and lets_in(replace(broker, user=None, password=None)):
        raise BrokerError(
            f"the broker at {broker.host}:{broker.port} lets clients in without a password; "
            "set allow_anonymous false there: anybody could publish false readings"
        )


def refuse_unfit(url: str) -> None:
    """Raise BrokerError for a named broker that turns us away, or lets strangers in beyond loopback."""
    refuse_anonymous(url)
    broker = broker_from(url)
    if not lets_in(broker):
        raise BrokerError(
            f"the broker at {broker.host}:{broker.port} refuses the account in YIPING_BROKER_URL"
        )
