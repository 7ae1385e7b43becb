"""The demo district's crews and rota."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from model.duty import DESK, Duty
from sims.district import build
from sims.district.crews import teams
from store.areas import put_areas
from store.duty import duties, end_duty
from store.pool import Connection, connect
from yiping.duty.asking import attendance, open_gaps
from yiping.duty.crew_rows import known_trades
from yiping.duty.demo import SINCE, load_demo_duty
from yiping.settings import Settings

NOW = datetime(2026, 8, 25, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
SETTINGS = Settings(home=Path(), cache=Path())


@pytest.fixture
def conn(fresh_database: str) -> Iterator[Connection]:
    """The demo district without its sensors."""
    with connect(fresh_database, name="test") as conn:
        put_areas(conn, build().areas, now=SINCE)
        yield conn


def load(conn: Connection, now: datetime = NOW, **changed: str) -> int:
    return load_demo_duty(conn, Settings(home=Path(), cache=Path(), **changed), now=now)  # type: ignore[arg-type]


def test_every_trade_of_the_plans_has_somebody_on_duty_everywhere_by_day_and_by_night(
    conn: Connection,
) -> None:
    load(conn)
    assert {team.crew.trade for team in teams(SINCE)} == set(known_trades())
    for hours in range(0, 14 * 24, 5):
        now = NOW + timedelta(hours=hours)
        assert open_gaps(conn, attendance(conn, now=now).roster, now=now) == [], now


def test_a_second_load_doubles_nothing_and_one_of_the_next_day_adds_a_day(conn: Connection) -> None:
    first = load(conn)
    assert load(conn) == 0
    added = load(conn, NOW + DAY)
    assert first > 14 * added * 0.9
    assert max(Counter((one.crew, one.person, one.begins) for one in duties(conn)).values()) == 1


def test_a_turn_that_was_ended_stays_ended(conn: Connection) -> None:
    load(conn)
    assert end_duty(conn, duties(conn)[0].num, by="li", now=NOW)
    assert load(conn) == 0


@pytest.mark.parametrize("shifts", ["08-20/20-08", "07-15/15-23/23-07"])
def test_shifts_are_those_of_the_settings_and_nobody_of_a_full_crew_works_two_on_end(
    conn: Connection, shifts: str
) -> None:
    load(conn, shifts=shifts)
    whole = {team.crew.id for team in teams(SINCE) if len(team.people) == 3}
    turns: dict[str, list[Duty]] = {}
    for one in duties(conn):
        turns.setdefault(one.person, []).append(one)
    assert {one.ends - one.begins for one in duties(conn)} == {DAY / len(shifts.split("/"))}
    for each in turns.values():
        ends = {one.ends for one in each if one.crew in whole}
        assert not ends & {one.begins for one in each}


def test_people_have_one_name_and_one_crew_each_and_zones_have_desks() -> None:
    found = teams(SINCE)
    people = [person for team in found for person in team.people]
    assert len({one.id for one in people}) == len({one.name for one in people}) == len(people)
    zones = {shape.area.code for shape in build().areas if "Z" in shape.area.code}
    assert zones
    desks = {area for team in found if team.crew.trade == DESK for area in team.crew.areas}
    assert zones <= desks
