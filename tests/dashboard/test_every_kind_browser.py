"""The wall when a city has sensors of every kind, in a real browser."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dashboard.panels.themes import themes
from model.catalogue import load_kinds
from model.position import Position
from model.severity import Severity
from model.text import Text
from tests.dashboard.sites import Site, Watch, serve, until, wall_with_map
from tests.dashboard.storms import raise_alert
from tests.fixtures.city import sensor
from tests.fixtures.processes import Start
from yiping.city import register_sensors

if TYPE_CHECKING:
    from playwright.sync_api import Page

KINDS = load_kinds()
PARTS = ".themes, .theme, .theme h3, .worst .reading, .legend, .legend li"
CLIPPED = f"""[...document.querySelectorAll('{PARTS}')]
    .filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
    .map((one) => [one.className || one.tagName, one.textContent])"""


@pytest.fixture
def whole_city(small_city: str, start: Start, tmp_path: Path) -> Site:
    """`yiping dashboard` on a city with a sensor of every kind, each of them with an alert."""
    found = [
        replace(
            sensor(kind.id, kind.id, 121.48),
            name=Text(zh=f"南京东路街道{kind.label.zh}", en=f"Nanjing Road East {kind.label.en}"),
            position=Position(121.481 + at / 1100, 31.221 + at % 7 / 450),
        )
        for at, kind in enumerate(KINDS.values())
    ]
    register_sensors(small_city, found)
    for at, kind in enumerate(KINDS):
        raise_alert(small_city, kind, Severity(1 + at % len(Severity)), 1.0)
    return serve(small_city, start, tmp_path)


def cards_of(page: "Page") -> int:
    return page.locator(".theme").count()


def test_nothing_is_cut_off_where_every_kind_is_abnormal(
    whole_city: Site, watch: Callable[..., Watch]
) -> None:
    look = watch(1920, 1080)
    page = wall_with_map(look, whole_city)
    for language in ("zh", "en"):
        page.goto(f"{whole_city.url}/wall?lang={language}")
        until(page, f"document.documentElement.lang.startsWith('{language}')")
        page.wait_for_selector(".theme .worst .reading")
        assert cards_of(page) == len(themes(KINDS.values()))
        assert page.evaluate(CLIPPED) == [], language
        floor = page.evaluate("document.querySelector('.left').getBoundingClientRect().bottom")
        assert page.evaluate("document.querySelector('.legend').getBoundingClientRect().bottom") <= floor
    assert look.complaints == []
