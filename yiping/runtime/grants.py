"""Who else may publish to a broker of our own: devices and gateways, with hashes of their passwords.

One line an account, its fields parted by tabs: name, hash, when it was granted, and for a gateway its topic
filters. The file lies beside the secrets and stays when data is thrown away, as they do.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from model.errors import YipingError

FILE_NAME = "broker_accounts.tsv"


class GrantsError(YipingError):
    """Accounts of devices that cannot be read, or must not be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One account; `filters` are a gateway's, a device has none and speaks on its own topics."""

    name: str
    hashed: str
    granted_at: datetime
    filters: tuple[str, ...] = ()

    @property
    def is_gateway(self) -> bool:
        """Whether the account speaks for a platform, not for one device."""
        return bool(self.filters)


Grants = Mapping[str, Grant]


def read_grants(home: Path) -> dict[str, Grant]:
    """Every account by name, in the order of the file. Raises GrantsError naming the line."""
    path = home / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise GrantsError(f"cannot read {path}: {error}") from error
    lines = text.split("\n")[:-1]  # not splitlines(), which also cuts at letters that a name may hold
    found = [grant_of(line, f"{path} line {number}") for number, line in enumerate(lines, 1)]
    return {one.name: one for one in found}


def grant_of(line: str, where: str) -> Grant:
    """The account that one line tells of."""
    try:
        name, hash_, granted_at, *filters = line.split("\t")
        return Grant(
            name=name, hashed=hash_, granted_at=datetime.fromisoformat(granted_at), filters=tuple(filters)
        )
    except ValueError as error:
        raise GrantsError(f"{where} is no account of a device; take it out and grant it again") from error


def line_of(one: Grant) -> str:
    """One account as a line of the file."""
    return "\t".join([one.name, one.hashed, one.granted_at.isoformat(), *one.filters]) + "\n"


def write_grants(home: Path, grants: Grants) -> None:
    """Write all accounts in one step, for our own eyes (mode 0600)."""
    draft = home / f"{FILE_NAME}.new"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.writelines(map(line_of, grants.values()))
        out.flush()
        os.fsync(out.fileno())
    draft.replace(home / FILE_NAME)


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the accounts of a home; whoever else changes them waits."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "broker_accounts.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
