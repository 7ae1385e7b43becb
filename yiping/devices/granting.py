"""Changes of accounts: from what is there to what is there then. Passwords are made here and not kept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from yiping.runtime.grants import Grant, Grants, GrantsError
from yiping.runtime.password_hash import hashed
from yiping.runtime.secrets import token


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """An account with the password that is told once."""

    name: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """The accounts afterwards, and what is to be handed out."""

    grants: Grants
    handouts: tuple[Handout, ...]


def grant(grants: Grants, names: Iterable[str], *, now: datetime, make: Callable[[], str] = token) -> Granted:
    """Give each name a device's account with a new password, in place of one that it has."""
    once = dict.fromkeys(names)
    gateways = [name for name in once if name in grants and grants[name].is_gateway]
    if gateways:
        raise GrantsError(f"{gateways[0]!r} is a gateway: revoke it first, or call the sensor otherwise")
    handouts = tuple(Handout(name=name, password=make()) for name in once)
    new = {one.name: Grant(name=one.name, hashed=hashed(one.password), granted_at=now) for one in handouts}
    return Granted(grants={**grants, **new}, handouts=handouts)


def grant_gateway(
    grants: Grants,
    name: str,
    filters: Iterable[str],
    *,
    now: datetime,
    make: Callable[[], str] = token,
) -> Granted:
    """Give a platform's gateway an account that publishes below `filters` only."""
    if name in grants and not grants[name].is_gateway:
        raise GrantsError(f"{name!r} is the account of a device: call the gateway otherwise")
    handout = Handout(name=name, password=make())
    new = Grant(name=name, hashed=hashed(handout.password), granted_at=now, filters=tuple(filters))
    return Granted(grants={**grants, name: new}, handouts=(handout,))


def revoke(grants: Grants, names: Iterable[str]) -> dict[str, Grant]:
    """Take accounts away. Raises GrantsError when one of them is not there."""
    gone = set(names)
    unknown = sorted(gone - set(grants))
    if unknown:
        raise GrantsError(f"no account is called {unknown[0]!r}; nothing was revoked")
    return {name: one for name, one in grants.items() if name not in gone}


def without_account(grants: Grants, sensors: Iterable[str]) -> list[str]:
    """Sensors that nobody can speak as yet."""
    return [sensor for sensor in sensors if sensor not in grants]


def left_over(grants: Grants, sensors: Iterable[str]) -> list[str]:
    """Accounts of devices whose sensor is no longer registered."""
    known = set(sensors)
    return [name for name, one in grants.items() if not one.is_gateway and name not in known]
