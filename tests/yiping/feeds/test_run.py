"""A small feed played whole against a real database: every order is closed, no promise is broken."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from model.area import Level
from orders import reporting
from sims.replay import load_map
from store.pool import connect
from tests.fixtures.city import area
from tests.fixtures.database import new_database
from tests.sims.replay.feeds import counts
from yiping.bench.feed import Feed, Played
from yiping.bench.feeds import callers, script
from yiping.bench.feeds.crew import RECORD_ENDED
from yiping.bench.feeds.outcome import outcome_of
from yiping.bench.feeds.replay import Replay
from yiping.runtime.provide import Servers

Play = Callable[..., Played]
RunOf = Callable[..., Replay]
FOOTFALL = Path(__file__).parents[3] / "docs/rules/footfall.toml"


def rows(database_url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database_url) as conn:
        return conn.execute(sql.encode()).fetchall()


@pytest.fixture
def nobody_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EARLY", "SOON", "LATE"):
        monkeypatch.setattr(callers, name, 0.0)


@pytest.mark.usefixtures("nobody_calls")
def test_every_order_is_filed_at_the_reading_that_fired_and_closed_when_it_is_dry(
    fresh_database: str, two_floods: Feed, play_feed: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    # All is done within two minutes, long before anything is dry.
    monkeypatch.setattr(script, "MINUTES", dict.fromkeys(script.MINUTES, 0.1))
    played = play_feed(fresh_database, two_floods)
    assert (list(played.outcome.broken), played.is_clean) == ([], True)
    assert (played.outcome.counts.alerts, played.outcome.counts.closed) == (3, 3)
    sql = """select s.id, o.filed_at = a.opened_at, o.over_at >= a.cleared_at, o.person <> e.actor, e.override
               from work_order o join sensor s on s.num = o.sensor_num join alert a on a.order_num = o.num
               join work_order_event e on e.order_num = o.num and e.command = 'close' order by o.num"""
    # Only the record of B-2 ends while it is wet.
    assert rows(fresh_database, sql) == [
        ("A-1", True, True, True, None),
        ("B-2", True, None, True, RECORD_ENDED),
        ("A-1", True, True, True, None),
    ]
    held = "select distinct split_part(note, ' ', 3) from work_order_event where command = 'assign'"
    assert rows(fresh_database, held) == [("on_duty",)]
    assert played.outcome.counts.notices > 0


def test_the_same_seed_gives_the_same_table_and_another_one_another(
    fresh_database: str, servers: Servers, migrated_template: str, two_floods: Feed, play_feed: Play
) -> None:
    one = play_feed(fresh_database, two_floods, seed=1)
    for seed, is_same in ((1, True), (2, False)):
        for database_url in new_database(servers, migrated_template):
            other = play_feed(database_url, two_floods, seed=seed)
        assert (other.outcome == one.outcome) is is_same


def test_whatever_can_befall_an_order_ends_in_its_closure(
    fresh_database: str, two_floods: Feed, play_feed: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("RETURNS", "PARKS", "ASKS", "REWORKS", "SLOW"):
        monkeypatch.setattr(script, name, 1.0)
    for name in ("EARLY", "SOON", "LATE", "TWICE"):
        monkeypatch.setattr(callers, name, 1.0)
    monkeypatch.setattr(script, "NO_CASE", 0.0)
    outcome = play_feed(fresh_database, two_floods).outcome
    assert list(outcome.broken) == []
    counts = outcome.counts
    # Three floods, each called of early, soon and late, and each ticket twice.
    assert (counts.calls, rows(fresh_database, "select count(*) from report")) == (18, [(9,)])
    assert counts.merged >= 6
    assert counts.orders == counts.closed == 12
    assert min(counts.returned, counts.parked, counts.reworked, counts.overdue, counts.reminders) > 0
    assert counts.extended + counts.refused > 0


BREAKS = {
    "update work_order set state = 'resolved' where num = 1": "WO-000001 is still resolved",
    "update work_order set over_at = over_at + interval '30 days'": "unclosed beside another",
    "update alert set cleared_at = cleared_at + interval '30 days'": "open beside another",
    "update alert set opened_at = opened_at + interval '1 s' where num = 1": "does not fire, or twice",
    "update alert set opened_at = opened_at + interval '2 s' where num = 1": "and are missing",
    "update alert set order_num = null where num = 1": "1 alerts without an order",
    "update work_order set filed_at = filed_at + interval '1 s' where num = 2": "another time than",
}
"""How a promise is broken, and what is told of it."""


@pytest.mark.usefixtures("nobody_calls")
def test_a_promise_that_is_broken_is_told(fresh_database: str, two_floods: Feed, run_of: RunOf) -> None:
    run = run_of(fresh_database, two_floods)
    with connect(fresh_database, name="test") as conn:
        for sql, told in BREAKS.items():
            assert list(outcome_of(conn, run).broken) == []
            conn.execute(sql.encode())
            assert any(told in one for one in outcome_of(conn, run).broken), told
            conn.rollback()


def test_a_call_that_is_not_joined_is_told(
    fresh_database: str, two_floods: Feed, play_feed: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "SOON", 1.0)
    monkeypatch.setattr(reporting, "compare", lambda *_, **__: None)
    played = play_feed(fresh_database, two_floods, seed=7)
    assert any("-soon became WO-" in one for one in played.outcome.broken)
    assert not played.is_clean
    assert f"{len(played.outcome.broken)} promises broken; seed 7" in list(played.lines)[-1]


@pytest.mark.usefixtures("nobody_calls")
def test_a_local_rule_is_approved_by_two_people_and_fires(
    fresh_database: str, play_feed: Play, tmp_path: Path
) -> None:
    hours = [2000, 3200, 5400, 3000, 1000, 500, 400]
    file = counts(tmp_path, *(f"05/01/2018,{hour},{one},900" for hour, one in enumerate(hours)))
    city = area("m", None, Level.DISTRICT, "Melbourne", 144.9, -37.9, 145.0, -37.8)
    wanted = Feed(found=load_map("melbourne"), file=file, areas=(city,), rules=(FOOTFALL,))
    outcome = play_feed(fresh_database, wanted).outcome
    assert (list(outcome.broken), outcome.counts.alerts, outcome.counts.closed) == ([], 1, 1)
    told = "select rule_id, severity, plan from work_order"
    assert rows(fresh_database, told) == [("footfall", 3, "crowd")]  # orange
    assert rows(fresh_database, "select proposed_by, state from rule_proposal") == [("proposer", "approved")]
