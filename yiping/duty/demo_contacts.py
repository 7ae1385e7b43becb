"""Who is told in the demo district: everybody who should be, by lines in one file that a person can read."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from model.area import Area, Level
from model.duty import DESK, Contact, Scope
from sims.district import build
from sims.district.crews import Team, teams
from store.contacts import put_contact
from store.pool import Connection
from yiping.duty.demo import SINCE

CHANNEL = "notices"
LEVELS = frozenset({Level.DISTRICT, Level.STREET, Level.COMMITTEE})


def channels_file(home: Path) -> Path:
    """The channels of a demo, written into its home: one that writes lines of JSON beside the logs."""
    path, lines = home / "demo-channels.toml", home / "log" / "notices.jsonl"
    lines.parent.mkdir(parents=True, exist_ok=True)
    text = f"# Written by yiping demo.\n[{CHANNEL}]\nchannel = \"log\"\nfile = '''{lines}'''\n"
    path.write_text(text, encoding="utf-8")
    return path


def load_demo_contacts(conn: Connection, *, now: datetime) -> None:
    """Writes who is told of what; what stands already stays."""
    for contact in [*_of_areas(now), *_of_people(now)]:
        put_contact(conn, contact)


def _of_areas(now: datetime) -> Iterator[Contact]:
    for shape in build().areas:
        if shape.area.level in LEVELS:
            yield _contact(shape.area.level.key, Scope.AREA, shape.area, now)
    desks = {area for team in teams(SINCE) if team.crew.trade == DESK for area in team.crew.areas}
    for shape in build().areas:
        if shape.area.code in desks:
            yield _contact(DESK, Scope.AREA, shape.area, now)


def _of_people(now: datetime) -> Iterator[Contact]:
    for team in teams(SINCE):
        yield from (_person(team, number, now) for number in range(len(team.people)))


def _person(team: Team, number: int, now: datetime) -> Contact:
    one = team.people[number]
    return Contact(
        role="crew",
        scope=Scope.PERSON,
        scope_id=one.id,
        channel=CHANNEL,
        address=one.id,
        name=one.name,
        valid_from=now,
    )


def _contact(role: str, scope: Scope, area: Area, now: datetime) -> Contact:
    return Contact(
        role=role,
        scope=scope,
        scope_id=area.code,
        channel=CHANNEL,
        address=f"{role}-{area.code}",
        name=area.name.zh,
        valid_from=now,
    )
