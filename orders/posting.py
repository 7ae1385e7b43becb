"""One HTTP request of a notification, and what its answer means."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

import urllib3

from model.definition import Definition
from orders.channel import PermanentError, TryAgainError

TIMEOUT_S = 10.0
LONGEST_PAUSE_S = 3600.0
ANSWER_BYTES = 300
TRY_AGAIN = frozenset({408, 421, 423, 425, 429})
"""Answers below 500 that say nothing about the request itself (RFC 9110, RFC 6585, RFC 8470)."""


def post(url: str, body: bytes, headers: Mapping[str, str], *, ca: str | None = None) -> None:
    """Posts a body. Redirects are not followed: a notification goes where it was meant to go, or nowhere.

    Raises TryAgainError where nobody answers or the answer asks for another try, PermanentError otherwise.
    """
    where = urlsplit(url).netloc.rpartition("@")[2]
    try:
        with urllib3.PoolManager(retries=False, timeout=TIMEOUT_S, ca_certs=ca) as http:
            answer = http.request("POST", url, body=body, headers=dict(headers), redirect=False)
    except (urllib3.exceptions.HTTPError, OSError) as problem:
        raise TryAgainError(f"{where} does not answer: {type(problem).__name__}") from problem
    if 200 <= answer.status < 300:
        return
    words = f"{where} answers {answer.status}: {answer.data[:ANSWER_BYTES].decode(errors='replace')}"
    if answer.status >= 500 or answer.status in TRY_AGAIN:
        raise TryAgainError(words, after_s=_pause(answer.headers.get("Retry-After")))
    raise PermanentError(words)


def url_from(definition: Definition, name: str = "url") -> str:
    """An address that notifications may be posted to: https, or http within this site."""
    url = definition.take(name, str)
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise definition.error(name, f"{url!r} must begin with https:// and name a host")
    if parts.scheme == "http" and not _is_near(parts.hostname):
        raise definition.error(name, "must be https: what is told of a case can be read on the way")
    return url


def _is_near(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or "." not in host
    return address.is_private or address.is_loopback


def _pause(told: str | None) -> float | None:
    """Seconds of Retry-After, where it is told in seconds; never more than an hour."""
    if told is None or not told.strip().isdigit():
        return None
    return min(float(told), LONGEST_PAUSE_S)
