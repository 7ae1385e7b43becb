"""The crews of a feed's areas, a desk in each, and who is on duty: set week by week as time comes to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from geo.shape import AreaShape
from model.duty import DESK, Contact, Crew, Person, Scope
from model.text import Text
from orders.plan import ROLES
from sims.district.crews import Team
from store.contacts import put_contact
from store.crews import put_crews, put_people
from store.duty import put_duties
from store.pool import Connection
from yiping.duty.demo import turns_of_day
from yiping.rules.shifts import Shift

PEOPLE = 4
WEEK = timedelta(days=7)
CHANNEL = "feed"
BY = "bench"


def teams_of(areas: Sequence[AreaShape], trade: str, *, since: datetime) -> list[Team]:
    """A crew of the trade and a desk for every area, with people of their own."""
    return [
        _team(number, shape, one, since) for number, shape in enumerate(areas, 1) for one in (trade, DESK)
    ]


def put_teams(conn: Connection, teams: Sequence[Team], *, now: datetime) -> None:
    """Writes crews and people, and for every area and role somebody who is told."""
    put_people(conn, [person for team in teams for person in team.people])
    put_crews(conn, [team.crew for team in teams])
    for area in sorted({area for team in teams for area in team.crew.areas}):
        for role in ROLES:
            put_contact(conn, _contact(role, area, now))


def put_week(
    conn: Connection, teams: Sequence[Team], shifts: Sequence[Shift], zone: ZoneInfo, *, now: datetime
) -> datetime:
    """Sets the turns of the week that begins with the day before ``now``; returns until when they go."""
    first = now.astimezone(zone).date() - timedelta(days=1)
    turns = [
        turn
        for number in range(WEEK.days + 2)
        for team in teams
        for turn in turns_of_day(team, first + timedelta(days=number), shifts, zone, now=now)
    ]
    put_duties(conn, turns, by=BY, now=now)
    return now + WEEK


def _team(number: int, shape: AreaShape, trade: str, since: datetime) -> Team:
    name, id_ = shape.area.name, f"{trade}-{number}"
    crew = Crew(
        id=id_,
        name=Text(zh=f"{name.zh} {trade}", en=f"{name.en} {trade}"),
        trade=trade,
        areas=frozenset({shape.area.code}),
        valid_from=since,
    )
    people = tuple(Person(id=f"{id_}-{one}", name=f"{id_}-{one}") for one in range(1, PEOPLE + 1))
    return Team(crew=crew, people=people)


def _contact(role: str, area: str, now: datetime) -> Contact:
    return Contact(
        role=role,
        scope=Scope.AREA,
        scope_id=area,
        channel=CHANNEL,
        address=f"{role}@{area}",
        name=f"{role} of {area}",
        valid_from=now,
    )
