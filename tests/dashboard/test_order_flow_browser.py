"""The branches of the flow in a real browser: from the tablet, and on the page of an order."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from model.order import OrderCommand as Do
from model.severity import Severity
from tests.dashboard.flows import give, tell
from tests.dashboard.sites import Site, Watch, until
from tests.dashboard.storms import raise_alert

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ORDER = "WO-000001"
SMALL = """[...document.querySelectorAll('button, summary, dialog[open] :is(select, input)')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 48)
  .map((one) => one.outerHTML)"""

HEADER_FITS = """(() => {
  const head = document.querySelector('.head');
  return head.scrollWidth <= head.clientWidth && head.getBoundingClientRect().right <= innerWidth;
})()"""


def tablet(seen: Watch, site: Site) -> "Page":
    page = seen.enter(site, "staff", "/m")
    page.click("[data-area='310101002']")
    page.wait_for_selector(f".card[data-order={ORDER}]")
    return page


def press_more(page: "Page", command: str) -> None:
    page.click(f".card[data-order={ORDER}] summary")
    page.click(f".card[data-order={ORDER}] [data-act={command}]")


def test_staff_return_an_order_that_is_not_theirs(site: Site, watch: Callable[..., Watch]) -> None:
    seen = watch(1280, 800)
    page = tablet(seen, site)
    press_more(page, "return")
    assert page.evaluate(SMALL) == []
    page.click("#note-dialog [data-send]")
    page.wait_for_selector("#note-dialog .note.missing")
    page.click("#note-dialog [data-quick]:has-text('不在本辖区')")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#toast.done:has-text('已退单')")
    page.wait_for_selector(".card.filed .waiting:has-text('等待值班长派遣')")
    assert seen.complaints == []


def test_more_time_is_asked_for_on_the_tablet_and_granted_at_the_desk(
    site: Site, watch: Callable[..., Watch]
) -> None:
    asking, deciding = watch(1280, 800), watch()
    page = tablet(asking, site)
    page.click("[data-act=accept]")
    page.wait_for_selector("[data-act=arrive]")
    press_more(page, "extend")
    page.fill("#longer-dialog [data-field='longer.amount'] input", "3")
    page.fill("#longer-text", "等待配件")
    page.click("#longer-dialog [data-send]")
    page.wait_for_selector(".stands.asked:has-text('staff 已申请延期')")
    desk = deciding.enter(site, "officer", f"/orders/{ORDER}")
    desk.wait_for_selector(".wish:has-text('staff 申请延长 3 紧急工作时')")
    desk.click(".wish [data-act=grant]")
    desk.wait_for_selector(".timeline li.grant")
    desk.wait_for_selector(".wish", state="detached")
    page.wait_for_selector(".stands.asked", state="detached")
    assert asking.complaints + deciding.complaints == []


def test_an_officer_parks_and_unparks_by_the_keyboard_alone(site: Site, watch: Callable[..., Watch]) -> None:
    seen = watch(1280, 800)
    page = seen.enter(site, "officer", f"/orders/{ORDER}")
    page.focus("[data-act=park]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#note-dialog[open] .title:has-text('挂账')")
    assert page.is_hidden("#note-dialog [data-quick][data-of=resolve]")
    page.keyboard.type("权属不清")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".outcome.parked:has-text('权属不清')")
    page.wait_for_selector(".ended.stands")
    page.wait_for_selector(".next-step .primary.unpark:not(.sending)")  # one command at a time
    page.focus(".next-step .primary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".next-step .primary[data-act=accept]")
    page.wait_for_selector(".pauses li:has-text('权属不清')")
    assert seen.complaints == []


def test_a_merge_is_undone_where_it_is_shown(site: Site, watch: Callable[..., Watch]) -> None:
    one = raise_alert(site.database, "wd-east", Severity.BLUE)
    seen = watch()
    page = seen.enter(site, "officer", f"/orders/{one}")
    page.click("[data-act=merge]")
    page.select_option("#merge-dialog select", ORDER)
    page.click("#merge-dialog [data-send]")
    page.click(f".outcome.merged a[href='/orders/{ORDER}']")
    page.click(f".case [data-act=unmerge][data-order={one}]")
    page.fill("#note-text", "不是同一处")
    page.click("#note-dialog [data-send]")
    page.wait_for_selector(".timeline li.unmerge")
    page.wait_for_selector(".case [data-act=unmerge]", state="detached")
    assert seen.complaints == []


def test_staff_tell_of_a_case_by_the_form(site: Site, watch: Callable[..., Watch]) -> None:
    seen = watch(1280, 800)
    page = tablet(seen, site)
    page.click(".bar [data-act=report]")
    assert page.evaluate(SMALL) == []
    page.select_option("#report-dialog [data-field=category] select", "pothole")
    page.fill("#report-words", "人行道有大坑")
    page.click("#report-dialog [data-send]")
    page.wait_for_selector("#report-dialog .place.missing")
    page.select_option("#report-dialog [data-field=place] select", "area:310101002001002")
    page.click("#report-dialog [data-send]")
    page.wait_for_selector("#toast.done:has-text('已上报 WO-000002')")
    page.wait_for_selector(".card.reported:has-text('路面破损')")
    assert seen.complaints == []


def test_what_was_typed_is_kept_until_the_server_takes_it(site: Site, watch: Callable[..., Watch]) -> None:
    page = watch().enter(site, "officer", f"/orders/{ORDER}")
    page.click("[data-act=cancel]")
    page.fill("#ending-text", "重复")
    page.fill("#ending-override", "误报")
    give(site.database, ORDER, Do.CANCEL, "zhao")
    page.click("#ending-dialog [data-send]")
    page.wait_for_selector("#toast.refused:has-text('zhao')")
    page.wait_for_selector(".outcome.cancelled:has-text('zhao')")
    assert page.input_value("#ending-text") == "重复"


def test_a_late_clock_says_so_by_word_and_shape(site: Site, watch: Callable[..., Watch]) -> None:
    import psycopg

    with psycopg.connect(site.database) as conn:
        conn.execute(
            "update work_order_clock set due_at = now() - interval '5 minutes' where sort = 'accept'"
        )
    page = tablet(watch(1280, 800), site)
    page.wait_for_selector(".due.overdue:has-text('超期 5 分')")
    shape = page.evaluate("getComputedStyle(document.querySelector('.due.overdue'), '::before').content")
    assert "▲" in shape


def test_the_wall_shows_parked_and_reported_orders_where_there_are_any(
    site: Site, watch: Callable[..., Watch]
) -> None:
    seen = watch()
    page = seen.enter(site, "officer", "/wall")
    until(
        page,
        "yiping.city && document.querySelector('[data-figure=\"orders.dispatched\"]').textContent === '1'",
    )
    assert page.is_hidden("[data-figure='orders.parked']")
    give(site.database, ORDER, Do.PARK)
    told = tell(site.database, category="pothole")
    until(page, "document.querySelector('[data-figure=\"orders.parked\"]').textContent === '1'")
    page.wait_for_selector("[data-figure='orders.parked']")
    page.wait_for_selector("[data-figure='orders.reported']")
    page.wait_for_selector(f"#orders [data-order={told}] .stage.reported")
    page.wait_for_selector(".pin.parked", state="attached")
    page.wait_for_selector(".pin.reported", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") == 1920
    until(page, HEADER_FITS)
    page.goto(f"{site.url}/wall?lang=en")
    page.wait_for_selector("[data-figure='orders.parked']")
    page.wait_for_selector("[data-figure='orders.reported']")
    until(page, HEADER_FITS)
    assert seen.complaints == []
