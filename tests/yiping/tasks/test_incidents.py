"""Incidents, look by look against a real database."""

import threading
from datetime import timedelta

import pytest

from alerts.incidents import looking, moving, placing
from model.alert import AlertState
from model.reading import Origin
from model.severity import Severity
from store.incidents import incident_events, incident_of, members_of
from store.pool import Pool, connect
from tests.fixtures.batches import NOW, Send, message
from tests.fixtures.city import sensor
from tests.yiping.tasks.grouped import (
    become,
    changes,
    clear,
    fire,
    fire_within,
    incidents,
    look,
    register_gauges,
    told,
)
from tests.yiping.tasks.watched import SETTINGS, at, rows
from yiping.city import register_sensors
from yiping.tasks import incidents as task

RED, YELLOW = Severity.RED, Severity.YELLOW


@pytest.fixture(autouse=True)
def gauges(small_city: str) -> None:
    register_gauges(small_city)


def test_readings_of_a_flooded_street_become_one_incident_led_by_the_worst(pool: Pool, send: Send) -> None:
    for second in (0, 60, 120, 180):
        when = NOW - timedelta(hours=1) + timedelta(seconds=second)
        for name, cm in (("p0", 6), ("p1", 26), ("p2", 6), ("p7", 6)):
            send(message({"t": when.isoformat(), "v": {"depth_cm": cm}}, sensor=name))
    assert look(pool, at(0)) is False
    assert told(pool) == [("p1", 3, 3, "red"), ("p7", 1, 1, "blue")]
    with pool.connection() as conn:
        assert [one.sensor_id for one in members_of(conn, "IN-000001")] == ["p1", "p0", "p2"]
        assert members_of(conn, "IN-000009") == []
        assert incident_of(conn, "IN-000009") is None


def test_an_alert_that_comes_later_joins_and_leads_when_it_is_worse(pool: Pool) -> None:
    fire(pool, "p0")
    look(pool, at(0))
    fire(pool, "p1", minutes=1)
    look(pool, at(1))
    assert told(pool) == [("p0", 2, 2, "blue")]
    fire(pool, "p2", severity=RED, minutes=2)
    look(pool, at(2))
    assert told(pool) == [("p2", 3, 3, "red")]
    assert changes(pool) == ["opened", "joined", "joined", "joined", "rose", "led_by"]


def test_who_leads_stays_so_among_equals(pool: Pool) -> None:
    first, second = fire(pool, "p0"), fire(pool, "p1", severity=YELLOW)
    look(pool, at(0))
    become(pool, first, severity=2)
    look(pool, at(1))
    assert told(pool) == [("p1", 2, 2, "yellow")]
    become(pool, second, severity=1)
    look(pool, at(2))
    become(pool, second, severity=2)
    look(pool, at(3))
    assert told(pool) == [("p0", 2, 2, "yellow")]


def test_an_alert_between_two_incidents_makes_them_the_older_one(pool: Pool) -> None:
    fire(pool, "p0", minutes=5)
    fire(pool, "p2", severity=RED)
    look(pool, at(5))
    assert sorted(told(pool)) == [("p0", 1, 1, "blue"), ("p2", 1, 1, "red")]
    first, second = sorted(view.incident.id for view in incidents(pool))
    fire(pool, "p1", minutes=6)
    look(pool, at(6))
    assert told(pool) == [("p2", 3, 3, "red")]
    with pool.connection() as conn:
        merged, survivor = incident_of(conn, second), incident_of(conn, first)
        assert members_of(conn, second) == []
    assert merged is not None
    assert survivor is not None
    assert (merged.incident.merged_into, merged.incident.members) == (survivor.incident.num, 0)
    assert survivor.incident.opened_at == at(0)
    assert changes(pool, merged.incident.num)[-1] == "merged"
    assert "took_in" in changes(pool, survivor.incident.num)
    assert [view.incident.id for view in incidents(pool)] == [first]


def test_what_is_set_aside_belongs_and_raises_nothing(pool: Pool) -> None:
    fire(pool, "p0")
    shelved = fire(pool, "p1", severity=RED, state=AlertState.SHLVD)
    look(pool, at(0))
    assert told(pool) == [("p0", 2, 1, "blue")]
    become(pool, shelved, state="unack")
    look(pool, at(1))
    assert told(pool) == [("p1", 2, 2, "red")]


