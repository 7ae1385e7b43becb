"""What a seat is shown of drills, shelves, incidents and floods of alarms, in a real browser."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from model.reading import Origin
from model.severity import Severity
from tests.dashboard.sites import Site, Watch, until, wall_with_map
from tests.dashboard.storms import ask_again, fall_silent, group, raise_alert

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
PRESSED = "document.querySelector('[data-view][aria-pressed=true]').dataset.view"
LIT = "[...yiping.city.state].filter((state) => state & 7).length"
SURFACES = "yiping.surfaces().length"


def red(page: "Page") -> str | None:
    return page.text_content('[data-figure="alerts.red"]')


def test_a_drill_is_announced_and_hatched_and_in_no_figure(site: Site, watch: Callable[..., Watch]) -> None:
    seen = watch()
    page = wall_with_map(seen, site)
    assert page.is_hidden("#drill-bar")
    raise_alert(site.database, "wd-east", Severity.RED, origin=Origin.EXERCISE)
    page.wait_for_selector("#drill-bar:has-text('演练进行中 · 告警 1 条 · 工单 1 张')")
    page.wait_for_selector("#feed .row.drill .level.drill")
    page.wait_for_selector("#orders .row.drill .origin:has-text('演练')")
    page.wait_for_selector(".pin.drill", state="attached")
    assert (red(page), page.evaluate(LIT)) == ("1", 1)
    assert page.evaluate("Object.keys(yiping.city.areas).sort().pop()") == "310101002001001"
    tablet = watch(1024, 768).enter(site, "staff", "/m")
    tablet.click("[data-area='310101002']")
    tablet.wait_for_selector(".notice.drill:has-text('演练')")
    assert tablet.locator(".card.drill .level.drill").count() == 1
    assert seen.complaints == []


def test_an_officer_shelves_by_the_keyboard_and_brings_back(site: Site, watch: Callable[..., Watch]) -> None:
    seen = watch()
    page = wall_with_map(seen, site)
    page.focus("#feed .row .shelve")
    page.keyboard.press("Enter")
    page.wait_for_selector("#shelve-dialog[open]")
    page.keyboard.press("Control+Enter")
    assert page.is_visible("#shelve-reason.missing"), "a reason is required"
    page.keyboard.type("计划检修")
    page.focus("[data-hours='2']")
    before = page.text_content("#shelve-until")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("[data-hours='4']", "aria-checked") == "true"
    assert page.text_content("#shelve-until") != before
    page.keyboard.press("Tab")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#toast.done:has-text('已搁置至')")
    until(page, f"{LIT} === 0")
    until(page, "document.querySelector('[data-figure=\"asides.open\"]').textContent === '1'")
    page.click("[data-view=asides]")
    page.wait_for_selector("#feed .set-aside:has-text('officer'):has-text('计划检修'):has-text('至 ')")
    page.click("#feed .set-aside .end")
    page.wait_for_selector("#toast.done:has-text('已取消搁置')")
    page.wait_for_selector("#feed .emptiness")
    until(page, f"{LIT} === 1")
    assert seen.complaints == []


def test_a_flood_turns_the_feed_to_incidents_and_back_and_a_hand_is_heeded(
    site: Site, watch: Callable[..., Watch]
) -> None:
    seen = watch()
    page = wall_with_map(seen, site)
    group(site.database, lon=121.485, lat=31.23)
    raise_alert(site.database, "crowd-west", Severity.BLUE)
    assert page.evaluate(PRESSED) == "alerts"
    ask_again(site.database, 11)
    page.wait_for_selector("#flood-bar:has-text('近 10 分钟 11 条')")
    page.wait_for_selector("#feed .row.incident:has-text('共 1 条')")
    assert page.locator("#feed .row.alert").count() == 1, "only the alert that belongs to no incident"
    until(page, f"{SURFACES} === 1")
    page.click("[data-view=alerts]")
    page.wait_for_selector("#flood-bar:has-text('人工选定')")
    until(page, "document.querySelectorAll('#feed .row.alert').length === 2")
    page.click("[data-view=incidents]")
    fall_silent(site.database)
    page.wait_for_selector("#flood-bar", state="hidden")
    until(page, f"{PRESSED} === 'alerts' && document.querySelectorAll('#feed .row.alert').length === 2")
    assert seen.complaints == []


def test_a_press_unfolds_an_incident_and_the_map_goes_to_its_surface(
    site: Site, watch: Callable[..., Watch]
) -> None:
    group(site.database, lon=121.485, lat=31.23)
    page = wall_with_map(watch(), site)
    page.click("[data-view=incidents]")
    page.wait_for_selector("#feed .row.incident")
    zoom = page.evaluate("yiping.map.getZoom()")
    page.focus("#feed .row.incident")
    page.keyboard.press("Enter")
    page.wait_for_selector("#feed .row.incident[aria-expanded=true] + .row.alert.member")
    until(page, f"yiping.map.getZoom() > {zoom} + 1 && {SURFACES} === 1")
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('#feed .row.member').length === 0")
