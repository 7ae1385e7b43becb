"""A rule is revised on screen by two people, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dashboard.sites import Watch, serve
from tests.fixtures.processes import Start

pytestmark = pytest.mark.browser


def test_two_people_revise_a_rule_on_screen(
    small_city: str, start: Start, tmp_path: Path, watch: Callable[..., Watch]
) -> None:
    site = serve(small_city, start, tmp_path)
    first = watch()
    page = first.enter(site, "officer", "/rules/road_flooding")
    page.wait_for_selector("#rule-text")
    text = page.input_value("#rule-text")
    page.fill("#rule-text", text.replace("on = 25\n", "on = 20\n"))
    page.click("[data-rule=check]")
    page.wait_for_selector("#rule-told.refused")
    assert page.inner_text("#rule-lines mark") == str(text.splitlines().index("off = 22") + 1)
    page.fill("#rule-text", text.replace("on = 25\n", "on = 24\n"))
    page.click("[data-rule=check]")
    page.wait_for_selector("#rule-told.done")
    page.fill("#rule-why", "八月二十日积水比预警早到")
    page.click("[data-rule=propose]")
    page.wait_for_url("**/rules/proposals/1")
    page.wait_for_selector(".rule-diff .after")
    assert page.inner_text(".rule-diff .after") == "24"
    assert page.query_selector("[data-rule=approve]") is None
    second = watch()
    other = second.enter(site, "approver", "/rules")
    other.wait_for_selector(".proposal")
    other.click(".proposal")
    other.click("[data-rule=approve]")
    other.wait_for_selector("#toast.refused")
    other.fill("#rule-untested", "汛期紧急")
    other.click("[data-rule=approve]")
    other.wait_for_selector(".stage.in_force")
    expected = "Failed to load resource: the server responded with a status of 4"  # what was refused above
    assert [one for one in first.complaints + second.complaints if not one.startswith(expected)] == []