def test_what_is_set_aside_alone_opens_nothing_until_it_asks(pool: Pool) -> None:
    shelved = fire(pool, "p0", state=AlertState.SHLVD)
    over = fire(pool, "p4", state=AlertState.OOSRV)
    look(pool, at(0))
    assert incidents(pool) == []
    become(pool, shelved, state="unack")
    clear(pool, over, state=AlertState.NORM)
    look(pool, at(1))
    assert told(pool) == [("p0", 1, 1, "blue")]
    assert rows(pool, "select * from alert_ungrouped") == []


def test_what_waits_set_aside_joins_the_incident_that_opens_beside_it(pool: Pool) -> None:
    fire(pool, "p0", state=AlertState.DSUPR)
    look(pool, at(0))
    fire(pool, "p1")
    look(pool, at(1))
    assert told(pool) == [("p1", 2, 1, "blue")]


def test_an_instrument_that_needs_care_is_no_incident(pool: Pool) -> None:
    for rule in ("sensor_silent_flood", "sensor_stuck", "sensor_chatter"):
        fire(pool, "p0", rule=rule)
    fire(pool, "p8", rule="bin_overflow")
    rows(pool, "update sensor set kind = 'waste_bin' where id = 'p8' returning 1")
    look(pool, at(0))
    assert incidents(pool) == []
    assert rows(pool, "select * from alert_ungrouped") == []


def test_an_exercise_is_an_incident_of_its_own(pool: Pool) -> None:
    fire(pool, "p0")
    fire(pool, "p1", origin=Origin.EXERCISE)
    look(pool, at(0))
    found = [(view.incident.origin, view.incident.members) for view in incidents(pool)]
    assert found == [(Origin.LIVE, 1), (Origin.EXERCISE, 1)]


def test_an_incident_closes_when_it_was_quiet_for_long_enough(pool: Pool) -> None:
    num = fire(pool, "p0")
    look(pool, at(0))
    clear(pool, num, state=AlertState.NORM)
    look(pool, at(1))
    again = fire(pool, "p0", minutes=20)
    look(pool, at(20))
    clear(pool, again, 21)
    look(pool, at(22))
    look(pool, at(51.9))
    assert told(pool) == [("p0", 2, 0, "blue")]
    look(pool, at(52))
    assert told(pool) == []
    assert changes(pool)[-4:] == ["led_by", "stirred", "quiet", "closed"]
    assert rows(pool, "select * from incident_ground") == []
    fire(pool, "p1", minutes=60)
    look(pool, at(60))
    assert [view.incident.id for view in incidents(pool)] == ["IN-000002", "IN-000001"]


def test_what_is_still_set_aside_leaves_when_its_incident_closes(pool: Pool) -> None:
    num = fire(pool, "p0")
    shelved = fire(pool, "p1", state=AlertState.SHLVD)
    look(pool, at(0))
    clear(pool, num)
    look(pool, at(1))
    look(pool, at(31))
    assert [(one.incident.members, one.incident.closed_at) for one in incidents(pool)] == [(1, at(31))]
    assert changes(pool)[-2:] == ["left", "closed"]
    become(pool, shelved, state="unack")
    look(pool, at(40))
    assert told(pool) == [("p1", 1, 1, "blue")]


def test_an_alert_that_was_written_earlier_but_committed_later_is_not_passed_by(
    pool: Pool, small_city: str
) -> None:
    with connect(small_city, name="test") as slow:
        early = fire_within(slow, "p1")
        late = fire(pool, "p0")
        look(pool, at(0))
        slow.commit()
    assert early < late
    look(pool, at(1))
    assert told(pool) == [("p0", 2, 2, "blue")]


def test_two_who_believe_to_lead_open_one_incident(pool: Pool, small_city: str) -> None:
    fire(pool, "p0")
    with connect(small_city, name="test") as first, first.transaction():
        looking.look(first, task.known(), now=at(0))
        second = threading.Thread(target=look, args=(pool, at(0)))
        second.start()
        blocked = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
        while rows(pool, blocked) == [(0,)]:
            assert second.is_alive()
    second.join()
    assert told(pool) == [("p0", 1, 1, "blue")]
    assert rows(pool, "select count(*) from incident") == [(1,)]


