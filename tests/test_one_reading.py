"""The path of one reading, told in order: from the sensor's message to the closed order, on real parts.

A real broker, a real database, the product's own processes, and a real browser for what people see and press.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from model.broker import broker_from
from model.reading import Origin, Sample
from sims.message import Message
from sims.play import play
from sims.publisher import Publisher
from tests.fixtures.broker import OwnBroker
from tests.fixtures.city import SENSORS, WEST
from tests.fixtures.processes import Start, wait_until
from yiping.runtime.mosquitto import any_free
from yiping.runtime.secrets import load_secrets

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WET_ROAD = SENSORS[0]
PIXEL = """num => {
    const {points, city} = window.yiping;
    const at = city ? Array.from(city.nums).indexOf(num) : -1;
    if (at < 0 || !points || !points._px) return null;
    const [x, y] = [points._px[at] * points._ratio, points._py[at] * points._ratio];
    return Array.from(points._pen.getImageData(Math.round(x), Math.round(y) - 6, 1, 12).data);
}"""
"""The colours that the canvas shows along a short line through the sensor's sign, RGBA by RGBA."""


class City:
    """A running city, and what a test asks of it."""

    def __init__(self, start: Start, database_url: str, broker: OwnBroker, home: Path) -> None:
        self.broker = broker_from(broker.sim_url)
        self.database_url = database_url
        port = any_free()
        self.address = f"http://127.0.0.1:{port}"
        self.secrets = load_secrets(home)
        urls = {"database_url": database_url, "broker_url": broker.ingest_url}
        start("ingest", **urls)
        start("alerts", **urls)
        start("dashboard", **urls, dashboard_port=str(port))

    def row(self, sql: str) -> tuple[object, ...] | None:
        with psycopg.connect(self.database_url) as conn:
            return conn.execute(sql.encode()).fetchone()

    def reads(self, *depths_cm: float, ending: timedelta, every_s: int = 30) -> None:
        """The sensor sends depths, the last one observed ``ending`` before now."""
        last = datetime.now(UTC) - ending
        with Publisher(self.broker) as publisher:
            for number, cm in enumerate(depths_cm, start=1 - len(depths_cm)):
                time = last + timedelta(seconds=number * every_s)
                sample = Sample(metric="depth_cm", value=cm, observed_at=time, origin=Origin.LIVE)
                play([Message(WET_ROAD, [sample], time)], publisher)

    def reads_dry_until_stored(self) -> None:
        """A dry reading an hour ago, again and again until ingest has subscribed and stored it."""

        def stored() -> bool:
            self.reads(0.4, ending=timedelta(hours=1))
            return self.row("select from reading") is not None

        wait_until(stored, what="the first reading", every_s=0.5)


@pytest.fixture
def city(start: Start, small_city: str, broker: OwnBroker, tmp_path: Path) -> City:
    """The small city with ingest, alerts and dashboard running."""
    return City(start, small_city, broker, tmp_path / "home")


@pytest.fixture
def browse(city: City, chromium: "Browser") -> Iterator[object]:
    """Opens a page of the dashboard, logged in as one of the two accounts."""
    contexts = []

    def page(account: str, path: str) -> "Page":
        contexts.append(chromium.new_context(viewport={"width": 1280, "height": 800}))
        page = contexts[-1].new_page()
        wait_until(lambda: answers(page, f"{city.address}/login"), what="the dashboard")
        page.fill("[name=account]", account)
        page.fill("[name=password]", city.secrets.dashboard_accounts[account])
        page.click("[type=submit]")
        page.wait_for_url(lambda url: "/login" not in url)  # its answer must not come after the next page
        page.goto(city.address + path)
        return page

    yield page
    for context in contexts:
        context.close()


def answers(page: "Page", address: str) -> bool:
    from playwright.sync_api import Error

    try:
        page.goto(address)
    except Error:
        return False
    return True


def is_red(rgba: list[int] | None) -> bool:
    """Whether any pixel of the line is plainly red."""
    pixels = [] if rgba is None else zip(rgba[::4], rgba[1::4], rgba[2::4], strict=True)
    return any(red > 200 and green < 140 and blue < 140 for red, green, blue in pixels)


@pytest.mark.browser
@pytest.mark.long
def test_one_reading_from_the_sensor_to_the_closed_order(city: City, browse: object) -> None:
    # The road is dry, and the wall is quiet.
    city.reads_dry_until_stored()
    wall = browse("officer", "/wall")  # type: ignore[operator]
    num = city.row(f"select num from sensor where id = '{WET_ROAD.id}'")[0]  # type: ignore[index]
    wait_until(lambda: wall.evaluate(PIXEL, num) is not None, what="the sensor on the map")
    assert not is_red(wall.evaluate(PIXEL, num))
    assert wall.locator("[data-order]").count() == 0

    # It floods: one alert and one dispatched order in the grid area of the sensor, in the same commit.
    city.reads(26, 27, 28, 28, ending=timedelta(minutes=20))
    wait_until(lambda: city.row("select from alert") is not None, what="the alert")
    assert city.row("select severity, state, area from alert") == (4, "unack", WEST)
    assert city.row("select id, state, area from work_order") == ("WO-000001", "dispatched", WEST)

    # The wall shows it without being asked: the marker turns red, the order appears.
    wait_until(lambda: is_red(wall.evaluate(PIXEL, num)), what="the red marker")
    wall.wait_for_selector("[data-order=WO-000001]")

    # Committee staff take it on, on their tablet.
    tablet = browse("staff", "/m")  # type: ignore[operator]
    tablet.click(".picker button.committee")
    for command in ("accept", "arrive"):
        tablet.click(f"[data-act={command}]")
    tablet.click("[data-act=resolve]")
    tablet.fill("#note-text", "已抽排")
    tablet.click("[data-send=note]")
    wait_until(lambda: city.row("select state from work_order") == ("resolved",), what="resolution")

    # The water is gone for ten minutes: the alert clears, the marker is quiet again, the order stays.
    city.reads(1, 1, 0, ending=timedelta(seconds=1), every_s=300)
    wait_until(lambda: city.row("select state from alert") == ("rtnun",), what="the all-clear")
    wait_until(lambda: not is_red(wall.evaluate(PIXEL, num)), what="the quiet marker")

    # Another person verifies and closes it; it leaves the wall.
    desk = browse("officer", "/orders/WO-000001")  # type: ignore[operator]
    for command in ("verify", "close"):
        desk.click(f"[data-act={command}]")
    wait_until(lambda: city.row("select state from work_order") == ("closed",), what="closure")
    wall.wait_for_selector("[data-order=WO-000001]", state="detached")

    # Its whole history is written down, and every message is accounted for.
    history = "select array_agg(actor || ' ' || command order by num) from work_order_event"
    assert city.row(history) == (
        [
            "yiping file",
            "yiping dispatch",
            "staff accept",
            "staff arrive",
            "staff resolve",
            "officer verify",
            "officer close",
        ],
    )
    assert city.row("select sum(received - stored - duplicate - late - dead_letter) from ledger") == (0,)
