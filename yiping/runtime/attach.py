"""How a second command finds the servers that `yiping up` started."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from model.broker import Broker, broker_from
from model.errors import YipingError
from yiping.runtime.secrets import refuse_well_known
from yiping.settings import Settings

FILE_NAME = "servers.json"


class NotRunningError(YipingError):
    """No servers to talk to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the servers in use are."""

    database_url: str
    broker_ingest_url: str
    broker_sim_url: str


def leave(home: Path, addresses: Addresses) -> None:
    """Write the addresses (with their passwords, so mode 0600) for commands that come later."""
    path = home / FILE_NAME
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(asdict(addresses), out)


def forget(home: Path) -> None:
    """Remove the addresses: the servers are about to end."""
    (home / FILE_NAME).unlink(missing_ok=True)


def is_held(home: Path) -> bool:
    """Whether a running start holds the home; a file alone may be left by kill -9."""
    try:
        with (home / "lock").open("a+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def attach(settings: Settings) -> Addresses:
    """Give the addresses of the servers in use: those of settings, else those of a running start.

    Raises NotRunningError when there are neither.
    """
    if settings.database_url and settings.broker_url:
        return Addresses(
            database_url=settings.database_url,
            broker_ingest_url=settings.broker_url,
            broker_sim_url=settings.broker_url,
        )
    try:
        given = json.loads((settings.home / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        given = None
    if given is None or not is_held(settings.home):
        raise NotRunningError(
            f"nothing runs in {settings.home}: start it with `yiping up` (or `make up`), "
            "or name servers by YIPING_DATABASE_URL and YIPING_BROKER_URL"
        )
    return Addresses(**given)


def database_url(settings: Settings) -> str:
    """The address of the database in use.

    Raises NotRunningError when there is none, SecretsError when settings give it a password that all know.
    """
    if settings.database_url:
        refuse_well_known(settings.database_url, "YIPING_DATABASE_URL")
        return settings.database_url
    return attach(settings).database_url


def broker_url(settings: Settings, *, publishing: bool = False) -> str:
    """The address of the broker in use, for ingest or for `publishing` as a device.

    Raises NotRunningError when there is none, SecretsError when settings give it a password that all know.
    """
    if settings.broker_url:
        refuse_well_known(settings.broker_url, "YIPING_BROKER_URL")
        return settings.broker_url
    found = attach(settings)
    return found.broker_sim_url if publishing else found.broker_ingest_url


def broker_of(settings: Settings, *, publishing: bool = False) -> Broker:
    """The broker in use with our account there; raises as ``broker_url`` does."""
    ca = str(settings.broker_ca) if settings.broker_ca else None
    return broker_from(broker_url(settings, publishing=publishing), ca)
