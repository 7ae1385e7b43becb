"""Those who must know are told, each once; drills reach nobody by accident, and a sleep ends in a digest."""

from datetime import datetime, timedelta
from typing import Any

from model.duty import Contact, Scope
from model.order import OrderState
from model.reading import Origin
from model.severity import Severity
from orders.reminding import remind_due
from orders.telling import DIGEST_FROM, tell_waiting
from store.contacts import put_contact
from tests.fixtures.batches import NOW
from tests.fixtures.city import WEST
from tests.orders.desk import Desk

HOUR = timedelta(hours=1)
DISTRICT, STREET = "310101", "310101002"


def contact(desk: Desk, role: str, scope: Scope, scope_id: str, address: str, channel: str = "mail") -> None:
    put_contact(
        desk.conn,
        Contact(
            role=role,
            scope=scope,
            scope_id=scope_id,
            channel=channel,
            address=address,
            name=address,
            valid_from=NOW - HOUR,
        ),
    )


def told(desk: Desk, now: datetime = NOW) -> list[tuple[str, str]]:
    """Who is told of what by the lines of history that wait: receiver and event."""
    desk.conn.execute("delete from outbox")
    while tell_waiting(desk.conn, now=now, limit=100):
        pass
    return [
        (to, event) for to, event in desk.rows("select receiver, body ->> 'event' from outbox order by num")
    ]


def body(desk: Desk) -> dict[str, Any]:
    (row,) = desk.rows("select body from outbox")
    found: dict[str, Any] = row[0]
    return found


def test_the_committee_hears_of_a_dispatch_in_its_area_and_nobody_elsewhere(desk: Desk) -> None:
    contact(desk, "committee", Scope.AREA, "310101002001", "committee-1")
    contact(desk, "committee", Scope.AREA, "310101009001", "committee-9")
    desk.open()
    assert told(desk) == [("committee-1", "dispatch")]
    one = body(desk)
    assert (one["case"], one["area"], one["severity"]) == ("WO-000001", WEST, "blue")
    assert "测点wd-west" in one["headline"]["zh"]
    assert "WO-000001" in one["headline"]["en"]


def test_each_line_is_told_once(desk: Desk) -> None:
    contact(desk, "committee", Scope.AREA, DISTRICT, "committee")
    desk.open()
    assert len(told(desk)) == 1
    assert told(desk) == []


def test_who_has_the_order_is_told_what_concerns_him(desk: Desk) -> None:
    contact(desk, "crew", Scope.PERSON, "zhang", "zhang@crew")
    contact(desk, "crew", Scope.PERSON, "li", "li@crew")
    order_id = desk.open()
    desk.do(order_id, "assign", "desk-officer", person="zhang")
    assert told(desk) == [("zhang@crew", "assign")]
    desk.open(severity=Severity.RED)
    assert ("zhang@crew", "escalate") in told(desk)


def test_who_has_two_roles_is_told_once(desk: Desk) -> None:
    contact(desk, "committee", Scope.AREA, WEST, "same")
    contact(desk, "street", Scope.AREA, STREET, "same")
    desk.open()
    told(desk)
    desk.open(severity=Severity.RED)
    assert [one for one in told(desk) if one[1] == "escalate"] == [("same", "escalate")]


def test_a_rung_tells_the_level_that_it_carries_the_order_to(desk: Desk) -> None:
    for role, code in (("committee", WEST), ("street", STREET), ("district", DISTRICT)):
        contact(desk, role, Scope.AREA, code, role)
    desk.open()
    told(desk)
    heard = []
    for minutes in (24, 30, 60):
        now = NOW + timedelta(minutes=minutes)
        remind_due(desk.conn, now=now, limit=10)
        heard.append(told(desk, now))
    assert heard == [[("committee", "remind")], [("street", "remind")], [("district", "remind")]]


def test_what_was_slept_through_comes_as_one_digest(desk: Desk) -> None:
    contact(desk, "district", Scope.AREA, DISTRICT, "district")
    for rule in range(DIGEST_FROM + 3):
        desk.open(rule_id=f"rule_{rule}", severity=Severity.ORANGE if rule == 4 else Severity.BLUE)
    told(desk)
    remind_due(desk.conn, now=NOW + 9 * HOUR, limit=100)
    assert told(desk, NOW + 9 * HOUR) == [("district", "remind")]
    one = body(desk)
    assert one["severity"] == "orange"
    assert f"{DIGEST_FROM + 3} orders" in one["headline"]["en"]
    assert all(f"WO-{num:06}" in one["body"]["zh"] for num in range(1, DIGEST_FROM + 4))


def test_a_few_late_reminders_come_one_by_one(desk: Desk) -> None:
    contact(desk, "district", Scope.AREA, DISTRICT, "district")
    for rule in range(DIGEST_FROM - 1):
        desk.open(rule_id=f"rule_{rule}")
    told(desk)
    remind_due(desk.conn, now=NOW + 9 * HOUR, limit=100)
    assert len(told(desk, NOW + 9 * HOUR)) == DIGEST_FROM - 1


def test_a_drill_goes_to_no_channel_that_no_drill_named(desk: Desk) -> None:
    contact(desk, "committee", Scope.AREA, DISTRICT, "committee")
    desk.open(origin=Origin.EXERCISE)
    desk.open(origin=Origin.REPLAY)
    assert told(desk) == []
    named = "insert into drill_channel (channel, since, until, named_by, reason) values (%s, %s, %s, %s, %s)"
    desk.conn.execute(named, ["mail", NOW - HOUR, NOW + HOUR, "li", "drill of the flood season"])
    desk.open("wd-east", origin=Origin.EXERCISE)
    desk.open("wd-east", origin=Origin.REPLAY)
    assert told(desk) == [("committee", "dispatch")]


def test_a_lone_elder_has_a_neighbour_who_is_told(desk: Desk) -> None:
    desk.conn.execute("update sensor set kind = 'lone_elder' where id = 'wd-west'")
    contact(desk, "paired_neighbour", Scope.SENSOR, "wd-west", "neighbour")
    contact(desk, "committee", Scope.AREA, WEST, "committee")
    desk.open(rule_id="elder_no_water")
    assert sorted(told(desk)) == [("committee", "dispatch"), ("neighbour", "dispatch")]


def test_the_end_of_a_case_ends_what_was_told_of_it(desk: Desk) -> None:
    contact(desk, "committee", Scope.AREA, WEST, "committee")
    order_id = desk.open()
    told(desk)
    desk.bring(order_id, OrderState.CLOSED)
    assert told(desk) == [("committee", "close")]
    assert body(desk)["ends"] is True


def test_without_contacts_history_is_not_kept_waiting(desk: Desk) -> None:
    desk.open()
    assert told(desk) == []
    assert desk.rows("select count(*) from work_order_untold") == [(0,)]
