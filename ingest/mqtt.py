"""What every connection of ingest to a broker has in common: account, session, and what must be granted."""

from collections.abc import Sequence

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from model.broker import Broker
from model.errors import YipingError

SESSION_EXPIRY_S = 14 * 24 * 3600
"""How long the broker keeps our session while we are away: a fortnight outlasts any holiday."""


class BrokerRefusedError(YipingError):
    """The broker will not serve us as we must be served; trying again would not help."""


def introduce(client: mqtt.Client, broker: Broker) -> None:
    """Gives a client the account and the encryption of a broker."""
    if broker.user is not None:
        client.username_pw_set(broker.user, broker.password)
    if broker.tls:
        client.tls_set(broker.ca)


def session_properties(receive_maximum: int, expiry_s: int) -> Properties:
    """What CONNECT asks for: how much is unacknowledged at most, how long the session outlives us."""
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho leaves it untyped
    properties.SessionExpiryInterval = expiry_s
    properties.ReceiveMaximum = receive_maximum
    return properties


def refused_grant(filters: Sequence[str], codes: Sequence[ReasonCode], *, qos: int) -> YipingError | None:
    """Why the broker's answer to a subscription will not do, None when it will."""
    for topic_filter, code in zip(filters, codes, strict=True):
        if code.is_failure or code.value != qos:
            return BrokerRefusedError(
                f"the broker grants {code} on {topic_filter}; ingest needs QoS {qos} there"
            )
    return None


def shorter_session(asked_s: int, granted: Properties | None) -> YipingError | None:
    """Why the session that the broker grants is too short, None when it is not."""
    expiry_s: int = getattr(granted, "SessionExpiryInterval", asked_s)
    if expiry_s >= asked_s:
        return None
    return BrokerRefusedError(
        f"the broker keeps our session for {expiry_s} s only, and ingest asks for {asked_s} s: "
        "what comes in a longer absence would be lost"
    )
