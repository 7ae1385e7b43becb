"""A gauge that goes quiet amid a flood: from its last reading to the crew that is sent, and back."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest

from model.reading import Origin, Quality, Reading
from store.columns import columns_of
from store.latest import put_latest
from store.pool import Pool
from store.readings import put_fresh
from tests.fixtures.batches import NOW
from tests.fixtures.city import sensor
from tests.yiping.tasks.grouped import clear, fire, look, register_gauges
from tests.yiping.tasks.watched import at, rows, tick
from yiping.city import register_sensors

STEP_S = 30
WET = ("near", "p1", "p2", "p3", "p4")
"""The first two are 57 m apart; the ground of a flood reaches 150 m."""
Live = Callable[..., None]
QUIET = "rule_id = 'sensor_silent_in_incident'"
TOLD = f"""select s.id, a.state, a.severity, a.metric, round(a.value::numeric, 1)::text
             from alert a join sensor s on s.num = a.sensor_num where {QUIET} order by a.num"""


def speak(pool: Pool, names: Sequence[str], now: datetime, *, cm: float) -> None:
    nums = dict(rows(pool, "select id, num from sensor"))
    readings = [
        Reading(
            sensor_num=nums[name],  # type: ignore[arg-type]
            metric="depth_cm",
            value=cm,
            observed_at=now,
            received_at=now,
            quality=Quality.GOOD,
            origin=Origin.LIVE,
        )
        for name in names
    ]
    columns = columns_of(readings, ["water_depth"] * len(readings))
    with pool.connection() as conn:
        put_fresh(conn, columns)
        put_latest(conn, columns)


@pytest.fixture
def live(pool: Pool, small_city: str) -> Live:
    """Plays minutes of a city whose gauges rise by 1 cm a minute; ``away`` names those that say nothing."""
    register_gauges(small_city)
    register_sensors(small_city, [sensor("near", "water_depth", 121.4836)])
    rows(pool, f"update sensor set registered_at = '{at(-30)}' returning 1")

    def play(begin: float, end: float, *, away: tuple[str, ...] = ()) -> None:
        for second in range(round(begin * 60), round(end * 60), STEP_S):
            now = NOW + timedelta(seconds=second)
            names = [name for place, name in enumerate(WET) if second % 60 == STEP_S * (place % 2)]
            speak(pool, [name for name in names if name not in away], now, cm=1 + second / 60)
            tick(pool, now)
            look(pool, now)

    play(0, 1)
    rows(pool, f"update feed set fine_since = '{at(-10)}' returning 1")
    rows(pool, f"update feed_stop set ended_at = '{at(0)}' returning 1")
    return play


def test_a_gauge_that_goes_quiet_in_a_flood_is_told_with_what_it_would_say_and_sends_a_crew(
    pool: Pool, live: Live
) -> None:
    num = fire(pool, "p1")
    live(1, 3)
    # It last spoke at minute 2 with 3 cm; 90 s later it is late by half a period.
    live(3, 4, away=("near",))
    assert rows(pool, TOLD) == [("near", "unack", 2, "depth_cm", "4.5")]
    reason = f"select reason from alert_event where alert_num = (select num from alert where {QUIET})"
    assert rows(pool, reason) == [
        ("silent on the ground of IN-000001: last 3.0 cm at 09:02 UTC, rising 1 cm/min, about 4.5 cm by now",)
    ]
    order = f"select severity, state, area is not null from work_order where {QUIET}"
    assert rows(pool, order) == [(2, "dispatched", True)]
    assert rows(pool, "select members, open_members, severity, lead_num from incident") == [(2, 2, 2, num)]
    # After five periods the ordinary watch says the same: in silence, since one crew is enough.
    live(4, 8, away=("near",))
    other = "select state from alert where rule_id = 'sensor_silent_flood'"
    assert rows(pool, other) == [("dsupr",)]
    assert rows(pool, "select count(*) from work_order where rule_id = 'sensor_silent_flood'") == [(0,)]
    live(8, 9)
    assert rows(pool, f"select opened_at, cleared_at from alert where {QUIET}") == [(at(3.5), at(8))]
    assert rows(pool, TOLD) == [("near", "rtnun", 2, "depth_cm", "4.5")]
    assert rows(pool, "select members, open_members from incident") == [(2, 1)]
    assert rows(pool, f"{other} and cleared_at is null") == []


def test_when_the_incident_closes_its_silence_is_an_ordinary_one(pool: Pool, live: Live) -> None:
    num = fire(pool, "p1")
    live(1, 3)
    live(3, 9, away=("near",))
    clear(pool, num, 9)
    rows(pool, "update incident set quiet_since = now() - interval '1000 days' returning 1")
    live(9, 10.5, away=("near",))
    assert rows(pool, "select closed_at is not null, members, open_members from incident") == [(True, 2, 0)]
    assert rows(pool, f"select opened_at, cleared_at from alert where {QUIET}") == [(at(3.5), at(9.5))]
    assert rows(pool, "select state from alert where rule_id = 'sensor_silent_flood'") == [("unack",)]


def test_beyond_the_ground_or_before_the_incident_silence_is_an_ordinary_one(pool: Pool, live: Live) -> None:
    fire(pool, "p1")
    fire(pool, "p4", origin=Origin.EXERCISE)  # in the drill it never spoke, so there it is not silent
    live(1, 3)
    live(3, 5, away=("p4",))
    rows(
        pool,
        "update sensor_latest set received_at = received_at - interval '2 hours'"
        " where sensor_num = (select num from sensor where id = 'near') returning 1",
    )
    live(5, 5.5, away=("near", "p4"))
    assert rows(pool, TOLD) == []


def test_nobody_is_silent_when_the_feed_is_away(pool: Pool, live: Live) -> None:
    fire(pool, "p1")
    live(1, 3)
    live(3, 12, away=WET)
    live(12, 13)
    assert rows(pool, TOLD) == []


def test_half_of_a_ground_that_goes_quiet_at_once_waits_until_the_feed_is_judged(
    pool: Pool, live: Live
) -> None:
    for name in WET:
        fire(pool, name)
    live(1, 3)
    live(3, 12, away=WET[:3])
    assert rows(pool, TOLD) == []
    assert rows(pool, "select count(*) from feed_stop where ended_at is null and place <> ''") == [(1,)]
