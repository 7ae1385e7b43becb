"""The files of a broker of our own: written before it starts, and again while it runs."""

import os
import signal
from dataclasses import dataclass, field
from pathlib import Path

from yiping.runtime.account import Account, give, own_folder
from yiping.runtime.broker_access import access
from yiping.runtime.broker_conf import CHAIN, KEY, configuration
from yiping.runtime.broker_queue import Queue, queue_for
from yiping.runtime.grants import Grants, read_grants
from yiping.runtime.leftover import still_there
from yiping.runtime.listener import Certificate, Listener, listener_for
from yiping.runtime.password_hash import hashed
from yiping.runtime.secrets import Secrets
from yiping.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What settings say about a broker: what it holds, where devices reach it."""

    queue: Queue = field(default_factory=Queue)
    devices: Listener | None = None


def shape_for(settings: Settings) -> Shape:
    """What settings say about a broker of our own. Raises SettingsError for a listener that is not safe."""
    return Shape(queue=queue_for(settings), devices=listener_for(settings))


def conf_of(folder: Path) -> Path:
    """The configuration file of the broker in `folder`."""
    return folder / "mosquitto.conf"


def write_conf(folder: Path, account: Account, *, port: int, shape: Shape) -> None:
    """Write the configuration, and copies of the certificate and key that the broker's account can read."""
    own_folder(folder, account)
    text = configuration(port=port, folder=folder, queue=shape.queue, devices=shape.devices)
    put(conf_of(folder), text, account)
    if shape.devices and shape.devices.certificate:
        copy_certificate(folder, account, shape.devices.certificate)


def copy_certificate(folder: Path, account: Account, certificate: Certificate) -> None:
    """Copy the files of a certificate to where the broker reads them."""
    put(folder / KEY, certificate.key.read_text(encoding="utf-8"), account)
    put(folder / CHAIN, certificate.chain.read_text(encoding="utf-8"), account)


def write_accounts(folder: Path, account: Account, secrets: Secrets) -> None:
    """Write who is let in and what each may do, from the secrets and the grants of the home above."""
    grants = read_grants(folder.parent)
    put(folder / "accounts", access(grants), account)
    put(folder / "passwords", passwords(secrets, grants), account)


def passwords(secrets: Secrets, grants: Grants) -> str:
    """The password file: our own accounts, then those of devices."""
    own = {"ingest": secrets.broker_ingest_password, "sim": secrets.broker_sim_password}
    lines = [f"{name}:{hashed(password)}\n" for name, password in own.items()]
    return "".join([*lines, *(f"{one.name}:{one.hashed}\n" for one in grants.values())])


def put(path: Path, text: str, account: Account) -> None:
    """Write a file of the broker's account in one step: it may be read at any moment."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    give(draft, account, 0o600)
    draft.replace(path)


def reload(folder: Path) -> bool:
    """Make the running broker read its files again; False when none runs.

    Connections stay, except of accounts that are gone.
    """
    pids = still_there("mosquitto", conf_of(folder))
    for pid in pids:
        os.kill(pid, signal.SIGHUP)
    return bool(pids)
