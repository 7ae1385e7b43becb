"""Accounts put in force: kept in the home, written for the broker, read by the one that runs."""

from collections.abc import Callable

from yiping.runtime.account import account_for
from yiping.runtime.broker_files import copy_certificate, reload, write_accounts
from yiping.runtime.grants import Grants, GrantsError, only_one, read_grants, write_grants
from yiping.runtime.listener import listener_for
from yiping.runtime.secrets import load_secrets
from yiping.settings import Settings

Change = Callable[[Grants], Grants]


def refuse_named(settings: Settings) -> None:
    """Raise GrantsError where the broker is not ours: its accounts are made there."""
    if settings.broker_url:
        raise GrantsError(
            "the broker is named by YIPING_BROKER_URL and keeps its own accounts: make them there, "
            "as docs/howto/devices.md says"
        )


def change(settings: Settings, do: Change) -> bool:
    """Change the accounts in one step; True when a running broker was told, else it hears at its start."""
    refuse_named(settings)
    with only_one(settings.home):
        before = read_grants(settings.home)
        after = do(before)
        if after != before:
            write_grants(settings.home, after)
        return renew(settings)


def renew(settings: Settings) -> bool:
    """Write the broker's accounts and certificate anew and make it read them; False when none runs."""
    folder = settings.home / "mosquitto"
    if not folder.is_dir():
        return False
    account = account_for(settings.server_account, folder)
    devices = listener_for(settings)
    if devices and devices.certificate:
        copy_certificate(folder, account, devices.certificate)
    write_accounts(folder, account, load_secrets(settings.home))
    return reload(folder)
