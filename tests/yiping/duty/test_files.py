"""Crews, the rota and contacts from files and back."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from model.duty import Duty, Scope
from model.errors import YipingError
from store.contacts import contacts, contacts_for
from store.crews import crews, people
from store.duty import duties, end_duty, put_duties
from store.pool import Connection
from tests.fixtures.batches import NOW
from tests.fixtures.city import EAST, WEST
from tests.yiping.registry.tables import csv_file, xlsx_file
from yiping.duty.files import export_file, import_file
from yiping.registry.formats import Manner
from yiping.registry.request import Outcome, Request

SHANGHAI = ZoneInfo("Asia/Shanghai")
CREW = {"id": "lift", "name_zh": "电梯班", "trade": "lift", "areas": f"{WEST}; {EAST}"}
TURN = {
    "crew": "pumps",
    "person": "zhang",
    "name": "张伟",
    "phone": "60001",
    "begins": "2026-08-25 08:00",
    "ends": "2026-08-25 20:00",
}
CONTACT = {
    "role": "paired_neighbour",
    "scope": "sensor",
    "scope_id": "wd-west",
    "channel": "sms",
    "address": "60007",
    "name": "李奶奶",
}


def brought(
    conn: Connection, what: str, file: Path, *, now: datetime = NOW, dry_run: bool = False
) -> Outcome:
    return import_file(conn, what, Request(file=file, dry_run=dry_run), by="li", now=now, zone=SHANGHAI)


def written(conn: Connection, what: str, file: Path, since: datetime = NOW) -> int:
    span = {"since": since, "until": None, "crew": None}
    return export_file(conn, what, file, Manner(), **span, zone=SHANGHAI)  # type: ignore[arg-type]


def reasons(outcome: Outcome) -> Sequence[tuple[int, str, str]]:
    return [(one.line, one.column, one.reason) for one in outcome.wrong]


def test_a_crew_comes_with_its_areas_and_is_there_from_now_on(conn: Connection, tmp_path: Path) -> None:
    brought(conn, "crews", csv_file(tmp_path, CREW))
    (lift,) = [crew for crew in crews(conn) if crew.id == "lift"]
    assert (lift.trade, lift.areas, lift.valid_from) == ("lift", frozenset({WEST, EAST}), NOW)
    brought(conn, "crews", csv_file(tmp_path, {**CREW, "areas": WEST}))
    (lift,) = [crew for crew in crews(conn) if crew.id == "lift"]
    assert (lift.areas, lift.valid_from) == (frozenset({WEST}), NOW)


def test_a_turn_comes_with_its_person_in_the_time_of_the_district(conn: Connection, tmp_path: Path) -> None:
    later = {**TURN, "name": "", "phone": "", "begins": "2026-08-26T08:00+08:00", "ends": "2026-08-27"}
    brought(conn, "rota", csv_file(tmp_path, TURN, later))
    one, other = duties(conn)
    assert one.begins == datetime(2026, 8, 25, 0, tzinfo=UTC)
    assert other.ends == datetime(2026, 8, 26, 16, tzinfo=UTC)
    assert (one.set_by, one.set_at) == ("li", NOW)
    assert [(person.id, person.name, person.phone) for person in people(conn)] == [("zhang", "张伟", "60001")]


def test_a_workbook_gives_times_and_texts_as_people_type_them(conn: Connection, tmp_path: Path) -> None:
    day = datetime(2026, 8, 25)  # noqa: DTZ001  a spreadsheet knows no zones
    turn = ["pumps", "zhang", "张伟", 60001, day.replace(hour=8), "2026/8/25 20:00"]
    outcome = brought(conn, "rota", xlsx_file(tmp_path, list(TURN), turn))
    assert [one.column for one in outcome.doubtful] == ["phone"]
    (found,) = duties(conn)
    assert (found.begins, found.ends - found.begins) == (
        datetime(2026, 8, 25, tzinfo=UTC),
        timedelta(hours=12),
    )


@pytest.mark.parametrize(
    ("what", "row", "column", "reason"),
    [
        ("crews", {**CREW, "areas": "310199"}, "areas", "'310199' is no area in force"),
        ("crews", {**CREW, "id": "two words"}, "id", "no name of one word"),
        ("crews", {**CREW, "trade": ""}, "trade", "is missing"),
        ("crews", {**CREW, "valid_to": "2020-01-01"}, "valid_to", "is not after"),
        ("rota", {**TURN, "crew": "pump"}, "crew", "no crew that is known: desk, pumps"),
        ("rota", {**TURN, "person": "-"}, "person", "no name of one word"),
        ("rota", {**TURN, "name": ""}, "name", "nobody is known as 'zhang'"),
        ("rota", {**TURN, "begins": "8 o'clock"}, "begins", "is no time like"),
        ("rota", {**TURN, "begins": "2026-08-25 24:30"}, "begins", "is no time like"),
        ("rota", {**TURN, "ends": "2026-08-25 08:00"}, "ends", "is not after it begins"),
        ("contacts", {**CONTACT, "scope": "street"}, "scope", "person, area, sensor, site"),
        ("contacts", {**CONTACT, "scope_id": "wd"}, "scope_id", "is no sensor that is known"),
        ("contacts", {**CONTACT, "channel": ""}, "channel", "is missing"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(
    conn: Connection, tmp_path: Path, what: str, row: Mapping[str, str], column: str, reason: str
) -> None:
    right = {"crews": {**CREW, "id": "ok"}, "rota": {**TURN, "person": "li"}, "contacts": CONTACT}
    fine = {**right[what], "address": "other"} if what == "contacts" else right[what]
    outcome = brought(conn, what, csv_file(tmp_path, fine, row))
    ((line, found, why),) = reasons(outcome)
    assert (line, found, reason in why) == (3, column, True), why
    assert (len(crews(conn)), duties(conn), contacts(conn, now=NOW)) == (2, [], [])


def test_every_wrong_row_is_named(conn: Connection, tmp_path: Path) -> None:
    rows = [TURN, {**TURN, "crew": "x"}, {**TURN, "ends": "y"}, {**TURN, "person": "li", "begins": ""}]
    outcome = brought(conn, "rota", csv_file(tmp_path, *rows))
    assert [(line, column) for line, column, _ in reasons(outcome)] == [
        (3, "crew"),
        (4, "ends"),
        (5, "begins"),
    ]


def test_a_turn_that_stands_twice_and_a_person_of_two_names_are_refused(
    conn: Connection, tmp_path: Path
) -> None:
    other = {**TURN, "begins": "2026-08-26 08:00", "ends": "2026-08-26 20:00", "name": "张薇"}
    wide = {**other, "person": "Ｚhang"}
    found = reasons(brought(conn, "rota", csv_file(tmp_path, TURN, TURN, other, wide)))
    assert found == [
        (2, "begins", "stands also in line 3"),
        (3, "begins", "stands also in line 2"),
        (4, "name", "a row above has 张伟 60001 for 'zhang'"),
        (5, "person", "counts as the same name as 'zhang'"),
    ]


@pytest.mark.parametrize(("what", "row"), [("crews", CREW), ("rota", TURN), ("contacts", CONTACT)])
def test_a_file_that_comes_twice_and_one_that_was_written_change_nothing(
    conn: Connection, tmp_path: Path, what: str, row: Mapping[str, str]
) -> None:
    file, later = csv_file(tmp_path, row), NOW + timedelta(hours=1)
    assert len(brought(conn, what, file).new) == 1
    again = brought(conn, what, file, now=later)
    assert (again.unchanged, again.written) == (1, False)
    for name in ("back.csv", "back.xlsx"):
        count = written(conn, what, tmp_path / name)
        back = brought(conn, what, tmp_path / name, now=later)
        assert (back.unchanged, back.new, dict(back.changed), back.wrong) == (count, [], {}, [])
        assert count >= 1


def test_a_dry_run_writes_nothing(conn: Connection, tmp_path: Path) -> None:
    assert brought(conn, "rota", csv_file(tmp_path, TURN), dry_run=True).new != []
    assert (duties(conn), people(conn)) == ([], [])


def test_a_person_who_is_renamed_keeps_the_turns(conn: Connection, tmp_path: Path) -> None:
    brought(conn, "rota", csv_file(tmp_path, TURN))
    outcome = brought(conn, "rota", csv_file(tmp_path, {**TURN, "name": "张维"}))
    assert [list(names) for names in outcome.changed.values()] == [["name"]]
    assert (people(conn)[0].name, len(duties(conn))) == ("张维", 1)


def test_a_turn_that_was_ended_by_hand_is_not_brought_back_by_its_file(
    conn: Connection, tmp_path: Path
) -> None:
    file = csv_file(tmp_path, TURN)
    brought(conn, "rota", file)
    end_duty(conn, duties(conn)[0].num, by="wang", now=NOW)
    outcome = brought(conn, "rota", file)
    assert (outcome.unchanged, duties(conn)) == (1, [])
    assert "ended before its time by wang" in outcome.doubtful[0].reason
    brought(conn, "rota", csv_file(tmp_path, {**TURN, "name": "张维"}))
    assert (people(conn)[0].name, duties(conn)) == ("张维", [])


def test_words_that_no_plan_knows_are_doubtful(conn: Connection, tmp_path: Path) -> None:
    (trade,) = brought(conn, "crews", csv_file(tmp_path, {**CREW, "trade": "drainag"})).doubtful
    (role,) = brought(conn, "contacts", csv_file(tmp_path, {**CONTACT, "role": "neighbour"})).doubtful
    assert "no plan asks for this trade" in trade.reason
    assert "no plan tells this role" in role.reason


def test_another_name_of_a_contact_ends_the_old_one_and_an_end_in_the_file_ends_it(
    conn: Connection, tmp_path: Path
) -> None:
    brought(conn, "contacts", csv_file(tmp_path, CONTACT))
    later = NOW + timedelta(hours=1)
    brought(conn, "contacts", csv_file(tmp_path, {**CONTACT, "name": "王爷爷"}), now=later)
    (holds,) = contacts(conn, now=later)
    assert (holds.name, holds.valid_from, holds.scope) == ("王爷爷", later, Scope.SENSOR)
    over = csv_file(tmp_path, {**CONTACT, "name": "王爷爷", "valid_to": "2026-08-25 17:30"})
    for hours in (1, 2):
        brought(conn, "contacts", over, now=NOW + timedelta(hours=hours))
        assert contacts(conn, now=NOW + timedelta(hours=2)) == []


def test_who_is_told_is_who_is_nearest(conn: Connection, tmp_path: Path) -> None:
    brought(conn, "rota", csv_file(tmp_path, TURN))
    desks = [
        {**CONTACT, "role": "desk", "scope": "area", "scope_id": code, "address": code, "name": code}
        for code in ("310101", "310101002", EAST)
    ]
    crew = {**CONTACT, "role": "crew", "scope": "person", "scope_id": "zhang"}
    brought(conn, "contacts", csv_file(tmp_path, *desks, crew, CONTACT))

    def told(*roles: str, **who: str) -> list[str]:
        path = ["310101", "310101002", "310101002001", WEST]
        return [one.name for one in contacts_for(conn, roles=roles, path=path, **who, now=NOW)]

    assert told("desk") == ["310101002"]
    assert told("crew", "desk", person="zhang") == ["李奶奶", "310101002"]
    assert told("paired_neighbour", sensor="wd-west") == ["李奶奶"]
    assert told("paired_neighbour", sensor="wd-east", person="li") == []
    assert [one.name for one in contacts(conn, now=NOW, under=EAST)] == [EAST]
    assert len(contacts(conn, now=NOW, under="310101002")) == 4


def test_what_is_no_register_is_refused(conn: Connection, tmp_path: Path) -> None:
    with pytest.raises(YipingError, match="crews, rota, contacts"):
        brought(conn, "people", csv_file(tmp_path, TURN))


def test_only_turns_of_the_time_and_crew_that_was_asked_for_are_written(
    conn: Connection, tmp_path: Path
) -> None:
    brought(conn, "rota", csv_file(tmp_path, TURN))
    past = Duty(
        crew="desk",
        person="zhang",
        begins=NOW - timedelta(days=2),
        ends=NOW - timedelta(days=1),
        set_by="li",
        set_at=NOW,
    )
    put_duties(conn, [past], by="li", now=NOW)
    assert written(conn, "rota", tmp_path / "now.csv") == 1
    assert written(conn, "rota", tmp_path / "all.csv", since=NOW - timedelta(days=3)) == 2
