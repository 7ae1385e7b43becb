"""What the commands of devices do, from settings to the broker."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from model.sensor import Sensor
from store.pool import connect
from store.sensors import registry
from yiping.devices import granting
from yiping.devices.applying import change, refuse_named
from yiping.devices.handing_out import refuse_flood, topics_of, write_csv
from yiping.devices.naming import refuse_unfit, refuse_wide
from yiping.runtime.attach import database_url
from yiping.runtime.grants import Grants, GrantsError, read_grants
from yiping.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was granted: passwords, topics by account, and whether a running broker knows them."""

    handouts: tuple[granting.Handout, ...] = ()
    topics: dict[str, str] = field(default_factory=dict)
    in_force: bool = False


def sensors_of(settings: Settings) -> list[Sensor]:
    """Every registered sensor."""
    with connect(database_url(settings), name="devices") as conn:
        return registry(conn)


def grant(
    settings: Settings, names: Sequence[str] | None, *, renew: bool, file: Path | None, now: datetime
) -> Answer:
    """Grant accounts to these sensors, or to all that have none; with `renew` also to those that have one.

    Passwords are in the file before they are in force, so that none is lost on the way.
    """
    refuse_named(settings)
    topics = topics_of(sensors_of(settings))
    made: list[granting.Granted] = []

    def granted(grants: Grants) -> Grants:
        wanted = chosen(grants, names, topics, renew=renew)
        refuse_unfit(wanted, settings.mqtt_client_id)
        refuse_flood(len(wanted), file)
        made.append(granting.grant(grants, wanted, now=now))
        if file and wanted:
            write_csv(file, made[0].handouts, topics)
        return made[0].grants

    in_force = change(settings, granted)
    return Answer(handouts=made[0].handouts, topics=topics, in_force=in_force)


def chosen(
    grants: Grants, names: Sequence[str] | None, registered: Iterable[str], *, renew: bool
) -> list[str]:
    """The sensors to grant. Raises GrantsError for a name that nobody registered, or that has an account."""
    known = list(registered)
    if names is None:
        return known if renew else granting.without_account(grants, known)
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise GrantsError(
            f"no sensor {unknown[0]!r} is registered ({len(unknown)} unknown); nothing was granted"
        )
    taken = [name for name in names if name in grants]
    if taken and not renew:
        raise GrantsError(f"{taken[0]!r} has an account already; --renew gives it a new password")
    return list(names)


def grant_gateway(settings: Settings, name: str, filters: Sequence[str], *, now: datetime) -> Answer:
    """Grant a gateway an account, or a new password and other filters to the one that it has."""
    refuse_named(settings)
    refuse_unfit([name], settings.mqtt_client_id)
    for topic_filter in filters:
        refuse_wide(topic_filter)
    if name in topics_of(sensors_of(settings)):
        raise GrantsError(f"{name!r} is a sensor: call the gateway otherwise")
    made: list[granting.Granted] = []

    def granted(grants: Grants) -> Grants:
        made.append(granting.grant_gateway(grants, name, filters, now=now))
        return made[0].grants

    in_force = change(settings, granted)
    return Answer(handouts=made[0].handouts, topics={name: " ".join(filters)}, in_force=in_force)


def revoke(settings: Settings, names: Sequence[str] | None) -> tuple[int, bool]:
    """Revoke these accounts, or those of sensors no longer registered; how many, and whether in force."""
    refuse_named(settings)
    known = None if names is not None else [sensor.id for sensor in sensors_of(settings)]
    counts: list[int] = []

    def revoked(grants: Grants) -> Grants:
        gone = names if known is None else granting.left_over(grants, known)
        left = granting.revoke(grants, gone or ())
        counts.append(len(grants) - len(left))
        return left

    in_force = change(settings, revoked)
    return counts[0], in_force


def missing(settings: Settings) -> list[str]:
    """Sensors without an account."""
    refuse_named(settings)
    return granting.without_account(read_grants(settings.home), topics_of(sensors_of(settings)))
