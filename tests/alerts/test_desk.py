"""People at the desk of alerts, on a real database."""

import threading
from datetime import timedelta

import pytest

from alerts import desk
from alerts.errors import Refused
from model.alert import Alert, AlertState, Aside, LifeChange, Pair
from store.alert_life import alert_events, pending
from store.alerts import recent_alerts
from store.errors import RefusedDataError
from store.pool import Pool
from store.shelvings import listed, of_pair
from tests.fixtures.batches import NOW, Send, depth
from tests.fixtures.city import EAST, WEST

RULE = "road_flooding"
HOUR = timedelta(hours=1)


@pytest.fixture
def flood(pool: Pool, send: Send) -> Alert:
    """The alert of a flood in the west."""
    send(*(depth(30, at) for at in (0, 60, 120)))
    return seen(pool)


def seen(pool: Pool) -> Alert:
    with pool.connection() as conn:
        return next(v.alert for v in recent_alerts(conn, limit=9) if v.alert.rule_id == RULE)


def acknowledged(pool: Pool, num: int, actor: str, comment: str = "") -> Alert:
    with pool.connection() as conn:
        return desk.acknowledge(conn, num=num, actor=actor, now=NOW, comment=comment)


def shelved(pool: Pool, pair: Pair, actor: str = "zhang") -> None:
    with pool.connection() as conn:
        desk.shelve(conn, pair, actor=actor, reason="pump test", until=NOW + HOUR, now=NOW)


def test_an_acknowledgement_keeps_person_time_and_comment(pool: Pool, flood: Alert) -> None:
    alert = acknowledged(pool, flood.num, "zhang", " crew is on its way ")
    assert alert.state is AlertState.ACKED
    assert (alert.acknowledged_by, alert.acknowledged_at) == ("zhang", NOW)
    assert alert.acknowledged_comment == "crew is on its way"
    with pool.connection() as conn:
        last = alert_events(conn, flood.num)[-1]
    assert (last.change, last.actor, last.comment) == ("acknowledged", "zhang", "crew is on its way")
    assert (last.from_state, last.to_state) == (AlertState.UNACK, AlertState.ACKED)
    assert last.reason == "acknowledged by a person"


def test_an_acknowledged_return_is_over(pool: Pool, send: Send, flood: Alert) -> None:
    send(depth(0, 3000), depth(0, 3600))
    assert seen(pool).state is AlertState.RTNUN
    assert acknowledged(pool, flood.num, "zhang").state is AlertState.NORM


def test_who_comes_second_is_told_who_was_first_and_when(pool: Pool, flood: Alert) -> None:
    acknowledged(pool, flood.num, "zhang")
    told = rf"alert {flood.num} is acked; .* zhang was first, acknowledged at 2026-08-25 09:00:00 UTC"
    with pytest.raises(Refused, match=told):
        acknowledged(pool, flood.num, "li")


