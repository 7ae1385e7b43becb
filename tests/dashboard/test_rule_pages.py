"""Rules on screen: who sees what, checks at their line, four eyes, on a real database."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from dash.development.base_component import Component
from flask.testing import FlaskClient
from plotly.utils import PlotlyJSONEncoder
from werkzeug.test import TestResponse

from alerts.revisions.shipping import ship
from alerts.rule import RULES
from dashboard import rules_now
from dashboard.application import application, screen_for
from dashboard.door.caller import Caller
from dashboard.frame import page_for
from dashboard.screen import Screen
from dashboard.words import words_in
from tests.dashboard.conftest import config_for, log_in, token

TEXT = (RULES / "road_flooding.toml").read_text(encoding="utf-8")
LOWER = TEXT.replace("on = 25\n", "on = 24\n")


@pytest.fixture
def live(fresh_database: str) -> Iterator[Screen]:
    """A dashboard on a database without a city: rules need none."""
    screen = screen_for(config_for(fresh_database))
    yield screen
    screen.hub.close()
    screen.pool.close()


def give(client: FlaskClient, act: str, **wish: str) -> TestResponse:
    client.get("/rules", headers={"Accept": "text/html"})
    return client.post(f"/rules/{act}", json=wish, headers={"X-CSRFToken": token(client)})


def page(screen: Screen, path: str, name: str = "approver", language: str = "zh") -> str:
    """The page as an account gets it, as text."""
    account = next(one for one in screen.config.accounts if one.name == name)
    found = page_for(screen, Caller(account=account, words=words_in(language), area=None), path)
    assert isinstance(found, Component)
    return json.dumps(found, cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_a_rule_is_revised_by_two_people_and_never_by_one(live: Screen) -> None:
    server = application(live)
    officer, approver = (log_in(server.test_client(), name) for name in ("officer", "approver"))
    made = give(officer, "propose", text=LOWER, comment="积水来得更早")
    assert (made.status_code, (made.json or {})["next"]) == (200, "/rules/proposals/1")
    for path in ("/rules", "/rules/road_flooding", "/rules/proposals/1", "/rules/new"):
        for language in ("zh", "en"):
            assert "road_flooding" in page(live, path, language=language)
    own = give(officer, "proposals/approve", subject="1", untested="汛期")
    assert (own.status_code, own.json) == (409, {"reason": "由 officer 提议，须由另一人审批"})
    bare = give(approver, "proposals/approve", subject="1")
    assert "没有回测记录" in str(bare.json)
    done = give(approver, "proposals/approve", subject="1", untested="汛期")
    assert "第 2 版自" in str(done.json)
    late = give(approver, "proposals/reject", subject="1", comment="不行")
    assert "approver 已先一步处理" in str(late.json)
    assert "生效中" in page(live, "/rules/proposals/1")
    assert '"24 厘米"' in page(live, "/rules/road_flooding")


def test_a_mistake_is_told_at_its_line(live: Screen) -> None:
    officer = log_in(application(live).test_client(), "officer")
    wrong = give(officer, "check", text=TEXT.replace("off = 22\n", "off = 30\n").replace("\n", "\r\n"))
    assert (wrong.status_code, (wrong.json or {})["line"]) == (422, TEXT.splitlines().index("off = 22") + 1)
    assert "第 35 行：levels[2].off" in (wrong.json or {})["reason"]
    same = give(officer, "check", text=TEXT)
    assert (same.status_code, same.json) == (409, {"reason": "与生效文本完全相同"})
    mute = give(officer, "propose", text=LOWER, comment=" ")
    assert mute.json == {"reason": "请写明理由"}


def test_staff_see_no_rules_and_an_approver_nothing_else(live: Screen) -> None:
    server = application(live)
    staff, approver = (log_in(server.test_client(), name) for name in ("staff", "approver"))
    assert give(staff, "propose", text=LOWER, comment="x").status_code == 403
    assert approver.get("/wall", headers={"Accept": "text/html"}).headers["Location"] == "/rules"
    assert approver.get("/layers/zones").status_code == 403
    with live.pool.connection() as conn:
        assert conn.execute("select count(*) from rule_proposal").fetchone() == (0,)


def test_health_tells_of_rules_that_cannot_be_read_or_ship_otherwise(live: Screen) -> None:
    with live.pool.connection() as conn:
        ship(conn, rules_now.shipped(), now=datetime.now(UTC))
        conn.execute(
            "insert into rule_revision (rule_id, revision, digest, body, recorded_at, effective_at)"
            " values ('road_flooding', 2, 'x', 'id = 3', now(), now())"
        )
        told = rules_now.figures_of_rules(conn, live, now=datetime.now(UTC))
    assert (told.troubles, told.set_aside, told.waiting) == (["road_flooding@2"], [], 0)
    assert "must be a text" in page(live, "/rules")
    live.hub.read_once()
    asked = application(live).test_client().get("/health", headers={"Accept": "text/html"})
    assert "规则故障： road_flooding@2" in asked.text


def test_names_and_lines_follow_the_rules_in_force(live: Screen) -> None:
    key = ("water_depth", "depth_cm")
    assert 25.0 in [one.value for one in live.thresholds[key]]
    server = application(live)
    give(log_in(server.test_client(), "officer"), "propose", text=LOWER, comment="x")
    give(log_in(server.test_client(), "approver"), "proposals/approve", subject="1", untested="x")
    live.thresholds._at_s = float("-inf")  # type: ignore[attr-defined]  as if its five seconds were over
    assert 24.0 in [one.value for one in live.thresholds[key]]
    assert live.rule_names["road_flooding"].en == "Road flooding"
