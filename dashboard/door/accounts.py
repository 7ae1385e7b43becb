"""Accounts and their passwords. Pure."""

import hashlib
import hmac
from collections.abc import Iterable

from dashboard.config import Account

_NOBODY = "no account has this name"


def account_for(accounts: Iterable[Account], name: str, password: str) -> Account | None:
    """The account that this name and password open, None otherwise.

    As slow for a wrong name as for a wrong password, so that nobody learns which names exist.
    """
    found = next((one for one in accounts if one.name == name), None)
    right = hmac.compare_digest(_digest(found.password if found else _NOBODY), _digest(password))
    return found if found and right else None


def stamp(account: Account, secret_key: str) -> str:
    """Stands in a session for the password, so that a changed password ends all its sessions."""
    told = f"{account.name}\n{account.role}\n{account.password}".encode()
    return hmac.new(secret_key.encode(), told, hashlib.sha256).hexdigest()[:24]


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
