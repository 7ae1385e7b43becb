"""Notices through a real mail server."""

import smtplib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from model.definition import Definition
from model.errors import DefinitionError
from model.reading import Origin
from model.text import Text
from orders.channel import Channel, PermanentError, TryAgainError, channel_from
from tests.fixtures.notifications import AT, notification
from yiping.runtime import mosquitto


class Mailbox:
    """Answers the first mails as told and keeps the rest."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.refused: dict[str, str] = {}
        self.kept: list[EmailMessage] = []

    async def handle_RCPT(  # noqa: N802  the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        content = cast("bytes", envelope.content)
        self.kept.append(cast("EmailMessage", message_from_bytes(content, policy=policy.default)))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, Channel]]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=mosquitto.any_free())
    controller.start()
    try:
        yield box, channel(controller.port)
    finally:
        controller.stop()


def channel(port: int, **changes: object) -> Channel:
    table = {"host": "127.0.0.1", "port": port, "sender": "yiping@huangpu.example", "security": "none"}
    return channel_from("email", Definition({**table, **changes}, file="channels/mail.toml"))


def test_a_mail_is_in_both_languages_and_keeps_its_name_however_often_it_is_sent(
    mailbox: tuple[Mailbox, Channel],
) -> None:
    box, mail = mailbox
    for _ in range(2):
        mail.deliver(notification(to="crew@huangpu.example"), now=AT)
    first, second = box.kept
    assert first["Message-ID"] == second["Message-ID"] == "<WO-000017.dispatched.1@huangpu.example>"
    assert first["Subject"] == "河南中路下立交积水 [WO-000017]"
    body = first.get_content()
    assert "请到场处置" in body
    assert "a hand is needed" in body


def test_a_drill_says_so_in_the_subject_and_the_first_line(mailbox: tuple[Mailbox, Channel]) -> None:
    box, mail = mailbox
    mail.deliver(notification(to="crew@huangpu.example", origin=Origin.EXERCISE), now=AT)
    assert box.kept[0]["Subject"].startswith("【演练 DRILL】")
    assert box.kept[0].get_content().startswith("【演练 DRILL】")


def test_a_headline_cannot_smuggle_in_a_header(mailbox: tuple[Mailbox, Channel]) -> None:
    box, mail = mailbox
    mail.deliver(
        notification(to="crew@huangpu.example", headline=Text(zh="水\r\nBcc: a@b.example", en="w")), now=AT
    )
    assert box.kept[0]["Bcc"] is None
    assert box.kept[0]["Subject"] == "水 Bcc: a@b.example [WO-000017]"


@pytest.mark.parametrize(
    ("answer", "failure"), [("451 try later", TryAgainError), ("554 no such thing", PermanentError)]
)
def test_a_mail_server_says_whether_another_try_helps(
    mailbox: tuple[Mailbox, Channel], answer: str, failure: type[Exception]
) -> None:
    box, mail = mailbox
    box.answers.append(answer)
    with pytest.raises(failure, match=f"answers {answer[:3]}"):
        mail.deliver(notification(to="crew@huangpu.example"), now=AT)


@pytest.mark.parametrize(
    ("answer", "failure"), [("450 busy", TryAgainError), ("550 nobody of that name", PermanentError)]
)
def test_a_receiver_that_is_not_known_is_not_tried_again_and_a_full_one_is(
    mailbox: tuple[Mailbox, Channel], answer: str, failure: type[Exception]
) -> None:
    box, mail = mailbox
    box.refused["gone@huangpu.example"] = answer
    with pytest.raises(failure):
        mail.deliver(notification(to="gone@huangpu.example"), now=AT)


def test_a_server_that_is_away_or_offers_no_encryption_is_tried_again(
    mailbox: tuple[Mailbox, Channel],
) -> None:
    with pytest.raises(TryAgainError, match="ConnectionRefusedError"):
        channel(1).deliver(notification(to="crew@huangpu.example"), now=AT)
    port = cast("smtplib.SMTP", mailbox[1]).port
    with pytest.raises(TryAgainError, match="STARTTLS"):
        channel(port, security="starttls").deliver(notification(to="crew@huangpu.example"), now=AT)


def test_mail_without_encryption_is_for_this_machine_only() -> None:
    with pytest.raises(DefinitionError, match="on this machine only"):
        channel(25, host="mail.huangpu.example")
