"""The account that servers run under: PostgreSQL refuses to run as root."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from model.errors import YipingError


class AccountError(YipingError):
    """An account that the servers cannot run under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of this machine; `changed` says whether it differs from ours."""

    name: str
    uid: int
    gid: int
    changed: bool

    @property
    def wrap(self) -> tuple[str, ...]:
        """The beginning of a command line that runs the rest as this account."""
        if not self.changed:
            return ("setpriv",)
        return ("setpriv", f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups")


def account_for(name: str, data: Path) -> Account:
    """The account for servers whose files are in `data`: ourselves, unless we are root.

    As root it is the owner of `data` where that exists, so that a changed setting never
    locks a city out of its history; else the account called `name`.
    Raises AccountError when there is no such account or it is root itself.
    """
    if os.geteuid() != 0:
        return Account(name="", uid=os.geteuid(), gid=os.getegid(), changed=False)
    try:
        entry = pwd.getpwuid(data.stat().st_uid) if data.exists() else pwd.getpwnam(name)
    except KeyError as error:
        raise AccountError(f"setting YIPING_SERVER_ACCOUNT = {name!r}: no such account here") from error
    if entry.pw_uid == 0:
        raise AccountError(
            f"PostgreSQL refuses root: setting YIPING_SERVER_ACCOUNT = {name!r}, owner of {data}"
        )
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid, changed=True)


def give(path: Path, account: Account, mode: int) -> None:
    """Make `path` the account's own with this mode."""
    if account.changed:
        os.chown(path, account.uid, account.gid)
    path.chmod(mode)


def own_folder(path: Path, account: Account) -> Path:
    """Make a folder (mode 0700) that only the account enters."""
    path.mkdir(parents=True, exist_ok=True)
    give(path, account, 0o700)
    return path


def require_reach(path: Path, account: Account, setting: str) -> None:
    """Raise AccountError, naming the closed folder, when the account cannot enter `path`."""
    if not account.changed:
        return
    for folder in [path, *path.parents]:
        if folder.exists() and not enters(folder, account):
            raise AccountError(
                f"the servers run as {account.name} and cannot enter {folder}, which {path} needs: "
                f"set {setting} to a folder that everybody may enter, or run `chmod o+x {folder}`"
            )


def enters(folder: Path, account: Account) -> bool:
    """Whether the account may pass through the folder, by its mode alone."""
    status = folder.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & 0o100)
    if status.st_gid == account.gid:
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)