def test_one_look_places_some_alerts_and_the_next_goes_on(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "MOST_NEW", 2)
    monkeypatch.setattr(looking, "MOST_DRAWN", 1)
    for name in ("p0", "p4", "p8"):
        fire(pool, name)
    assert look(pool, at(0)) is True
    assert len(told(pool)) == 2
    assert sum(view.hull is not None for view in incidents(pool)) == 1
    while look(pool, at(0)):
        pass
    assert len(told(pool)) == 3
    assert all(view.hull is not None for view in incidents(pool))


class KilledError(Exception):
    """Stands for a process that ends amid its transaction."""


STEPS = (
    (placing.grouping, "merge"),
    (placing.grouping, "join"),
    (placing.grouping, "placed"),
    (moving.courses, "change"),
    (looking, "draw"),
    (looking, "wake"),
)


def test_a_process_that_ends_amid_a_look_changes_nothing_but_the_look(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KilledError

    fire(pool, "p0")
    fire(pool, "p2")
    look(pool, at(0))
    fire(pool, "p1", severity=RED)
    before = rows(pool, "select * from incident order by num")
    for place, name in STEPS:
        with monkeypatch.context() as patch:
            patch.setattr(place, name, die)
            with pytest.raises(KilledError):
                look(pool, at(1))
        assert rows(pool, "select * from incident order by num") == before, name
    look(pool, at(2))
    assert told(pool) == [("p1", 3, 3, "red")]


def test_what_a_look_has_done_is_committed_when_it_returns_and_its_history_stands(
    pool: Pool, small_city: str
) -> None:
    fire(pool, "p0")
    with connect(small_city, name="test") as conn:
        task.run(conn, at(0), SETTINGS)
        assert len(told(pool)) == 1
        assert [(one.change.value, one.members) for one in incident_events(conn, 1)] == [
            ("opened", 1),
            ("joined", 1),
        ]
    with pytest.raises(Exception, match="append-only"):
        rows(pool, "update incident_event set members = 0 returning 1")


def test_places_that_tell_one_drainage_area_are_one_and_others_are_two(pool: Pool) -> None:
    sites = "insert into site (id, kind, name_zh, name_en, lon, lat, dossier) values"
    for name, area in (("p0", "A"), ("p8", "A"), ("p1", "B")):
        fact = f"""('{name}', 'road', 'x', 'x', 0, 0, '{{"drainage_area": "{area}"}}') returning 1"""
        rows(pool, f"{sites} {fact}")
        rows(pool, f"update sensor set site = id where id = '{name}' returning 1")
        fire(pool, name)
    # Lifts are one place by their site, however far apart.
    rows(pool, "update sensor set kind = 'lift_fault', site = 'p0' where id in ('p3', 'p6') returning 1")
    fire(pool, "p3", severity=RED)
    fire(pool, "p6", severity=RED)
    look(pool, at(0))
    assert told(pool) == [("p3", 2, 2, "red"), ("p1", 1, 1, "blue"), ("p0", 2, 2, "blue")]
    fire(pool, "p4", minutes=1)
    rows(pool, "update sensor set kind = 'lift_fault', site = 'p0' where id = 'p4' returning 1")
    look(pool, at(1))
    assert told(pool)[0] == ("p3", 3, 3, "red")


def test_the_ground_holds_the_gauges_between_and_follows_the_registry(pool: Pool, small_city: str) -> None:
    fire(pool, "p0")
    fire(pool, "p1")
    look(pool, at(0))
    (view,) = incidents(pool)
    ids = dict(rows(pool, "select num, id from sensor"))
    assert {ids[num] for num in view.sensors} == {"p0", "p1"}
    assert view.hull is not None
    assert view.hull["type"] == "Polygon"
    register_sensors(small_city, [sensor("new", "rain", 121.482), sensor("crowd", "crowd", 121.482)])
    look(pool, at(1))
    ids = dict(rows(pool, "select num, id from sensor"))
    assert {ids[num] for num in incidents(pool)[0].sensors} == {"p0", "p1", "new"}
    fire(pool, "p2")
    look(pool, at(2))
    (wider,) = incidents(pool)
    assert {ids[num] for num in wider.sensors} == {"p0", "p1", "p2", "new", "wd-west"}
    assert wider.hull != view.hull
