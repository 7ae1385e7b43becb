"""Readings leave when their kind does not keep them any more; the ledger and the rollups know."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from model.catalogue import load_kinds
from store.ledger import by_hour
from store.pool import Pool, connect
from store.rollups import refresh
from tests.fixtures.batches import NOW, Send, message
from yiping.settings import Settings
from yiping.tasks import retention

DAY = timedelta(days=1)
SETTINGS = Settings(home=Path(), cache=Path())


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue that keeps crowds for 100 days and all else for 1000."""
    kinds = {
        name: replace(kind, retention_days=100 if name == "crowd" else 1000)
        for name, kind in load_kinds().items()
    }
    monkeypatch.setattr(retention, "load_kinds", lambda: kinds)


def crowd(time: datetime) -> object:
    return message(
        {"t": time.isoformat(), "v": {"density_per_m2": 1}},
        sensor="crowd-west",
        kind="crowd",
        received_at=time,
    )


def water(time: datetime) -> object:
    return message({"t": time.isoformat(), "v": {"depth_cm": 1}}, received_at=time)


@pytest.fixture
def many_years(pool: Pool, send: Send, kept: None) -> None:
    """Readings of crowds and of water, their age in days 1, 101, 1100, with their rollups."""
    for days in (1100, 101, 1):
        send(crowd(NOW - days * DAY), water(NOW - days * DAY))
    with pool.connection() as conn:
        refresh(conn, limit=100)


def run(database_url: str, settings: Settings = SETTINGS) -> bool:
    with connect(database_url, name="test") as conn:
        return retention.run(conn, NOW, settings)


def ages(pool: Pool, table: str = "reading", time: str = "observed_at") -> list[tuple[str, float]]:
    with pool.connection() as conn:
        found = conn.execute(
            f"select kind, {time} from {table} join sensor on num = sensor_num order by 2 desc, 1".encode()
        ).fetchall()
    return [(kind, (NOW - at) // DAY) for kind, at in found]


def balances(pool: Pool) -> bool:
    with pool.connection() as conn:
        accounts = by_hour(conn, since=NOW - 2000 * DAY, until=NOW + DAY)
    return len(accounts) == 3 and all(account.balances for account in accounts)


@pytest.mark.usefixtures("many_years")
def test_each_kind_is_kept_for_its_time_and_the_ledger_balances(small_city: str, pool: Pool) -> None:
    assert run(small_city) is False
    assert ages(pool) == [("crowd", 1), ("water_depth", 1), ("water_depth", 101)]
    assert balances(pool)


@pytest.mark.usefixtures("many_years")
def test_hours_are_kept_for_ever_and_minutes_for_their_time(small_city: str, pool: Pool) -> None:
    run(small_city)
    assert len(ages(pool, "reading_1h", "at")) == 6
    assert [age for _, age in ages(pool, "reading_1m", "at")] == [1, 1, 101, 101]


@pytest.mark.usefixtures("many_years")
def test_a_second_run_finds_nothing(small_city: str, pool: Pool) -> None:
    run(small_city)
    before = ages(pool)
    assert run(small_city) is False
    assert ages(pool) == before
    assert balances(pool)


def test_readings_stay_until_their_rollups_are_complete(
    small_city: str, pool: Pool, send: Send, kept: None
) -> None:
    send(crowd(NOW - 101 * DAY))
    assert run(small_city) is True
    assert ages(pool) == [("crowd", 101)]
    with pool.connection() as conn:
        refresh(conn, limit=10)
    assert run(small_city) is False
    assert ages(pool) == []
    assert ages(pool, "reading_1m", "at") == [("crowd", 101)]


def test_steps_go_on_until_all_is_gone(
    small_city: str, pool: Pool, send: Send, kept: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "ROWS", 2)
    send(*(crowd(NOW - 101 * DAY + timedelta(seconds=second)) for second in range(5)))
    with pool.connection() as conn:
        refresh(conn, limit=10)
    assert run(small_city) is False
    assert ages(pool) == []


def test_without_time_left_the_rest_waits_for_the_next_tick(
    small_city: str, pool: Pool, send: Send, kept: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BUDGET_S", 0.0)
    send(crowd(NOW - 101 * DAY))
    with pool.connection() as conn:
        refresh(conn, limit=10)
    assert run(small_city) is True
    assert ages(pool) == [("crowd", 101)]


def test_a_kind_that_the_catalogue_has_lost_is_kept_as_usual() -> None:
    assert retention.kept_since(NOW, ["lost"]) == {
        "lost": datetime(2016, 8, 27, tzinfo=NOW.tzinfo)  # 3650 days before 2026-08-25
    }


@pytest.mark.usefixtures("many_years")
def test_a_reading_that_comes_after_its_time_leaves_at_the_next_run(
    small_city: str, pool: Pool, send: Send
) -> None:
    run(small_city)
    time = NOW - 101 * DAY
    send(message({"t": time.isoformat(), "v": {"density_per_m2": 2}}, sensor="crowd-west", kind="crowd"))
    with pool.connection() as conn:
        refresh(conn, limit=10)
    run(small_city)
    assert ages(pool) == [("crowd", 1), ("water_depth", 1), ("water_depth", 101)]
    with pool.connection() as conn:
        assert conn.execute("select count(*), max(max) from reading_1m").fetchone() == (4, 1)
