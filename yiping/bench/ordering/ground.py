"""A city in which orders are worked: sensors, crews with their rota, and people who want to be told."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from alerts.rule import Rule, load_rules
from model.area import Level
from model.duty import Contact, Scope
from model.sensor import Sensor
from orders.outbox_desk import name_for_drills
from store.areas import area_rows
from store.contacts import put_contact
from store.pool import Connection, connect
from yiping.bench.alerting.city import made_up, registered
from yiping.bench.ordering import receiving
from yiping.bench.stage import start
from yiping.bench.throughput import Stage, staged
from yiping.child import Running
from yiping.installation import our
from yiping.progress import Progress
from yiping.settings import Settings
from yiping.wiring import utc_now

CHANNELS = {
    "crew": "crews",
    "desk": "desks",
    "committee": "offices",
    "street": "offices",
    "district": "offices",
}
"""By which channel each role is told; paired neighbours are told by none."""

NAMES = tuple(dict.fromkeys(CHANNELS.values()))
DRILLS = "desks"
"""The channel that somebody named for drills."""

STREETS_TOLD = 2
"""In so many streets people are told; in the others nobody wants to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A stage with sensors, one for each alert to come, and the rule that fires at it.

    ``streets`` are those in which people are told, ``folder`` is where receivers write.
    """

    stage: Stage
    sensors: Sequence[Sensor]
    rules: Sequence[Rule]
    streets: frozenset[str]
    folder: Path

    def rule_of(self, number: int) -> Rule:
        """The rule that fires at a sensor."""
        return self.rules[number % len(self.rules)]

    @property
    def database_url(self) -> str:
        """Where its database answers."""
        return self.stage.servers.database_url


@contextmanager
def city(settings: Settings, alerts: int, seed: int, progress: Progress) -> Iterator[City]:
    """Servers of its own with the demo district and its rota, more sensors, contacts and receivers."""
    with staged(settings, progress) as stage:
        with progress.step(f"register {alerts:,} sensors"):
            here = city_on(stage, alerts, seed)
        yield here


def city_on(stage: Stage, alerts: int, seed: int) -> City:
    """The same on a stage that is there; what is started, its stack stops."""
    url, rules, folder = stage.servers.database_url, load_rules(), stage.settings.home / "receivers"
    known = registered(url, made_up({f"order-{n}": rules[n % len(rules)].kind.id for n in range(alerts)}))
    folder.mkdir(parents=True)
    start(receiving.child(folder, seed, NAMES), stage.settings, stage.stack)
    channels = _channels(stage.settings.home / "channels.toml", receiving.urls(folder, NAMES))
    with connect(url, name="bench") as conn:
        streets = put_contacts(conn, now=utc_now())
    told = replace(stage, settings=replace(stage.settings, channels=channels))
    return City(stage=told, sensors=known, rules=rules, streets=streets, folder=folder)


def start_engine(stage: Stage) -> Running:
    """The alerts process, which the stage's stack stops."""
    broker_url = stage.servers.broker_ingest_url
    engine = our("alerts", settings=stage.settings, servers=stage.servers, broker_url=broker_url)
    return start(engine, stage.settings, stage.stack)


def put_contacts(conn: Connection, *, now: datetime) -> frozenset[str]:
    """Has every role told in some streets, and names a channel for drills; returns the streets."""
    streets = sorted(area.code for area in area_rows(conn, level=Level.STREET))[:STREETS_TOLD]
    for role, channel in CHANNELS.items():
        for street in streets:
            contact = Contact(
                role=role,
                scope=Scope.AREA,
                scope_id=street,
                channel=channel,
                address=f"{role}-{street}",
                name=role,
                valid_from=now,
            )
            put_contact(conn, contact)
    until = now + timedelta(days=1)
    name_for_drills(conn, DRILLS, until=until, named_by="bench", reason="a drill of the storm", now=now)
    return frozenset(streets)


def _channels(path: Path, urls: dict[str, str]) -> Path:
    """Writes the file of channels."""
    secret = f"whsec_{secrets.token_hex(32)}"  # hexadecimal digits are base64 as well
    tables = [
        f'[{name}]\nchannel = "webhook"\nurl = "{url}"\nsecret = "{secret}"\n' for name, url in urls.items()
    ]
    path.write_text("\n".join(tables), encoding="utf-8")
    path.chmod(0o600)
    return path
