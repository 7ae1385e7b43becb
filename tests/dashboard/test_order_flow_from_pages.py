"""Every branch of the flow from the pages, on a real database; and every refusal in plain words."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from dashboard.application import application, screen_for
from dashboard.config import Role
from dashboard.panels.dialog import ASKS
from dashboard.screen import Screen
from dashboard.wishes import may
from dashboard.words import words_in
from model.order import OrderCommand as Do
from model.order import OrderState as Is
from model.reading import Origin
from model.severity import Severity
from orders.flow import NEED_WORDS, STAYS, STEPS
from store.clocks import clocks_of
from store.orders import order_view
from tests.dashboard.conftest import config_for, log_in, token
from tests.dashboard.flows import TWO_HOURS, order_in, tell
from tests.dashboard.flows import give as give_directly
from tests.dashboard.storms import raise_alert
from tests.dashboard.test_orders_from_pages import give, page, reason

ZH = words_in("zh")
LONGER = {"amount": 2, "unit": "urgent_hour"}


@pytest.fixture
def live(small_city: str) -> Iterator[Screen]:
    screen = screen_for(config_for(small_city))
    screen.hub.read_once()
    yield screen
    screen.hub.close()
    screen.pool.close()


@pytest.fixture
def staff(live: Screen) -> FlaskClient:
    return log_in(application(live).test_client(), "staff")


@pytest.fixture
def officer(live: Screen) -> FlaskClient:
    return log_in(application(live).test_client(), "officer")


def state(screen: Screen, order: str) -> Is:
    with screen.pool.connection() as conn:
        view = order_view(conn, order)
    assert view is not None
    return view.order.state


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("stage", Is)
def test_the_page_of_an_order_is_told_in_every_state(
    small_city: str, live: Screen, stage: Is, language: str
) -> None:
    order = order_in(small_city, stage)
    assert state(live, order) is stage
    words = words_in(language)
    told = page(live, f"/orders/{order}", language=language)
    assert words(f"stage_now.{stage.value}") in told
    assert words("order.timeline") in told
    assert words("trouble.title") not in told


BRANCHES = {
    Do.RETURN: (Is.ACCEPTED, {"note": "不在本辖区"}, Is.FILED),
    Do.REWORK: (Is.RESOLVED, {"note": "仍有积水"}, Is.DISPATCHED),
    Do.PARK: (Is.ON_SITE, {"note": "权属不清"}, Is.PARKED),
    Do.UNPARK: (Is.PARKED, {}, Is.ACCEPTED),
    Do.CANCEL: (Is.DISPATCHED, {"note": "重复", "override": "误报"}, Is.CANCELLED),
    Do.REJECT: (Is.REPORTED, {"note": "私人事务"}, Is.REJECTED),
    Do.FILE: (Is.REPORTED, {}, Is.DISPATCHED),
    Do.DISPATCH: (Is.FILED, {"area": "310101002001", "trade": "municipal", "person": "zhao"}, Is.DISPATCHED),
    Do.ASSIGN: (Is.DISPATCHED, {"person": "zhao"}, Is.DISPATCHED),
    Do.PAUSE: (Is.ACCEPTED, {"note": "等待配件"}, Is.ACCEPTED),
    Do.SUPERVISE: (Is.ACCEPTED, {"note": "今晚办结"}, Is.ACCEPTED),
    Do.SPLIT: (Is.ACCEPTED, {"note": "路面塌陷", "name": "修补路面", "trade": "municipal"}, Is.ACCEPTED),
    Do.EXTEND: (Is.ACCEPTED, {"note": "等待配件", "longer": LONGER}, Is.ACCEPTED),
    Do.UNMERGE: (Is.MERGED, {"note": "不是同一处"}, Is.DISPATCHED),
}


@pytest.mark.parametrize("command", BRANCHES)
def test_a_branch_is_taken_from_the_page(
    small_city: str, live: Screen, officer: FlaskClient, command: Do
) -> None:
    before, body, after = BRANCHES[command]
    order = order_in(small_city, before)
    answer = give(officer, order, command.value, **body)
    assert answer.status_code == 200, answer.text
    assert state(live, order) is after
    assert ZH(f"command.{command.value}") in page(live, f"/orders/{order}").partition(ZH("order.timeline"))[2]


def test_every_command_of_people_has_a_way_from_the_page() -> None:
    people = {command for _, command in STEPS} | set(STAYS) | {Do.UNPARK, Do.UNMERGE}
    tried = set(BRANCHES) | {Do.ACCEPT, Do.ARRIVE, Do.RESOLVE, Do.VERIFY, Do.CLOSE}  # test_orders_from_pages
    assert people - tried == {Do.GRANT, Do.REFUSE, Do.RESUME, Do.MERGE}, "told below"
    assert set(NEED_WORDS) <= set(ASKS)


def test_more_time_is_asked_for_by_one_and_granted_by_another(
    small_city: str, live: Screen, staff: FlaskClient, officer: FlaskClient
) -> None:
    order = order_in(small_city, Is.ACCEPTED)
    with live.pool.connection() as conn:
        view = order_view(conn, order)
        assert view is not None
        before = {one.sort: one.due_at for one in clocks_of(conn, [view.order.num])}["resolve"]
    assert before is not None
    assert give(staff, order, "extend", note="等待配件", longer=LONGER).status_code == 200
    told = page(live, f"/orders/{order}")
    assert "staff 申请延长 2 紧急工作时" in told
    assert give(officer, order, "grant").status_code == 200
    with live.pool.connection() as conn:
        after = {one.sort: one.due_at for one in clocks_of(conn, [view.order.num])}["resolve"]
    assert after == before + timedelta(hours=2)
    assert "没有待决定的延期申请（officer" in reason(give(officer, order, "refuse", note="x"))


def test_one_order_is_merged_into_another_and_let_go(
    small_city: str, live: Screen, officer: FlaskClient
) -> None:
    into = raise_alert(small_city, "wd-west", Severity.RED)
    one = raise_alert(small_city, "wd-east", Severity.BLUE)
    assert f"{into} · " in page(live, f"/orders/{one}"), "offered as a target"
    assert give(officer, one, "merge", into=into).status_code == 200
    assert ZH("order.merged_into") in page(live, f"/orders/{one}")
    assert f'href": "/orders/{into}"' in page(live, f"/orders/{one}")
    assert '"data-act": "unmerge"' in page(live, f"/orders/{into}")
    assert f"{into}，请在 {into} 上办理" in reason(give(officer, one, "accept"))
    assert give(officer, one, "unmerge", note="不是同一处").status_code == 200
    assert '"data-act": "unmerge"' not in page(live, f"/orders/{into}")


def test_the_clocks_stand_and_go_on(small_city: str, live: Screen, officer: FlaskClient) -> None:
    order = order_in(small_city, Is.ACCEPTED)
    assert give(officer, order, "pause", note="等待天气好转").status_code == 200
    assert ZH("clock.stands") in page(live, f"/orders/{order}")
    assert "等待天气好转" in page(live, "/m", role=1, area="310101002")
    assert "已经暂停" in reason(give(officer, order, "pause", note="x"))
    assert give(officer, order, "resume").status_code == 200
    assert ZH("clock.stands") not in page(live, f"/orders/{order}")
    assert "没有暂停" in reason(give(officer, order, "resume"))


@pytest.mark.parametrize("command", sorted(NEED_WORDS))
def test_what_needs_words_says_which(small_city: str, officer: FlaskClient, command: Do) -> None:
    states = [at for (at, one) in STEPS if one is command] + list(STAYS.get(command, ())) or [Is.MERGED]
    order = order_in(small_city, min(states, key=lambda one: list(Is).index(one)))
    if command is Do.REFUSE:
        give_directly(small_city, order, Do.EXTEND, longer=TWO_HOURS)
    told = reason(give(officer, order, command.value, note="  ", longer=LONGER, name="x"))
    assert told == ZH("refused.note", what=ZH(f"needs.{command.value}"))


def test_what_is_missing_beside_the_words_is_named(small_city: str, officer: FlaskClient) -> None:
    order = order_in(small_city, Is.ACCEPTED)
    told = {
        command: reason(give(officer, order, command, note="x")) for command in ("extend", "assign", "split")
    }
    assert told == {name: ZH(f"refused.{name}") for name in told}
    outside = raise_alert(small_city, "wd-outside", Severity.BLUE)
    assert reason(give(officer, outside, "dispatch")) == ZH("refused.dispatch")


def test_what_does_not_exist_is_refused_by_its_name(small_city: str, officer: FlaskClient) -> None:
    order = order_in(small_city, Is.FILED)
    assert "999" in reason(give(officer, order, "dispatch", area="999"))
    assert "nobody" in reason(give(officer, order, "dispatch", crew="nobody"))
    assert "magic" in reason(give(officer, order, "dispatch", trade="magic"))


def test_a_merge_that_cannot_be_says_why(small_city: str, officer: FlaskClient) -> None:
    one = order_in(small_city, Is.ACCEPTED)
    drill = raise_alert(small_city, "wd-east", Severity.RED, origin=Origin.EXERCISE)
    done = raise_alert(small_city, "crowd-west", Severity.RED)
    for command in (Do.ACCEPT, Do.ARRIVE, Do.RESOLVE):
        give_directly(small_city, done, command)
    wrong = {"WO-999999": "未结", one: "不能并入自己", drill: "演练", done: "待核查"}
    told = {into: reason(give(officer, one, "merge", into=into)) for into in wrong}
    assert all(wrong[into] in told[into] for into in wrong), told
    other = raise_alert(small_city, "lift-east", Severity.RED)
    give_directly(small_city, one, Do.MERGE, into=other)
    third = raise_alert(small_city, "wd-east", Severity.RED)
    assert f"已并入 {one}" in reason(give(officer, other, "merge", into=third))


def test_an_open_alert_is_overridden_to_close_and_to_cancel(small_city: str, officer: FlaskClient) -> None:
    order = order_in(small_city, Is.VERIFIED)
    assert "“结案”须写明理由" in reason(give(officer, order, "close"))
    assert "“作废”须写明理由" in reason(give(officer, order, "cancel", note="误报"))


def test_nobody_verifies_his_own_work_or_grants_his_own_wish(
    small_city: str, live: Screen, officer: FlaskClient
) -> None:
    order = order_in(small_city, Is.ACCEPTED)
    give(officer, order, "extend", note="x", longer=LONGER)
    assert reason(give(officer, order, "grant")) == ZH("refused.same_decider", actor="officer")
    assert ZH("order.wish_own") in page(live, f"/orders/{order}")
    give(officer, order, "arrive")
    give(officer, order, "resolve", note="x")
    assert "另一人核查" in reason(give(officer, order, "verify"))
    assert ZH("order.verify_own", actor="officer") in page(live, f"/orders/{order}")


def test_the_second_of_two_is_told_who_was_first_and_when(
    small_city: str, live: Screen, staff: FlaskClient, officer: FlaskClient
) -> None:
    order = raise_alert(small_city, "wd-west", Severity.RED)
    give(staff, order, "accept")
    at = r"\d\d:\d\d"
    told = reason(give(officer, order, "accept"))
    assert re.match(rf"{order} 目前为“已签收”（staff {at} 签收），可以：到场", told), told
    seen = _turn(live, order)
    give_directly(small_city, order, Do.ASSIGN, "zhao", person="li")
    told = reason(give(officer, order, "assign", person="qian", turn=seen))
    assert re.match(rf"zhao 先行一步：{at} 已对 {order} 操作“指派”", told), told
    assert give(officer, order, "assign", person="qian", turn=_turn(live, order)).status_code == 200
    give_directly(small_city, order, Do.CANCEL, "zhao")
    assert re.match(rf"{order} 已作废（zhao {at} 作废）", reason(give(officer, order, "arrive")))


def _turn(screen: Screen, order: str) -> int:
    with screen.pool.connection() as conn:
        view = order_view(conn, order)
    assert view is not None
    return view.order.turn


def test_staff_give_their_own_commands_and_no_others(small_city: str, staff: FlaskClient) -> None:
    theirs = {command for command in Do if may(Role.STAFF, command)}
    assert theirs == {Do.REPORT, Do.ACCEPT, Do.ARRIVE, Do.RESOLVE, Do.RETURN, Do.EXTEND}
    assert not any(may(Role.APPROVER, command) for command in Do)
    order = order_in(small_city, Is.ACCEPTED)
    for command in set(BRANCHES) - theirs:
        assert give(staff, order, command.value, note="x").status_code == 403, command
    assert give(staff, order, "return", note="不在本辖区").status_code == 200
    assert "等待值班长操作" in reason(give(staff, order, "accept"))


def test_the_tablet_tells_who_has_an_order_until_when_and_why_it_stands(
    small_city: str, live: Screen
) -> None:
    order = order_in(small_city, Is.PARKED)
    give_directly(small_city, raise_alert(small_city, "wd-east", Severity.RED), Do.ACCEPT, "zhao")
    told = page(live, "/m", role=1, area="310101002")
    assert "因为park" in told
    assert "zhao" in told
    assert "data-due" in told
    assert told.count("data-due") == 1, "the clocks of the parked one stand"
    assert ZH("command.unpark") not in told, order


def test_the_card_of_a_case_that_people_told_of_has_no_reading(small_city: str, live: Screen) -> None:
    order = tell(small_city)
    told = page(live, "/m", role=1, area="310101002")
    assert order in told
    assert ZH("tablet.waiting_report") in told
    assert ZH("tablet.still_open") not in told
    assert ZH("tablet.recovered") not in told


def test_steps_that_a_plan_skips_are_not_shown(small_city: str, live: Screen, officer: FlaskClient) -> None:
    order = tell(small_city, category="bin_full")
    give(officer, order, "file")
    told = page(live, "/m", role=1, area="310101002")
    assert ZH("command.resolve") in told
    assert ZH("command.arrive") not in told


def test_the_page_of_a_told_case_shows_the_words_and_how_to_reach_who_told(
    small_city: str, live: Screen
) -> None:
    told = page(live, f"/orders/{tell(small_city)}")
    assert "积水没过脚踝" in told
    assert "021-5550100" in told
    assert ZH("wall.trend") not in told, "there is no sensor"


def test_the_wall_shows_what_people_told_of(small_city: str, live: Screen) -> None:
    order = tell(small_city)
    live.hub.read_once()
    wall = page(live, "/wall?area=310101002")
    assert order in wall
    assert '"stage": "reported"' in wall
    merged = order_in(small_city, Is.MERGED)
    assert f'"data-order": "{merged}"' not in page(live, "/wall")


def report(client: FlaskClient, **body: object) -> tuple[int, dict[str, str]]:
    client.get("/m", headers={"Accept": "text/html"})
    answer = client.post("/reports", json=body, headers={"X-CSRFToken": token(client)})
    return answer.status_code, answer.json or {}


def test_staff_tell_of_a_case_and_hear_which_order_it_is(
    small_city: str, live: Screen, staff: FlaskClient
) -> None:
    told = {"category": "road_water", "words": "路口积水", "place": "area:310101002001001"}
    status, first = report(staff, **told, address="福州路口")
    assert (status, first["done"]) == (200, f"已上报 {first['order']} · staff")
    with live.pool.connection() as conn:
        view = order_view(conn, first["order"])
    assert view is not None
    assert (view.order.state, view.order.area) == (Is.REPORTED, "310101002001001")
    assert "福州路口" in view.name.zh
    status, second = report(staff, **told)
    assert (status, second["order"]) == (200, first["order"])
    assert second["done"].startswith("已上报，并入")


def test_a_report_at_a_sensor_joins_the_order_of_its_alert(
    small_city: str, live: Screen, staff: FlaskClient
) -> None:
    order = raise_alert(small_city, "wd-west", Severity.RED)
    assert live.hub.city is not None
    num = next(one.num for one in live.hub.city.sensors if one.id == "wd-west")
    status, answer = report(staff, category="road_water", words="路口积水", place=f"sensor:{num}")
    assert (status, answer["order"]) == (200, order)


def test_a_report_that_lacks_something_says_what(staff: FlaskClient, officer: FlaskClient) -> None:
    whole = {"category": "road_water", "words": "积水", "place": "area:310101002"}
    for name, wrong, key in (
        ("category", "dragons", "report_category"),
        ("words", "  ", "report_words"),
        ("place", "area:9", "report_place"),
        ("place", "sensor:99999999999999999999", "report_place"),
        ("place", "moon", "report_place"),
    ):
        status, answer = report(staff, **{**whole, name: wrong})
        assert (status, answer["reason"]) == (409, ZH(f"refused.{key}")), name
    assert report(staff, **whole, more="x")[0] == 400
    assert report(staff, **{**whole, "words": 5})[0] == 400
    assert report(officer, **whole)[0] == 200


def test_an_approver_tells_of_nothing(live: Screen) -> None:
    approver = log_in(application(live).test_client(), "approver")
    assert report(approver, category="other", words="x", place="area:310101002")[0] == 403


def test_a_late_clock_is_told_as_late(small_city: str, live: Screen, officer: FlaskClient) -> None:
    order = order_in(small_city, Is.DISPATCHED)
    with live.pool.connection() as conn:
        past = datetime.now(UTC) - timedelta(minutes=5)
        conn.execute("update work_order_clock set due_at = %s where sort = 'accept'", [past])
    give(officer, order, "accept")
    assert ZH("clock.late") in page(live, f"/orders/{order}")
