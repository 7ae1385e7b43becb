"""The pages in a real browser, served by the real server on a real database."""

import json
import os
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from model.severity import Severity
from tests.dashboard.storms import raise_alert
from tests.fixtures.processes import Start, wait_until
from yiping.runtime.secrets import load_secrets

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PATIENCE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Site:
    """A dashboard that answers at `url`."""

    url: str
    database: str
    process: "subprocess.Popen[bytes]"
    passwords: dict[str, str]

    def health(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:  # noqa: S310  our own address
            told: dict[str, Any] = json.load(answer)
        return told

    def answers(self) -> bool:
        try:
            return bool(self.health()["database"])
        except OSError:
            return False


@pytest.fixture
def site(small_city: str, start: Start, tmp_path: Path) -> Site:
    """`yiping dashboard` on the small city, with one red alert."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    raise_alert(small_city, "wd-west", Severity.RED)
    secrets = load_secrets(tmp_path / "home")
    process = start("dashboard", database_url=small_city, dashboard_port=str(port))
    found = Site(f"http://127.0.0.1:{port}", small_city, process, dict(secrets.dashboard_accounts))
    wait_until(lambda: process.poll() is not None or found.answers(), what="the dashboard's answer")
    assert process.poll() is None, (tmp_path / "dashboard.log").read_text(encoding="utf-8")
    return found


def until(page: "Page", condition: str) -> None:
    """Waits for a condition in the page. Playwright's own way needs `eval`, which the page forbids."""
    wait_until(lambda: bool(page.evaluate(condition)), what=condition)


class Watch:
    """A page, and everything it complained of or asked for."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.complaints: list[str] = []
        self.asked: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda problem: self.complaints.append(str(problem)))
        page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: self.asked.append(request.url))

    def enter(self, site: Site, name: str, path: str) -> "Page":
        self.page.goto(f"{site.url}/login?next={path}")
        self.page.fill("#account", name)
        self.page.fill("#password", site.passwords[name])
        self.page.click("button[type=submit]")
        self.page.wait_for_selector(".page")
        return self.page


@pytest.fixture
def watch(chromium: "Browser") -> Iterator[Callable[..., Watch]]:
    opened: list[Page] = []

    def look(width: int = 1920, height: int = 1080) -> Watch:
        opened.append(chromium.new_page(viewport={"width": width, "height": height}))
        return Watch(opened[-1])

    yield look
    for page in opened:
        page.close()


def wall_with_map(watch: Watch, site: Site) -> "Page":
    page = watch.enter(site, "officer", "/wall")
    until(page, "yiping.points && yiping.city && yiping.points._px && yiping.wholeZoom")
    page.wait_for_selector("#feed .row")
    return page


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
    page.click(".account a")
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
