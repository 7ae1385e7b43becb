"""``yiping orders`` as people run it: a hotline ticket from its report to closure, and what is refused."""

import re

from store.pool import connect
from tests.fixtures.city import WEST
from tests.fixtures.command_line import yiping
from tests.orders.desk import Desk

PLACE = ("121.485", "31.23")


def run(city: str, *words: str) -> str:
    ran = yiping(city, "orders", *words)
    assert ran.returncode == 0, ran.stderr
    return str(ran.stdout)


def refused(city: str, *words: str) -> str:
    ran = yiping(city, "orders", *words)
    assert ran.returncode == 2, ran.stdout
    return " ".join(ran.stderr.split())


def test_a_ticket_goes_from_its_report_to_closure(small_city: str) -> None:
    told = ("report", "road_water", *PLACE, "--words", "knee-deep", "--ticket", "SH-1", "--source", "hotline")
    assert "reported" in run(small_city, *told, "--as", "operator 7", "--address", "河南中路 12 号")
    assert "WO-000001" in run(small_city, *told, "--as", "operator 8")
    run(small_city, "file", "WO-000001", "--as", "li")
    for word, actor in (("accept", "zhang"), ("arrive", "zhang")):
        run(small_city, word, "WO-000001", "--as", actor)
    assert "--note" in refused(small_city, "resolve", "WO-000001", "--as", "zhang")
    run(small_city, "resolve", "WO-000001", "--as", "zhang", "--note", "gully cleared")
    problem = refused(small_city, "verify", "WO-000001", "--as", "zhang")
    assert "another person must verify it" in problem
    run(small_city, "verify", "WO-000001", "--as", "li")
    assert "closed" in run(small_city, "close", "WO-000001", "--as", "li")
    shown = run(small_city, "show", "WO-000001")
    assert "told by hotline SH-1" in shown
    assert "河南中路 12 号: knee-deep" in shown
    assert re.search(r"clock 1.resolve +4 urgent_hour .* met", shown)
    assert "takes now: no command any more" in shown


def test_more_time_parking_and_merging_by_hand(small_city: str) -> None:
    with connect(small_city, name="test") as conn:
        desk = Desk(conn)
        first, second = desk.open(), desk.open("wd-east", area=WEST)
    run(small_city, "extend", first, "2", "urgent_hour", "--as", "zhang", "--note", "no pump")
    assert "another person decides" in refused(small_city, "grant", first, "--as", "zhang")
    run(small_city, "grant", first, "--as", "li")
    assert "parked" in run(small_city, "park", first, "--as", "li", "--note", "spring")
    assert "it takes cancel, unpark, supervise, not accept" in refused(
        small_city, "accept", first, "--as", "zhang"
    ).replace("unpark, cancel", "cancel, unpark")
    run(small_city, "unpark", first, "--as", "li")
    assert f"into {first}" in run(small_city, "merge", second, first, "--as", "li")
    assert second not in run(small_city, "list")
    assert "dispatched" in run(small_city, "unmerge", second, "--as", "li", "--note", "two puddles")
    run(small_city, "split", first, "路灯断电", "--as", "li", "--note", "dark", "--trade", "municipal")
    assert "路灯断电" in run(small_city, "list", "--state", "dispatched")


def test_lists_are_of_a_person_a_state_or_those_past_their_time(small_city: str) -> None:
    with connect(small_city, name="test") as conn:
        desk = Desk(conn)
        late, fresh = desk.open(), desk.open("crowd-west")
        conn.execute("update work_order set due_at = now() + interval '1 hour' where id = %s", [fresh])
        desk.do(fresh, "accept", "wang")
    assert "OVERDUE by" in run(small_city, "list", "--overdue")
    assert fresh not in run(small_city, "list", "--overdue")
    assert late not in run(small_city, "list", "--person", "wang")
    assert "is no state; there are reported" in refused(small_city, "list", "--state", "lost")


def test_what_is_no_category_level_or_limit_is_named(small_city: str) -> None:
    told = ("--words", "w", "--as", "li")
    assert "is no category; there are" in refused(small_city, "report", "ufo", *PLACE, *told)
    assert "the level is one of" in refused(small_city, "report", "litter", *PLACE, *told, "--level", "pink")
    assert "one of urgent_hour" in refused(
        small_city, "extend", "WO-000001", "2", "weeks", "--as", "li", "--note", "n"
    )
    assert "there is no order WO-000009" in refused(small_city, "show", "WO-000009")


def test_every_category_is_listed_with_its_plan(small_city: str) -> None:
    assert re.search(
        r"road_water +道路积水  Water on the road  \(flood: 积水内涝\)", run(small_city, "categories")
    )