def test_of_two_who_acknowledge_at_once_one_wins_and_the_other_is_told(
    pool: Pool, flood: Alert, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_read = threading.Barrier(2)
    wanted = desk._wanted

    def wait_for_the_other(conn: object, num: int) -> Alert:
        alert = wanted(conn, num)  # type: ignore[arg-type]
        if alert.state is AlertState.UNACK:
            both_have_read.wait(10)
        return alert

    monkeypatch.setattr(desk, "_wanted", wait_for_the_other)
    told: dict[str, str] = {}

    def press(actor: str) -> None:
        try:
            told[actor] = acknowledged(pool, flood.num, actor).state
        except Refused as refused:
            told[actor] = str(refused)

    people = [threading.Thread(target=press, args=(name,)) for name in ("zhang", "li")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    first = seen(pool).acknowledged_by
    assert first is not None
    second = ({"zhang", "li"} - {first}).pop()
    assert told[first] == "acked"
    assert told[second] == f"{first} was first, acknowledged at 2026-08-25 09:00:00 UTC"
    with pool.connection() as conn:
        lines = [event.actor for event in alert_events(conn, flood.num) if event.change == "acknowledged"]
    assert lines == [first]


def test_of_two_who_shelve_the_second_is_told_by_whom_until_when_and_why(pool: Pool, flood: Alert) -> None:
    shelved(pool, flood.pair)
    told = r"shlvd and shelved; .* shelved by zhang at .* until 2026-08-25 10:00:00 UTC: pump test"
    with pytest.raises(Refused, match=told):
        shelved(pool, flood.pair, "li")


def test_two_at_once_shelve_a_quiet_pair_once(pool: Pool, send: Send) -> None:
    send(depth(0))
    with pool.connection() as conn:
        pair = desk.pair_of(conn, rule_id=RULE, sensor_id="wd-west")
    refusals: list[str] = []

    def press() -> None:
        try:
            shelved(pool, pair)
        except Refused as refused:
            refusals.append(str(refused))

    people = [threading.Thread(target=press) for _ in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(refusals) == 3
    assert all("shelved by zhang" in refusal for refusal in refusals)


def test_unshelved_the_alert_asks_anew_and_its_history_names_each_step(pool: Pool, flood: Alert) -> None:
    acknowledged(pool, flood.num, "zhang")
    shelved(pool, flood.pair)
    with pool.connection() as conn:
        desk.unshelve(conn, flood.pair, actor="li", now=NOW, comment="test over")
        lines = [(e.change, e.to_state, e.actor, e.comment) for e in alert_events(conn, flood.num)]
    assert lines == [
        ("fired", "unack", "yiping", ""),
        ("acknowledged", "acked", "zhang", ""),
        ("shelved", "shlvd", "zhang", "pump test"),
        ("unshelved", "unack", "li", "test over"),
    ]
    assert seen(pool).acknowledged_by is None


def test_what_is_not_set_aside_cannot_come_back_and_who_ended_it_is_told(pool: Pool, flood: Alert) -> None:
    with pool.connection() as conn, pytest.raises(Refused, match="cannot be unshelved now, it takes"):
        desk.unshelve(conn, flood.pair, actor="li", now=NOW)
    shelved(pool, flood.pair)
    with pool.connection() as conn:
        desk.unshelve(conn, flood.pair, actor="li", now=NOW)
    with pool.connection() as conn, pytest.raises(Refused, match="li was first, at 2026-08-25 09:00:00 UTC"):
        desk.unshelve(conn, flood.pair, actor="zhang", now=NOW)


def test_out_of_service_goes_over_a_shelf_and_returns_to_it(pool: Pool, flood: Alert) -> None:
    shelved(pool, flood.pair)
    with pool.connection() as conn:
        desk.take_out_of_service(conn, flood.pair, actor="li", reason="gauge removed", now=NOW)
        assert set(of_pair(conn, flood.pair)) == {Aside.SHELVED, Aside.OUT_OF_SERVICE}
    assert seen(pool).state is AlertState.OOSRV
    with pool.connection() as conn:
        desk.return_to_service(conn, flood.pair, actor="li", now=NOW)
    assert seen(pool).state is AlertState.SHLVD


def test_suppressed_by_design_and_released_the_alert_asks(pool: Pool, flood: Alert) -> None:
    with pool.connection() as conn:
        desk.suppress(conn, flood.pair, actor="yiping", reason="street is being washed", now=NOW)
        assert [one.kind for one, _ in listed(conn)] == [Aside.SUPPRESSED]
    assert seen(pool).state is AlertState.DSUPR
    with pool.connection() as conn:
        desk.release(conn, flood.pair, actor="yiping", now=NOW)
        assert listed(conn) == []
    assert seen(pool).state is AlertState.UNACK


def test_what_is_set_aside_is_listed_for_its_area_and_all_above(pool: Pool, flood: Alert) -> None:
    shelved(pool, flood.pair)
    with pool.connection() as conn:
        for area in (None, "310101", WEST):
            assert [sensor for _, sensor in listed(conn, under=area)] == ["wd-west"]
        assert listed(conn, under=EAST) == []


def test_a_limit_that_is_passed_but_not_for_long_is_pending(pool: Pool, send: Send) -> None:
    send(depth(30, 0))
    with pool.connection() as conn:
        found = pending(conn, limit=9)
    assert (RULE, "wd-west") in {(one.rule_id, one.sensor_id) for one in found}
    send(depth(30, 60))
    with pool.connection() as conn:
        assert RULE not in {one.rule_id for one in pending(conn, limit=9)}


@pytest.mark.parametrize(
    ("rule_id", "sensor_id", "told"),
    [(RULE, "wd-nowhere", "no sensor wd-nowhere"), ("no_rule", "wd-west", "no rule no_rule")],
)
def test_an_unknown_rule_or_sensor_is_refused_by_name(
    pool: Pool, send: Send, rule_id: str, sensor_id: str, told: str
) -> None:
    send(depth(0))
    with pool.connection() as conn, pytest.raises(Refused, match=told):
        desk.pair_of(conn, rule_id=rule_id, sensor_id=sensor_id)


def test_an_unknown_alert_is_refused(pool: Pool) -> None:
    with pytest.raises(Refused, match="there is no alert 77"):
        acknowledged(pool, 77, "zhang")


@pytest.mark.parametrize(
    "sql",
    [
        "delete from shelving",
        "update shelving set reason = 'another'",
        "update shelving set until = since + interval '2 hours'",
        "update shelving set ended_at = now(), ended_by = 'x', ended_comment = '', begun_by = 'y'",
    ],
)
def test_the_database_refuses_to_rewrite_a_shelving(pool: Pool, flood: Alert, sql: str) -> None:
    shelved(pool, flood.pair)
    with pytest.raises(RefusedDataError, match="append-only"), pool.connection() as conn:
        conn.execute(sql.encode())


@pytest.mark.parametrize(
    "state",
    [
        "state = 'norm'",
        "state = 'rtnun'",
        "state = 'pending'",
        "state = 'acked'",
        "acknowledged_by = 'zhang'",
        "cleared_at = opened_at",
    ],
)
def test_the_database_refuses_states_that_contradict_each_other(pool: Pool, flood: Alert, state: str) -> None:
    with pytest.raises(RefusedDataError, match="violates check"), pool.connection() as conn:
        conn.execute(f"update alert set {state}".encode())


def test_a_shelf_longer_than_a_day_is_refused_by_the_database_too(pool: Pool, flood: Alert) -> None:
    with pytest.raises(RefusedDataError, match="shelving"), pool.connection() as conn:
        conn.execute(
            "insert into shelving (rule_id, sensor_num, origin, kind, begun_by, reason, since, until)"
            " values ('r', %s, 'live', 'shelved', 'x', 'y', %s, %s)",
            (flood.sensor_num, NOW, NOW + 25 * HOUR),
        )


def test_every_change_of_the_life_that_is_written_is_a_word_of_the_history() -> None:
    # The two lists meet in the database as text: a word of one that the other lacks would break reading.
    from alerts.evaluate import Change

    assert {change.value for change in Change} <= {change.value for change in LifeChange}
