"""Passwords of one installation: generated at the first start, never defaults."""

import fcntl
import os
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import unquote, urlsplit

from model.errors import YipingError

FILE_NAME = "secrets.toml"
WELL_KNOWN = frozenset({
    "", "123456", "admin", "changeme", "default", "guest", "ingest", "mosquitto", "password", "postgres",
    "public", "root", "secret", "sim", "test", "timescaledb", "yiping",
})  # fmt: skip


class SecretsError(YipingError):
    """Secrets that are missing, readable by others, or known to everybody."""


def token() -> str:
    """A secret for machines; its letters need no quoting in URLs, SQL or TOML."""
    return secrets.token_hex(24)


def readable() -> str:
    """A secret for people, like `bako-ruti-mofe-nalu`: 49 bits, typed without shift on any keyboard."""
    syllables = [secrets.choice("bdfghjklmnprst") + secrets.choice("aeiou") for _ in range(8)]
    return "-".join(syllables[at] + syllables[at + 1] for at in range(0, 8, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Every secret of one installation."""

    database_password: str = field(metadata={"make": token})
    database_admin_password: str = field(metadata={"make": token})
    broker_ingest_password: str = field(metadata={"make": token})
    broker_sim_password: str = field(metadata={"make": token})
    dashboard_officer_password: str = field(metadata={"make": readable})
    dashboard_staff_password: str = field(metadata={"make": readable})
    dashboard_approver_password: str = field(metadata={"make": readable})
    flask_secret_key: str = field(metadata={"make": token})

    @property
    def dashboard_accounts(self) -> Mapping[str, str]:
        """Password by name of the dashboard's accounts: 值班长, 居委 and 规则审批人."""
        return {
            "officer": self.dashboard_officer_password,
            "staff": self.dashboard_staff_password,
            "approver": self.dashboard_approver_password,
        }


def makers() -> dict[str, Callable[[], str]]:
    """How each secret is made."""
    return {one.name: one.metadata["make"] for one in fields(Secrets)}


def load_secrets(home: Path) -> Secrets:
    """Read the secrets of a home; make those that are not there yet.

    Raises SecretsError when the file is readable by others or not in order.
    """
    path = home / FILE_NAME
    home.mkdir(parents=True, exist_ok=True)
    with (home / "secrets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # containers of one home start at the same time
        known = read(path) if path.exists() else {}
        missing = {name: make() for name, make in makers().items() if name not in known}
        if missing:
            write(path, {**known, **missing})
    return Secrets(**{name: (known | missing)[name] for name in makers()})


def read(path: Path) -> dict[str, str]:
    """Read a secrets file that only its owner can read."""
    try:
        if path.stat().st_mode & 0o077:
            raise SecretsError(f"others may read {path}: run `chmod 600 {path}`")
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SecretsError(f"cannot read {path}: {error}") from error
    for name, value in given.items():
        if not isinstance(value, str) or value in WELL_KNOWN:
            raise SecretsError(f"{path}: {name} is not a secret; delete its line and a new one is made")
    return given


def write(path: Path, known: Mapping[str, str]) -> None:
    """Write a secrets file of mode 0600 in one step."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.writelines(f'{name} = "{value}"\n' for name, value in known.items())
    draft.replace(path)


def refuse_well_known(url: str, setting: str) -> None:
    """Raise SecretsError when the password in an address is one that everybody knows."""
    password = urlsplit(url).password
    if password is not None and unquote(password).lower() in WELL_KNOWN:
        raise SecretsError(
            f"setting {setting}: its password is one that everybody tries first; choose another"
        )
