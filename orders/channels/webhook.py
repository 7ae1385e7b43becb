"""Webhook: JSON by HTTP POST, signed as the Standard Webhooks specification says (version v1, HMAC-SHA256).

The receiver checks ``webhook-signature`` over "id.timestamp.body" with the shared secret, refuses timestamps
that are old, and knows by ``webhook-id``, which is the notification's key, what it has had already.
"""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime

from model.definition import Definition
from model.notification import Notification
from orders.channels.log import as_json
from orders.posting import post, url_from

PREFIX = "whsec_"
SHORTEST_SECRET = 24
"""Bytes, by the specification."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Posts to ``url``."""

    url: str
    secret: bytes = field(repr=False)
    ca: str | None = None

    def deliver(self, notification: Notification, *, now: datetime) -> None:
        body = json.dumps(as_json(notification), ensure_ascii=False).encode()
        told_at = str(int(now.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": notification.key,
            "webhook-timestamp": told_at,
            "webhook-signature": signature(self.secret, notification.key, told_at, body),
        }
        post(self.url, body, headers, ca=self.ca)


def signature(secret: bytes, key: str, told_at: str, body: bytes) -> str:
    """The signature of a body, as the header carries it."""
    signed = hmac.new(secret, f"{key}.{told_at}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(signed).decode()


def channel_from(definition: Definition) -> Webhook:
    """``url``, ``secret`` (whsec_ and at least 24 bytes in base64), ``ca`` for certificates of one's own."""
    told = definition.take("secret", str)
    try:
        secret = base64.b64decode(told.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise definition.error("secret", "is not base64") from None
    if not told.startswith(PREFIX) or len(secret) < SHORTEST_SECRET:
        raise definition.error("secret", f"must be {PREFIX} and at least {SHORTEST_SECRET} bytes in base64")
    return Webhook(url=url_from(definition), secret=secret, ca=definition.take("ca", str, "") or None)
