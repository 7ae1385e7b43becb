"""The rota of the demo district: every crew in the shifts of the district, two weeks ahead."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from model.duty import Duty
from sims.district.crews import Team, teams
from store.crews import hold_duty, put_crews, put_people
from store.duty import duties, put_duties
from store.pool import Connection
from yiping.rules.shifts import Shift, shifts_from
from yiping.settings import Settings

DAYS = 14
BY = "demo"
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def load_demo_duty(conn: Connection, settings: Settings, *, now: datetime) -> int:
    """Writes the crews and people of the demo district and their turns of two weeks.

    A turn that was set before stays as it is, ended before its time or not. Returns how many are new.
    """
    found, zone, shifts = teams(SINCE), ZoneInfo(settings.zone), shifts_from(settings.shifts)
    hold_duty(conn)
    put_people(conn, [person for team in found for person in team.people])
    put_crews(conn, [team.crew for team in found])
    standing = {_key(turn) for turn in duties(conn, since=now, with_ended=True)}
    first = now.astimezone(zone).date() - timedelta(days=1)  # a shift of yesterday may still go on
    wanted = [
        turn
        for number in range(DAYS + 2)
        for team in found
        for turn in turns_of_day(team, first + timedelta(days=number), shifts, zone, now=now)
        if turn.ends > now and _key(turn) not in standing
    ]
    return len(put_duties(conn, wanted, by=BY, now=now))


def turns_of_day(
    team: Team, day: date, shifts: Sequence[Shift], zone: ZoneInfo, *, now: datetime
) -> Iterator[Duty]:
    """The turns that begin on a day. Each person keeps one shift, so that nobody works two on end."""
    for number, shift in enumerate(shifts):
        following = shifts[(number + 1) % len(shifts)]
        last_of_day = number == len(shifts) - 1
        ends = datetime.combine(day + timedelta(days=last_of_day), following.begins, zone)
        for person in _on_shift(len(team.people), number, len(shifts)):
            yield Duty(
                crew=team.crew.id,
                person=team.people[person].id,
                begins=datetime.combine(day, shift.begins, zone).astimezone(UTC),
                ends=ends.astimezone(UTC),
                set_by=BY,
                set_at=now,
            )


def _on_shift(people: int, number: int, shifts: int) -> list[int]:
    """Who of so many people serves in a shift; somebody does, however small the crew is."""
    return [one for one in range(people) if one % shifts == number] or [number % people]


def _key(turn: Duty) -> tuple[object, ...]:
    return turn.crew, turn.person, turn.begins, turn.ends
