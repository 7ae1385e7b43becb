"""The pages in a real browser, served by the real server on a real database."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from model.severity import Severity
from tests.dashboard.sites import PATIENCE_MS, Site, Watch, until, wall_with_map
from tests.dashboard.storms import raise_alert
from tests.fixtures.processes import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
HEIGHTS = """[...document.querySelectorAll('button')].filter((one) => one.checkVisibility())
  .map((one) => one.offsetHeight)"""
RESOLVE = """async () => {
  const token = document.cookie.match(/yiping_csrf=([^;]+)/)[1];
  const headers = {'Content-Type': 'application/json', 'X-CSRFToken': token};
  for (const wish of [{command: 'accept'}, {command: 'arrive'}, {command: 'resolve', note: 'x'}])
    await fetch('/orders/WO-000001/act', {method: 'POST', body: JSON.stringify(wish), headers});
}"""
SCREEN_OF = """(id) => {
  const city = yiping.city, at = city.nums.indexOf(id);
  const point = yiping.map.latLngToContainerPoint([city.lat[at], city.lon[at]]);
  const box = yiping.map.getContainer().getBoundingClientRect();
  return [point.x + box.left, point.y + box.top];
}"""


@pytest.mark.parametrize("path", ["/wall", "/m", "/orders/WO-000001"])
def test_a_page_loads_without_a_complaint_and_without_asking_other_hosts(
    site: Site, watch: Callable[..., Watch], path: str
) -> None:
    seen = watch()
    page = seen.enter(site, "officer", path)
    until(page, "yiping.city && yiping.pulse.now")
    page.wait_for_timeout(1500)  # a stream never lets the network fall idle
    assert seen.complaints == []
    assert len(seen.asked) > 20
    elsewhere = [url for url in seen.asked if not url.startswith((site.url, "data:", "blob:"))]
    assert elsewhere == []


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160)])
def test_the_wall_fits_the_screen_without_scroll_bars(
    site: Site, watch: Callable[..., Watch], width: int, height: int
) -> None:
    page = wall_with_map(watch(width, height), site)
    size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert size == [width, height]


def test_no_letters_of_the_wall_are_below_28_px_at_4k(site: Site, watch: Callable[..., Watch]) -> None:
    page = wall_with_map(watch(3840, 2160), site)
    page.wait_for_selector(".js-plotly-plot .xtick text")
    until(page, "parseFloat(getComputedStyle(document.querySelector('.xtick text')).fontSize) > 20")
    small = page.evaluate(
        """[...document.querySelectorAll('.page *')].filter((one) => one.checkVisibility()
             && [...one.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim())
             && parseFloat(getComputedStyle(one).fontSize) < 27.9).map((one) => one.outerHTML)"""
    )
    assert small == []


def test_an_alert_turns_its_marker_red_and_appears_in_the_lists(
    site: Site, watch: Callable[..., Watch]
) -> None:
    page = wall_with_map(watch(), site)
    order = raise_alert(site.database, "wd-east", Severity.RED)
    until(page, "[...yiping.city.state].filter((state) => (state & 7) === 4).length === 2")
    page.wait_for_selector(f'[data-order="{order}"]')
    until(page, "document.querySelector('[data-figure=\"alerts.red\"]').textContent === '2'")
    until(page, "document.querySelectorAll('#feed .row.red').length === 2")


def test_a_click_on_a_marker_opens_its_trend(site: Site, watch: Callable[..., Watch]) -> None:
    page = wall_with_map(watch(), site)
    num = page.evaluate("yiping.city.nums[[...yiping.city.state].findIndex((state) => state & 7)]")
    page.mouse.click(*page.evaluate(SCREEN_OF, num))
    page.wait_for_selector("#trend h2 .name:has-text('测点wd-west')")
    page.wait_for_selector("#trend h2 .dim:has-text('已选设备')")
    page.wait_for_selector("#trend .js-plotly-plot")


def test_a_stalled_push_greys_the_page_and_it_comes_back_by_itself(
    site: Site, watch: Callable[..., Watch]
) -> None:
    page = wall_with_map(watch(), site)
    family = [site.process.pid, *children_of(site.process.pid)]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    try:
        page.wait_for_selector("html.blind", timeout=14_000)  # 12 s promised, 2 s for a busy machine
        assert "数据已停滞" in (page.text_content("#banner") or "")
    finally:
        for pid in family:
            os.kill(pid, signal.SIGCONT)
    page.wait_for_selector("html:not(.blind)")
    assert page.is_hidden("#banner")


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_the_tablet_works_an_order_with_large_buttons(site: Site, watch: Callable[..., Watch]) -> None:
    page = watch(1280, 800).enter(site, "staff", "/m")
    page.click("[data-area='310101002']")
    page.wait_for_selector("[data-act=accept]")
    heights = page.evaluate(HEIGHTS)
    assert min(heights) >= 48
    page.dblclick("[data-act=accept]")
    page.click("[data-act=arrive]")
    page.click("[data-act=resolve]")
    page.click("#note-dialog [data-send]")
    assert page.is_visible("#note-dialog"), "a note is required"
    page.click("#note-dialog [data-quick] >> nth=0")
    page.click("#note-dialog [data-send]")
    page.wait_for_selector(".waiting")


def test_the_officer_closes_an_order_that_still_reads_high_only_with_a_reason(
    site: Site, watch: Callable[..., Watch]
) -> None:
    tablet = watch(1280, 800).enter(site, "staff", "/m")
    tablet.evaluate(RESOLVE)
    page = watch().enter(site, "officer", "/orders/WO-000001")
    page.click("[data-act=verify]")
    page.wait_for_selector(".warning")
    page.click("[data-act=close]")
    page.fill("#override-dialog textarea", "设备故障，已报修")
    page.click("#override-dialog [data-send]")
    page.wait_for_selector(".timeline li.close .warning:has-text('设备故障')")


def test_the_language_switch_changes_every_word(site: Site, watch: Callable[..., Watch]) -> None:
    page = wall_with_map(watch(), site)
    page.click(".account a[data-lang]")
    page.wait_for_selector("#feed .row")
    words = page.evaluate("document.querySelector('.wall').innerText")
    assert "Work orders" in words
    assert [letter for letter in words.replace("中文", "") if "\u4e00" <= letter <= "\u9fff"] == []


def test_many_tabs_of_one_browser_share_one_stream(site: Site, chromium: "Browser") -> None:
    context = chromium.new_context()
    try:
        first = Watch(context.new_page())
        first.enter(site, "officer", "/m")
        pages = [first.page, *(context.new_page() for _ in range(6))]
        for page in pages[1:]:
            page.set_default_timeout(PATIENCE_MS)
            page.goto(f"{site.url}/m")
        for page in pages:
            until(page, "yiping.city && Date.now() - yiping.heardAt < 5000")
        assert site.health()["viewers"] == 1
    finally:
        context.close()


def test_sigterm_ends_the_server_although_a_screen_watches(site: Site, watch: Callable[..., Watch]) -> None:
    page = watch().enter(site, "officer", "/m")
    until(page, "yiping.city && yiping.pulse.now")
    wait_until(lambda: site.health()["viewers"] == 1, what="the stream")
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(20) == 0
