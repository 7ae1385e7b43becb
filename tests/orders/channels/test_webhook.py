"""Notices posted to a real HTTP server, and what each of its answers means."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest

from model.definition import Definition
from model.errors import DefinitionError
from orders.channel import PermanentError, TryAgainError, channel_from, channel_names
from orders.channels.webhook import Webhook
from tests.fixtures.notifications import AT, notification
from tests.fixtures.receivers import Receiver, http_receiver

SECRET = b"a secret of at least twenty-four bytes"
TOLD = "whsec_" + base64.b64encode(SECRET).decode()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with http_receiver() as found:
        yield found


def definition(**table: object) -> Definition:
    return Definition(dict(table), file="channels/crew.toml")


def hook(receiver: Receiver) -> Webhook:
    return Webhook(url=receiver.url, secret=SECRET)


def test_every_channel_is_found_by_its_file() -> None:
    assert channel_names() == ["alertmanager", "cap", "email", "log", "mqtt", "webhook"]
    with pytest.raises(DefinitionError, match="'pigeon' is not one of alertmanager, cap"):
        channel_from("pigeon", definition())


def test_a_receiver_can_check_who_told_it_and_whether_it_knows_it_already(receiver: Receiver) -> None:
    channel_from("webhook", definition(url=receiver.url, secret=TOLD)).deliver(notification(), now=AT)
    hook(receiver).deliver(notification(), now=AT)
    for one in receiver.received:
        signed = f"{one.headers['webhook-id']}.{one.headers['webhook-timestamp']}.".encode() + one.body
        right = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
        assert one.headers["webhook-signature"] == f"v1,{right}"
        assert one.headers["webhook-id"] == "WO-000017.dispatched.1"
    assert receiver.received[1].headers["webhook-timestamp"] == str(int(AT.timestamp()))
    told = json.loads(receiver.received[0].body)
    assert (told["case"], told["headline"]["zh"], told["origin"]) == (
        "WO-000017",
        "河南中路下立交积水",
        "live",
    )


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 301, 307])
def test_what_a_receiver_refuses_for_good_is_not_tried_again(receiver: Receiver, status: int) -> None:
    receiver.answers.append((status, {"Location": receiver.url}))
    with pytest.raises(PermanentError, match=f"127.0.0.1:[0-9]+ answers {status}: words"):
        hook(receiver).deliver(notification(), now=AT)
    assert len(receiver.received) == 1  # a redirect is not followed


@pytest.mark.parametrize(
    ("status", "told", "after_s"),
    [(500, None, None), (503, "7", 7.0), (429, "999999", 3600.0), (429, "soon", None), (408, None, None)],
)
def test_what_may_go_better_later_says_when(
    receiver: Receiver, status: int, told: str | None, after_s: float | None
) -> None:
    receiver.answers.append((status, {"Retry-After": told} if told else {}))
    with pytest.raises(TryAgainError) as caught:
        hook(receiver).deliver(notification(), now=AT)
    assert caught.value.after_s == after_s


def test_a_receiver_that_is_away_is_tried_again() -> None:
    with http_receiver() as gone:
        pass
    with pytest.raises(TryAgainError, match="does not answer"):
        hook(gone).deliver(notification(), now=AT)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"url": "http://elsewhere.example/in", "secret": TOLD}, "url: must be https"),
        ({"url": "ftp://10.0.0.1/in", "secret": TOLD}, "must begin with https"),
        ({"url": "https://a.example/in", "secret": "whsec_c2hvcnQ="}, "secret: must be whsec_"),
        ({"url": "https://a.example/in", "secret": "whsec_***"}, "secret: is not base64"),
    ],
)
def test_settings_that_would_tell_the_world_are_refused(settings: dict[str, str], problem: str) -> None:
    with pytest.raises(DefinitionError, match=problem):
        channel_from("webhook", definition(**settings))


def test_a_secret_is_not_in_what_a_log_would_print(receiver: Receiver) -> None:
    assert "secret" not in repr(hook(receiver))


def test_an_alertmanager_message_fires_until_the_case_ends(receiver: Receiver) -> None:
    settings = definition(url=receiver.url, external_url="http://wall.local/orders/")
    channel = channel_from("alertmanager", settings)
    channel.deliver(notification(), now=AT)
    channel.deliver(notification(key="WO-000017.closed.1", event="closed", ends=True), now=AT)
    first, last = (json.loads(one.body) for one in receiver.received)
    assert first["version"] == "4"
    assert [one["alerts"][0]["status"] for one in (first, last)] == ["firing", "resolved"]
    assert first["groupKey"] == last["groupKey"]
    assert first["alerts"][0]["fingerprint"] == last["alerts"][0]["fingerprint"]
    assert first["alerts"][0]["endsAt"] == "0001-01-01T00:00:00Z"
    assert first["alerts"][0]["generatorURL"] == "http://wall.local/orders/WO-000017"
    assert receiver.received[1].headers["idempotency-key"] == "WO-000017.closed.1"
