"""E-mail by SMTP, in both languages. Tried again it has the same Message-ID, by which it is known again."""

import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from model.definition import Definition
from model.notification import Notification
from model.reading import Origin
from orders.channel import PermanentError, TryAgainError

TIMEOUT_S = 15.0
MARKS = {Origin.EXERCISE: "【演练 DRILL】", Origin.REPLAY: "【回放 REPLAY】", Origin.LIVE: ""}
SECURITIES = {"starttls": "starttls", "tls": "tls", "none": "none"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """A mail server: ``security`` is starttls, tls, or none (on this machine only)."""

    host: str
    port: int
    sender: str
    security: str
    account: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: str | None = None

    def deliver(self, notification: Notification, *, now: datetime) -> None:  # noqa: ARG002  its own times count
        try:
            with self._connected() as server:
                server.send_message(letter(notification, self.sender))
        except smtplib.SMTPRecipientsRefused as problem:
            code, words = next(iter(problem.recipients.values()))
            raise _failure(code, words) from problem
        except smtplib.SMTPResponseException as problem:
            raise _failure(problem.smtp_code, problem.smtp_error) from problem
        except (smtplib.SMTPException, OSError) as problem:
            raise TryAgainError(f"{self.host}:{self.port}: {type(problem).__name__}: {problem}") from problem

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.ca)
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.account is not None:
                server.login(self.account, self.password or "")
        except BaseException:
            server.close()
            raise
        return server


def letter(notification: Notification, sender: str) -> EmailMessage:
    """The mail of one notification. Line ends in its headline become spaces: no header is smuggled in."""
    mark = MARKS[notification.origin]
    found = EmailMessage(policy=SMTP)
    found["Subject"] = f"{mark}{' '.join(notification.headline.zh.split())} [{notification.case_id}]"
    found["From"] = sender
    found["To"] = notification.to
    found["Date"] = format_datetime(notification.at)
    found["Message-ID"] = f"<{notification.key}@{sender.rpartition('@')[2]}>"
    found["X-Yiping-Case"] = notification.case_id
    texts = [
        mark,
        notification.headline.zh,
        notification.body.zh,
        "",
        notification.headline.en,
        notification.body.en,
    ]
    found.set_content("\n".join(text for text in texts if text is not None))
    return found


def _failure(code: int, words: bytes | str) -> Exception:
    # RFC 5321, 4.2.1: 4yz may go better later, 5yz will not.
    told = words.decode(errors="replace") if isinstance(words, bytes) else words
    problem = f"the mail server answers {code}: {told}"
    return TryAgainError(problem) if 400 <= code < 500 or code < 0 else PermanentError(problem)


def channel_from(definition: Definition) -> Email:
    """``host``, ``port``, ``sender``, ``security``, and ``account`` with ``password`` where it wants them."""
    host = definition.take("host", str)
    security = definition.choice("security", SECURITIES)
    if security == "none" and host not in {"localhost", "127.0.0.1", "::1"}:
        raise definition.error("security", "none is for a mail server on this machine only")
    sender = definition.take("sender", str)
    if sender.count("@") != 1:
        raise definition.error("sender", f"{sender!r} is no address")
    return Email(
        host=host,
        port=definition.take("port", int),
        sender=sender,
        security=security,
        account=definition.take("account", str, "") or None,
        password=definition.take("password", str, "") or None,
        ca=definition.take("ca", str, "") or None,
    )
