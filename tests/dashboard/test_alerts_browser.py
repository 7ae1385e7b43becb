"""Acknowledging on the wall, in a real browser."""

from collections.abc import Callable

import pytest

from tests.dashboard.sites import Site, Watch, until, wall_with_map

pytestmark = pytest.mark.browser


def test_a_press_acknowledges_and_leaves_the_chosen_sensor_alone(
    site: Site, watch: Callable[..., Watch]
) -> None:
    seen = watch()
    page = wall_with_map(seen, site)
    page.click("#feed .row .ack")
    page.wait_for_selector("#toast:has-text('已确认告警')")
    page.wait_for_selector("#feed .row .alert-state:has-text('已确认')")
    until(page, "document.querySelectorAll('#feed .row .ack').length === 0")
    assert page.evaluate("yiping.chosen") is None
    assert seen.complaints == []
