"""An approved revision is taken up by ingest and by the alerts process, without a restart."""

from pathlib import Path

import pytest

from alerts.revisions.proposing import Step, approve, propose, retire
from alerts.revisions.rulebook import in_force
from alerts.revisions.text import rule_of
from ingest.batch import store_batch
from store.alerts import recent_alerts
from store.pool import Pool
from tests.fixtures.batches import Send, depth
from yiping.ingesting import worker_for
from yiping.rulebooks import catalogue
from yiping.settings import Settings, load_settings
from yiping.tasks import retiring
from yiping.wiring import utc_now


@pytest.fixture
def sends(pool: Pool, tmp_path: Path) -> Send:
    """Stores messages by a worker as the ingest process makes it."""
    worker = worker_for(settings_in(tmp_path), pool, (), "test")
    return lambda *messages: store_batch(pool, worker.normalised(messages), worker.terms)


def settings_in(folder: Path) -> Settings:
    return load_settings({"YIPING_HOME": str(folder)}, cwd=folder)


def revise(pool: Pool, old: str, new: str) -> None:
    """Two people revise the flooding rule at once."""
    (shipped, kinds), now = catalogue(), utc_now()
    with pool.connection() as conn:
        text = rule_of(shipped["road_flooding"].body.replace(old, new), kinds=kinds)
        num = propose(conn, text, Step(actor="li", now=now, comment="why")).num
        found = in_force(conn, shipped, kinds=kinds, now=now)
        approve(conn, num, Step(actor="wang", now=now), standing=found, kinds=kinds, untested="a test")


def alerts(pool: Pool) -> list[tuple[str, int, bool]]:
    with pool.connection() as conn:
        found = [view.alert for view in recent_alerts(conn, limit=10)]
    return [(one.severity.key, one.rule_revision, one.cleared_at is None) for one in found]


def test_the_next_batch_after_an_approval_is_judged_by_the_new_text(sends: Send, pool: Pool) -> None:
    sends(*(depth(24.5, at) for at in (0, 60)))
    revise(pool, "on = 25\n", "on = 24\n")
    sends(depth(24.5, 120))
    assert alerts(pool) == [("yellow", 2, True)]  # 15 cm for 120 s, which both texts ask for
    sends(depth(24.5, 180))
    assert alerts(pool) == [("red", 2, True)]  # 24 cm for 60 s, since the text says so


def test_an_alert_that_a_revision_leaves_standing_clears_by_the_new_text(sends: Send, pool: Pool) -> None:
    sends(*(depth(30, at) for at in (0, 60)))
    assert alerts(pool) == [("red", 1, True)]
    revise(pool, "off = 22\n", "off = 20\n")
    sends(*(depth(21, at) for at in (120, 720)))
    assert alerts(pool)[0][0] == "red"
    sends(*(depth(1, at) for at in (780, 1380)))
    assert alerts(pool) == [("red", 1, False)]


def test_the_alerts_of_a_retired_rule_end_and_come_no_more(sends: Send, pool: Pool, tmp_path: Path) -> None:
    (shipped, kinds), now = catalogue(), utc_now()
    sends(*(depth(30, at) for at in (0, 60)))
    with pool.connection() as conn:
        for rule_id in ("flood_in_rain", "flood_cluster", "road_flooding"):
            found = in_force(conn, shipped, kinds=kinds, now=now)
            num = retire(conn, rule_id, found, Step(actor="li", now=now, comment="why")).num
            approve(conn, num, Step(actor="wang", now=now), standing=found, kinds=kinds)
    with pool.connection() as conn:
        assert retiring.run(conn, utc_now(), settings_in(tmp_path)) is False
        assert conn.execute("select reason from alert_event order by num desc limit 1").fetchone() == (
            "rule retired",
        )
        assert conn.execute("select count(*) from standing where rule_id = 'road_flooding'").fetchone() == (
            0,
        )
    sends(*(depth(30, at) for at in (120, 180, 240)))
    assert [one for one in alerts(pool) if one[2]] == []


def test_an_alert_follows_a_revision_that_gives_its_step_another_level(sends: Send, pool: Pool) -> None:
    sends(*(depth(16, at) for at in (0, 120)))
    assert alerts(pool) == [("yellow", 1, True)]
    revise(pool, '"yellow"', '"orange"')
    sends(depth(16, 180))
    assert alerts(pool) == [("orange", 1, True)]
    sends(*(depth(1, at) for at in (240, 840)))
    assert alerts(pool) == [("orange", 1, False)]
