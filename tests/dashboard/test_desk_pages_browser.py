"""The pages of one sensor, site, area and alert in a real browser: no complaint, and they follow the city."""

from collections.abc import Callable

import pytest

from model.severity import Severity
from tests.dashboard.sites import Site, Watch
from tests.dashboard.storms import raise_alert
from tests.fixtures.city import WEST

pytestmark = pytest.mark.browser


def test_the_page_of_a_sensor_draws_its_chart_and_shows_a_new_alert(
    site: Site, watch: Callable[..., Watch]
) -> None:
    look = watch()
    page = look.enter(site, "officer", "/sensors/wd-east")
    page.wait_for_selector("#sensor-beside .emptiness")
    raise_alert(site.database, "wd-east", Severity.ORANGE)
    page.wait_for_selector("#sensor-beside .row.alert.orange")
    page.wait_for_selector("#sensor-now .level.orange")
    page.wait_for_selector("#history-graph .main-svg")
    height = page.evaluate(
        "document.querySelector('#history-graph .main-svg').getBoundingClientRect().height"
    )
    assert height > 200
    page.click(".choice:not([aria-current]) >> nth=0")
    page.wait_for_url("**/sensors/wd-east?range=24h")
    page.wait_for_selector("#history-graph .main-svg")
    assert look.complaints == []


def test_an_alert_is_acknowledged_and_shelved_on_its_page(site: Site, watch: Callable[..., Watch]) -> None:
    look = watch()
    page = look.enter(site, "officer", "/alerts/1")
    page.click("[data-ack]")
    page.wait_for_selector(".facts-of-order .alert-state.acked")
    page.wait_for_selector(".alert-history li.acknowledged")
    page.reload()  # a page holds a button for a moment after its answer
    page.click("[data-shelve]")
    page.fill("#shelve-reason", "计划检修")
    page.click("[data-shelved]")
    page.wait_for_selector(".facts-of-order .alert-state.shlvd")
    page.click(".facts-of-order a[href='/sensors/wd-west']")
    page.wait_for_selector("#sensor-beside [data-end]")
    assert look.complaints == []


def test_the_page_of_an_area_leads_down_to_its_parts_and_to_its_wall(
    site: Site, watch: Callable[..., Watch]
) -> None:
    look = watch()
    page = look.enter(site, "officer", "/areas/310101002001")
    page.click(f".within a[href='/areas/{WEST}']")
    page.wait_for_selector(".way [aria-current]")
    page.click(".bar .middle a")
    page.wait_for_url(f"**/wall?area={WEST}")
    assert look.complaints == []


def test_the_wall_leads_to_the_pages_of_an_alert_and_of_a_sensor(
    site: Site, watch: Callable[..., Watch]
) -> None:
    look = watch()
    page = look.enter(site, "officer", "/wall")
    page.click("#feed .rule-of")
    page.wait_for_url("**/alerts/1")
    page.go_back()
    page.click("#trend a.name")
    page.wait_for_url("**/sensors/wd-west")
    page.wait_for_selector("#sensor-now .level.red")
    assert look.complaints == []
