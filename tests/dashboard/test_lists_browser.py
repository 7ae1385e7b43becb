"""The list of all orders and the evaluation in a real browser, under the policy that forbids `eval`."""

from collections.abc import Callable

import pytest

from model.severity import Severity
from store.pool import connect
from tests.dashboard.sites import Site, Watch, until
from tests.dashboard.storms import raise_alert

pytestmark = pytest.mark.browser
ROWS = "document.querySelectorAll('.order-grid .ag-center-cols-container .ag-row a').length"
COPIES = """
insert into work_order (source, severity, state, origin, area, filed_at, state_since, name_zh,
                        name_en, lon, lat, over_at)
select 'hotline', 1, 'closed', 'live', '310101002001001', now(), now(), '旧案', 'Old', 121.485, 31.23, now()
  from generate_series(1, 120)"""


@pytest.mark.parametrize(("language", "state"), [("zh", "待签收"), ("en", "To accept")])
def test_orders_are_paged_and_reached_by_keys(
    site: Site, watch: Callable[..., Watch], language: str, state: str
) -> None:
    with connect(site.database, name="test") as conn:
        conn.execute(COPIES)
    seen = watch()
    seen.enter(site, "officer", "/wall")
    page = seen.page
    page.goto(f"{site.url}/orders?lang={language}")
    page.wait_for_selector(f".order-grid .ag-row[row-index='0']:has-text('WO-000001'):has-text('{state}')")
    assert page.inner_text(".ways [aria-current=page]") == page.inner_text(".bar h1")
    page.click(".order-grid .ag-paging-button[data-ref=btNext], .order-grid .ag-paging-button >> nth=2")
    page.wait_for_selector(".order-grid .ag-row[row-index='50'] a:has-text('WO-')")
    page.goto(f"{site.url}/orders?state=dispatched")
    page.wait_for_selector(".order-grid .ag-row[row-index='0'] a")
    until(page, f"{ROWS} === 1")
    page.focus(".order-grid .ag-header-cell")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".order-grid .ag-row[row-index='0'] .ag-cell-focus")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/WO-000001")
    page.wait_for_selector(".facts-of-order")
    assert seen.complaints == []
    assert [address for address in seen.asked if not address.startswith((site.url, "data:", "blob:"))] == []


def test_a_list_says_that_nothing_fits_and_follows_what_happens(
    site: Site, watch: Callable[..., Watch]
) -> None:
    seen = watch()
    page = seen.enter(site, "officer", "/orders?area=310101002001002")
    page.wait_for_selector(".grid-told[data-told=empty]:not([hidden]):has-text('没有符合条件的工单')")
    raise_alert(site.database, "wd-east", Severity.ORANGE)
    page.wait_for_selector(".order-grid .ag-row a:has-text('WO-000002')")
    page.wait_for_selector(
        "#order-filters .chip:has-text('待签收 1'), #order-filters .chip:has-text('待签收1')"
    )
    assert seen.complaints == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_evaluation_draws_its_chart_and_opens_its_formulas(
    site: Site, watch: Callable[..., Watch], language: str
) -> None:
    seen = watch()
    seen.enter(site, "officer", "/wall")
    page = seen.page
    page.goto(f"{site.url}/stats?by=source&lang={language}")
    page.wait_for_selector("#stats-graph .bars .point")
    page.focus(".measure summary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".measure details[open] p:visible")
    page.click(".chips .chip:not(.on)")
    page.wait_for_url("**/stats?*period=last_month*")
    page.wait_for_selector(".measures")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.complaints == []
