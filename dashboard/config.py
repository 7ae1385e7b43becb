"""What the dashboard is told at start: where the database is, who may enter."""

from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

from dashboard.errors import ConfigError
from model.text import Text

SHORTEST_PASSWORD = 8
SHORTEST_KEY = 16
WELL_KNOWN = frozenset({
    "12345678", "123456789", "1234567890", "admin", "admin123", "administrator", "changeme", "default",
    "huangpu", "letmein", "passw0rd", "password", "password1", "qwertyuiop", "secret", "yiping",
    "yipingyiping",
})  # fmt: skip


class Role(StrEnum):
    """What an account may do: OFFICER (值班长) everything, STAFF (居委) the tablet and its commands.

    APPROVER (规则审批人) has the rules alone, so that two people can decide on them.
    """

    OFFICER = "officer"
    STAFF = "staff"
    APPROVER = "approver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person, or one desk, that may enter."""

    name: str
    password: str = field(repr=False)
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardConfig:
    """All that `serve` needs. Raises ConfigError on a secret that is empty, short or known to everybody.

    `viewers` is how many screens may hold a stream at once: each costs one thread.
    `secure_cookies` is for an installation behind HTTPS.
    """

    database_url: str = field(repr=False)
    host: str
    port: int
    zone: ZoneInfo
    district_name: Text
    accounts: tuple[Account, ...]
    secret_key: str = field(repr=False)
    viewers: int = 64
    secure_cookies: bool = False

    def __post_init__(self) -> None:
        if not self.accounts:
            raise ConfigError("the dashboard has no account, so nobody could enter")
        for account in self.accounts:
            refuse_weak(account.password, what=f"the password of {account.name}", shortest=SHORTEST_PASSWORD)
            if account.password.lower() == account.name.lower():
                raise ConfigError(f"the password of {account.name} is the account's own name")
        refuse_weak(self.secret_key, what="the key that signs sessions", shortest=SHORTEST_KEY)


def refuse_weak(secret: str, *, what: str, shortest: int) -> None:
    """Raises ConfigError when a secret would keep nobody out."""
    if secret.strip().lower() in WELL_KNOWN:
        raise ConfigError(f"{what} is one that everybody tries first; choose another")
    if len(secret.strip()) < shortest:
        raise ConfigError(f"{what} is empty or shorter than {shortest} letters")
