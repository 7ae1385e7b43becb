"""What ended long ago leaves the outbox, and nothing else does."""

from datetime import timedelta
from pathlib import Path

import pytest

from orders.channel import PermanentError
from store.outbox_lists import listed
from store.pool import Connection, Pool, connect
from tests.fixtures.notifications import AT
from tests.fixtures.outboxes import Fake, deliver_at, fails_with, put_keys
from yiping.settings import Settings
from yiping.tasks import notices

SETTINGS = Settings(home=Path(), cache=Path())
DAY = timedelta(days=1)


def keys(conn: Connection) -> set[str]:
    return {kept.key for kept in listed(conn, limit=100)}


def test_after_ninety_days_what_ended_leaves_and_what_waits_stays(small_city: str, pool: Pool) -> None:
    put_keys(pool, "A.1", "B.1", "C.1")
    put_keys(pool, "D.1", channel="gone")
    with connect(small_city, name="test") as conn:
        deliver_at(conn, 0, crews=Fake(act=fails_with(PermanentError("no"))))
        deliver_at(conn, 60, crews=Fake())
        deliver_at(conn, 25 * 60, crews=Fake())
        conn.commit()
        notices.run(conn, AT + 90 * DAY, SETTINGS)
        assert keys(conn) == {"A.1", "B.1", "C.1", "D.1"}
        assert notices.run(conn, AT + 90 * DAY + timedelta(minutes=30), SETTINGS) is False
        assert keys(conn) == {"B.1", "C.1", "D.1"}
        notices.run(conn, AT + 92 * DAY, SETTINGS)
        assert keys(conn) == {"D.1"}


def test_steps_go_on_until_all_is_gone_or_time_is_up(
    small_city: str, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_keys(pool, *(f"A.{number}" for number in range(5)))
    monkeypatch.setattr(notices, "ROWS", 2)
    with connect(small_city, name="test") as conn:
        for _ in range(5):
            deliver_at(conn, 0, crews=Fake())
        monkeypatch.setattr(notices, "BUDGET_S", 0.0)
        assert notices.run(conn, AT + 91 * DAY, SETTINGS) is True
        assert len(keys(conn)) == 5
        monkeypatch.setattr(notices, "BUDGET_S", 60.0)
        assert notices.run(conn, AT + 91 * DAY, SETTINGS) is False
        assert keys(conn) == set()
