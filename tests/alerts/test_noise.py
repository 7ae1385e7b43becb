"""How loud a seat is, from history: each way an alert can ask, or not, through the real tables."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from alerts import desk, life
from alerts.evaluate import Change, Transition
from alerts.firing import change_level
from alerts.noise import Noise, noise_of
from alerts.noise_figures import Figure, Verdict, seat_figures, shares
from model.alert import Pair
from model.reading import Origin
from model.severity import Severity
from store.pool import Connection, Pool
from tests.fixtures.batches import NOW, Send, depth
from tests.fixtures.city import EAST, WEST

FIRED = (
    "with fired as (insert into alert (rule_id, rule_revision, sensor_num, metric, state, severity,"
    " peak_severity, value, origin, opened_at, cleared_at, area)"
    " select %(rule)s, 1, num, 'depth_cm', 'norm', %(level)s, %(level)s, 6, %(origin)s, %(at)s, %(at)s, area"
    " from sensor where id = %(sensor)s returning num)"
    " insert into alert_event (alert_num, at, recorded_at, change, reason, severity, value, to_state)"
    " select num, %(at)s, %(at)s, 'fired', 'so', %(level)s, 6, %(state)s from fired returning alert_num"
)
MEMBERS = (
    "with one as (insert into incident (hazard, hazard_zh, hazard_en, origin, severity, peak_severity,"
    " lead_num, members, open_members, opened_at)"
    " values ('flood', '-', '-', 'live', 1, 1, 1, 2, 0, now()) returning num)"
    " insert into incident_member (alert_num, incident_num, sensor_num, follows)"
    " select unnest(%s::bigint[]), num, 1, false from one"
)


def fired(conn: Connection, *minutes_ago: float, **changed: object) -> list[int]:
    """Alerts that fired so long before NOW and are over since; returns their numbers."""
    usual = {"rule": "one", "sensor": "wd-west", "origin": "live", "level": 1, "state": "unack"}
    words = [{**usual, **changed, "at": NOW - timedelta(minutes=ago)} for ago in minutes_ago]
    return [num for one in words for (num,) in conn.execute(FIRED.encode(), one)]


def told(pool: Pool, under: str | None = None, now: datetime = NOW, origin: Origin = Origin.LIVE) -> Noise:
    with pool.connection() as conn:
        return noise_of(conn, under=under, now=now, origin=origin)


def test_a_seat_hears_its_own_alarms_and_no_drill(pool: Pool) -> None:
    with pool.connection() as conn:
        fired(conn, 5, 30, 300, sensor="wd-west")
        fired(conn, 5, sensor="wd-east", level=4)
        fired(conn, 5, sensor="wd-outside")
        fired(conn, 1, 2, 3, origin="exercise")
        fired(conn, 60 * 24 + 1)
    seats = (told(pool), told(pool, "310101002"), told(pool, WEST), told(pool, EAST))
    assert [(one.alarms_10min, one.alarms_hour, one.alarms) for one in seats] == [
        (3, 4, 5),
        (2, 3, 4),
        (1, 2, 3),
        (1, 1, 1),
    ]
    assert (told(pool, EAST).by_severity[Severity.RED], told(pool, EAST).per_hour) == (1, 1 / 24)
    assert told(pool, origin=Origin.EXERCISE).alarms == 3


def test_an_alarm_is_each_time_that_an_alert_begins_to_ask(pool: Pool, send: Send) -> None:
    send(depth(6), depth(6, 90), depth(6, 180))  # blue

    def loud() -> tuple[int, int]:
        return told(pool).alarms, told(pool).raw_events

    def rise(level: Severity) -> None:
        risen = Transition(change=Change.ESCALATED, reason="so", severity=level, at=NOW, value=30)
        with pool.connection() as conn:
            change_level(conn, num, risen, now=NOW)

    with pool.connection() as conn:
        ((num, sensor_num),) = conn.execute("select num, sensor_num from alert").fetchall()
    pair, hour = Pair("road_flooding", sensor_num), NOW + timedelta(hours=1)
    assert loud() == (1, 1)
    rise(Severity.YELLOW)  # nobody has acknowledged it: it asks as before
    assert loud() == (1, 2)
    with pool.connection() as conn:
        desk.acknowledge(conn, num=num, actor="li", now=NOW)
    rise(Severity.ORANGE)
    assert loud() == (2, 3)
    with pool.connection() as conn:
        desk.shelve(conn, pair, actor="li", reason="pump", until=hour, now=NOW)
    rise(Severity.RED)
    assert loud() == (2, 4)
    with pool.connection() as conn:
        desk.unshelve(conn, pair, actor="li", now=NOW)
    assert loud() == (3, 5)
    assert told(pool).chattering == 0  # it fired once


def test_raw_events_are_set_against_incidents_and_single_alerts(pool: Pool) -> None:
    with pool.connection() as conn:
        grouped = fired(conn, *range(1, 7)) + fired(conn, 8, 9, state="dsupr")
        conn.execute(MEMBERS.encode(), [grouped])
        fired(conn, 3, sensor="wd-east")
        fired(conn, 3, origin="exercise")
    noise = told(pool)
    assert (noise.raw_events, noise.alarms, noise.matters, noise.consolidation) == (9, 7, 2, 4.5)
    assert told(pool, "no such area").consolidation is None


def test_a_flood_is_the_same_for_whoever_looks_and_ends_by_itself(pool: Pool) -> None:
    with pool.connection() as conn:
        fired(conn, *(10 - place / 2 for place in range(11)))
        fired(conn, *(4 - place * 2 for place in range(62)))  # on for two hours: five in ten minutes
    begun = NOW - timedelta(minutes=5)
    assert (told(pool).flooded, told(pool).since) == (True, begun)
    late = told(pool, now=NOW + timedelta(minutes=117))
    assert (late.flooded, late.since, late.alarms_10min) == (True, begun, 5)
    over = told(pool, now=NOW + timedelta(minutes=121))
    assert (over.flooded, over.since) == (False, None)


def test_what_is_hidden_by_no_procedure_and_what_stands_too_long_is_counted(pool: Pool, send: Send) -> None:
    send(depth(30), depth(30, 60), depth(30, 120))
    with pool.connection() as conn:
        assert noise_of(conn, under=WEST, now=NOW).stale == 0
        assert noise_of(conn, under=WEST, now=NOW + timedelta(hours=24)).stale > 0
        conn.execute("update alert set state = 'shlvd' where rule_id = 'road_flooding'")
        assert noise_of(conn, under=WEST, now=NOW).suppressed_outside == 1
        nums = conn.execute("select num from sensor where id in ('wd-west', 'wd-east')").fetchall()
        hour = {"until": NOW + timedelta(hours=1), "now": NOW}
        for (num,) in nums:
            desk.shelve(conn, Pair("road_flooding", num), actor="li", reason="pump", **hour)
        assert noise_of(conn, under=None, now=NOW).suppressed_outside == 0
        assert noise_of(conn, under=None, now=NOW + timedelta(minutes=62)).suppressed_outside == 2
        desk.suppress(conn, Pair("third", nums[0][0]), actor=life.SYSTEM, reason="it rattles", now=NOW)
        assert noise_of(conn, under=None, now=NOW).suppressed_outside == 0
        desk.suppress(conn, Pair("other", nums[0][0]), actor="li", reason="rather not", now=NOW)
        assert noise_of(conn, under=None, now=NOW).suppressed_outside == 1


def test_figures_name_the_worst_and_those_that_chattered(pool: Pool) -> None:
    with pool.connection() as conn:
        fired(conn, 30, 30.3, 30.6, rule="rattles", state="dsupr")
        fired(conn, 20, 20.5, 21, 40, rule="slower")
        for number in range(12):
            fired(conn, 600 + number, rule=f"once_{number}")
        found = seat_figures(conn, under=WEST, now=NOW, span=timedelta(days=2))
    assert [(one.rule_id, one.sensor_id, one.times) for one in found.chatterers] == [
        ("rattles", "wd-west", 3)
    ]
    assert (found.actors[0], len(found.actors)) == (("slower", "wd-west", 4), 10)
    known = {figure.key: figure for figure in found.figures}
    assert (known["alarms_a_day"].value, known["alarms_a_day"].verdict) == (8, Verdict.WITHIN)
    assert (known["ten_worst"].value, known["ten_worst"].verdict) == (100 * 13 / 16, Verdict.OVER)
    assert (known["most_in_10_min"].value, known["floods"].value) == (10, 0)


@pytest.mark.parametrize(
    ("counts", "verdicts"),
    [
        ((19, 0, 0, 0), ["told", "told", "told"]),  # too few to tell a share of 5 percent
        ((80, 15, 4, 1), ["within", "within", "within"]),
        ((70, 15, 10, 5), ["over", "within", "over"]),
    ],
)
def test_levels_are_shared_out_as_80_15_5(counts: Sequence[int], verdicts: Sequence[str]) -> None:
    noise = Noise(
        at=NOW,
        span=timedelta(days=1),
        flooded=False,
        since=None,
        alarms_10min=0,
        alarms_hour=0,
        alarms=sum(counts),
        by_severity=dict(zip(Severity, counts, strict=True)),
        raw_events=0,
        matters=0,
        stale=0,
        chattering=0,
        suppressed_outside=0,
    )
    assert [figure.verdict for figure in shares(noise)] == verdicts


def test_a_figure_with_no_value_or_no_target_is_only_told() -> None:
    assert Figure(key="x", value=None, unit="", target=1).verdict is Verdict.TOLD
    assert Figure(key="x", value=3, unit="").verdict is Verdict.TOLD
