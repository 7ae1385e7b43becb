"""Going down into areas and back in a real browser, on the real server and database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from shapely.geometry import box

from geo.shape import AreaShape
from model.area import Area, Level
from model.severity import Severity
from model.text import Text
from store.areas import put_areas
from store.pool import connect
from store.sensors import registry
from tests.dashboard.sites import Look, Site, serve, until, wall_with_map
from tests.dashboard.storms import raise_alert
from tests.fixtures.city import EAST, WEST
from tests.fixtures.processes import Start

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
DISTRICT, STREET, COMMITTEE = "310101", "310101002", "310101002001"
PLACE = """([lon, lat]) => {
  const point = yiping.map.latLngToContainerPoint([lat, lon]);
  const box = yiping.map.getContainer().getBoundingClientRect();
  return [point.x + box.left, point.y + box.top];
}"""
# How bright the mask paints a place of the map, 0 where it leaves it as it is.
DIMMED = """([lon, lat]) => {
  const point = yiping.map.latLngToLayerPoint([lat, lon]);
  const canvas = yiping.map.getPane('mask').querySelector('canvas');
  if (!canvas) return 0;
  const corner = window.L.DomUtil.getPosition(canvas), ratio = canvas.width / canvas.clientWidth;
  const pen = canvas.getContext('2d');
  return pen.getImageData((point.x - corner.x) * ratio, (point.y - corner.y) * ratio, 1, 1).data[3];
}"""
# The most opaque that a sign is near a place of the map, 0 to 1.
BRIGHTEST = """([lon, lat]) => {
  const layer = yiping.points, point = yiping.map.latLngToLayerPoint([lat, lon]);
  const { x, y } = point.subtract(yiping.map.latLngToLayerPoint(layer._cornerLatLng)).round();
  const seen = layer._pen.getImageData((x - 3) * layer._ratio, (y - 3) * layer._ratio, 6, 6).data;
  return Math.max(...seen.filter((_, at) => at % 4 === 3)) / 255;
}"""
FIGURE = """(name) => document.querySelector(`[data-figure="${name}"]`).textContent"""
CRUMBS = "() => [...document.querySelectorAll('.crumbs a')].map((one) => one.textContent)"


def arrived(page: "Page", code: str | None) -> None:
    """The map stands still at the area, its layer is drawn, the lists are of it."""
    wanted = "null" if code is None else f"'{code}'"
    until(page, f"yiping.view && yiping.view.code === {wanted} && yiping.shownAreas().length > 0")
    until(page, "Math.abs(yiping.map.getZoom() - yiping.fitZoom) < 0.2 && !yiping.map._animatingZoom")
    last = "[...document.querySelectorAll('.crumbs a')].pop()"
    until(page, f"({last} ? {last}.dataset.enter : '') === {wanted if code else repr('')}")


def click_at(page: "Page", lon: float, lat: float) -> None:
    page.wait_for_timeout(700)  # as a hand pauses: the second click of a double click goes nowhere
    page.mouse.click(*page.evaluate(PLACE, [lon, lat]))


def rows(page: "Page", part: str) -> list[str]:
    told: list[str] = page.evaluate(
        f"[...document.querySelectorAll('#{part} .row strong')].map((one) => one.textContent)"
    )
    return told


def test_clicks_go_down_to_the_grid_and_every_part_answers_for_it(site: Site, watch: Look) -> None:
    raise_alert(site.database, "wd-east", Severity.BLUE, value=6.0)
    seen = watch()
    page = wall_with_map(seen, site)
    page.evaluate("window.stayed = true")
    arrived(page, None)
    assert page.text_content("#crumbs") == "黄浦区地图"
    for code in (STREET, COMMITTEE, WEST):
        click_at(page, 121.4825, 31.235)
        arrived(page, code)
    assert page.evaluate(CRUMBS) == ["全市", "District区", "Street区", "Committee区", "West区"]
    assert page.url.endswith(f"/wall?area={WEST}")
    until(page, "document.querySelector('[data-figure=\"sensors.online\"]').textContent === '1'")
    assert [page.evaluate(FIGURE, name) for name in ("alerts.red", "alerts.blue")] == ["1", "0"]
    assert rows(page, "feed") == rows(page, "orders") == ["测点wd-west"]
    assert page.evaluate("window.stayed"), "the page was loaded anew"
    assert seen.complaints == []


def test_everything_outside_of_the_area_is_dimmed(site: Site, watch: Look) -> None:
    page = wall_with_map(watch(), site, f"/wall?area={WEST}")
    arrived(page, WEST)
    assert page.evaluate(DIMMED, [121.4925, 31.235]) > 120
    assert page.evaluate(DIMMED, [121.4825, 31.235]) == 0
    page.keyboard.press("Escape")
    arrived(page, COMMITTEE)
    until(page, f"({DIMMED})([121.4925, 31.235]) === 0")


def test_sensors_outside_of_the_area_are_drawn_dim(site: Site, watch: Look) -> None:
    page = wall_with_map(watch(), site, f"/wall?area={EAST}")
    arrived(page, EAST)
    outside = page.evaluate("[...yiping.city.nums].map((num, at) => yiping.points._outside(at))")
    with connect(site.database, name="test") as conn:
        assert outside == [sensor.area != EAST for sensor in registry(conn)]
    assert page.evaluate(BRIGHTEST, [121.485, 31.23]) < 0.5 < page.evaluate(BRIGHTEST, [121.496, 31.23])


def test_a_click_on_a_sensor_stays_where_one_is(site: Site, watch: Look) -> None:
    page = wall_with_map(watch(), site, f"/wall?area={STREET}")
    arrived(page, STREET)
    click_at(page, 121.485, 31.23)
    page.wait_for_selector("#trend h2 .name:has-text('测点wd-west')")
    assert page.evaluate("yiping.area") == STREET


def test_back_forward_and_escape_move_through_the_areas(site: Site, watch: Look) -> None:
    page = wall_with_map(watch(), site, f"/wall?area={COMMITTEE}")
    page.evaluate("window.stayed = true")
    arrived(page, COMMITTEE)
    click_at(page, 121.4975, 31.235)
    arrived(page, EAST)
    until(page, "!document.querySelector('#feed .row')")
    page.go_back()
    arrived(page, COMMITTEE)
    page.wait_for_selector("#feed .row")
    page.go_forward()
    arrived(page, EAST)
    for code in (COMMITTEE, STREET, DISTRICT, None, None):
        page.keyboard.press("Escape")
        arrived(page, code)
    assert page.url.endswith("/wall")
    assert page.evaluate("window.stayed"), "the page was loaded anew"


def test_the_crumbs_work_by_keyboard(site: Site, watch: Look) -> None:
    page = wall_with_map(watch(), site, f"/wall?area={WEST}")
    arrived(page, WEST)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.enter") == STREET:
            break
    page.keyboard.press("Enter")
    arrived(page, STREET)
    assert page.evaluate(CRUMBS) == ["全市", "District区", "Street区"]


def test_an_alert_reaches_the_area_in_view_and_moves_nothing(site: Site, watch: Look) -> None:
    page = wall_with_map(watch(), site, f"/wall?area={EAST}")
    arrived(page, EAST)
    place = page.evaluate("[yiping.map.getCenter().lat, yiping.map.getZoom()]")
    raise_alert(site.database, "wd-east", Severity.ORANGE)
    page.wait_for_selector("#feed .row.orange")
    until(page, "document.querySelector('[data-figure=\"alerts.orange\"]').textContent === '1'")
    assert page.evaluate(FIGURE, "alerts.red") == "0"
    page.wait_for_selector("#orders .row")
    assert rows(page, "orders") == ["测点wd-east"]
    assert page.evaluate("[yiping.map.getCenter().lat, yiping.map.getZoom()]") == place
    assert page.url.endswith(EAST)


def test_the_language_switch_keeps_the_area(site: Site, watch: Look) -> None:
    page = wall_with_map(watch(), site, f"/wall?area={COMMITTEE}")
    page.click(".account a[data-lang]")
    until(page, "document.documentElement.lang === 'en'")
    arrived(page, COMMITTEE)
    assert page.evaluate(CRUMBS) == ["Whole city", "District", "Street", "Committee"]


def test_an_unknown_area_leads_back_to_the_city(site: Site, watch: Look) -> None:
    page = watch().enter(site, "officer", "/wall?area=310199")
    assert "310199" in (page.text_content(".trouble p") or "")
    page.click(".trouble .button")
    page.wait_for_selector("#feed .row")
    assert page.url.endswith("/wall")


MANY = 90
CELL = 0.0002


def grids(street: str, west: float) -> list[AreaShape]:
    """A street of 45 x 90 small cells."""
    return [
        AreaShape(
            area=Area(
                code=f"{street}{at:06}", parent=street, level=Level.GRID, name=Text(zh=f"{at}格", en=f"{at}")
            ),
            polygon=box(lon, lat, lon + CELL, lat + CELL),
        )
        for at, (lon, lat) in enumerate(
            (west + CELL * x, 31.30 + CELL * y) for x in range(MANY // 2) for y in range(MANY)
        )
    ]


@pytest.fixture
def crowded(small_city: str, start: Start, tmp_path: Path) -> Site:
    """The small city with two more streets of 4,050 cells each."""
    now = datetime.now(UTC)
    with connect(small_city, name="test") as conn:
        for street, west in (("310101003", 121.480), ("310101004", 121.489)):
            area = Area(code=street, parent=DISTRICT, level=Level.STREET, name=Text(zh=street, en=street))
            shape = box(west, 31.30, west + CELL * MANY / 2, 31.30 + CELL * MANY)
            put_areas(conn, [AreaShape(area=area, polygon=shape), *grids(street, west)], now=now)
    return serve(small_city, start, tmp_path)


def test_thousands_of_grids_come_only_for_the_streets_in_view(crowded: Site, watch: Look) -> None:
    seen = watch()
    page = wall_with_map(seen, crowded)
    arrived(page, None)
    assert not [url for url in seen.asked if "/areas/grid" in url]
    page.evaluate("""() => {
      window.longest = 0;
      new PerformanceObserver((list) => {
        for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration);
      }).observe({ entryTypes: ['longtask'] });
      yiping.touchMap();
      yiping.map.setView([31.301, 121.481], 18, { animate: false });
    }""")
    until(page, "yiping.shownAreas().length === 4050")
    assert {url.rpartition("under=")[2] for url in seen.asked if "/areas/grid" in url} == {"310101003"}
    assert page.evaluate("window.longest") < 3000  # a bound and no measurement
