"""``yiping rollups`` and ``yiping ledger`` as a person runs them."""

from datetime import timedelta

from store.pool import Pool
from store.rollups import refresh
from tests.fixtures.batches import Send, depth, message
from tests.fixtures.command_line import yiping
from yiping.wiring import utc_now


def test_a_difference_is_told_put_right_and_gone(small_city: str, pool: Pool, send: Send) -> None:
    send(depth(1))
    with pool.connection() as conn:
        refresh(conn, limit=10)
        conn.execute("update reading_1h set max = 7")
    days = ("--since", "2026-08-24", "--until", "2026-08-25")
    first = yiping(small_city, "rollups", "reconcile", *days)
    assert first.returncode == 1, first.stderr
    assert "2026-08-24 0 differences\n2026-08-25 1 differences, put right" in first.stdout
    assert "reading_1h sensor 1 depth_cm live 2026-08-25 08:00: held 1 with highest 7.0" in first.stdout
    second = yiping(small_city, "rollups", "reconcile", *days)
    assert second.returncode == 0, second.stdout


def test_all_rollups_are_made_anew(small_city: str, pool: Pool, send: Send) -> None:
    send(depth(1), depth(2, 60))
    ran = yiping(small_city, "rollups", "rebuild")
    assert ran.returncode == 0, ran.stderr
    assert "1 days of sensors" in ran.stdout
    with pool.connection() as conn:
        assert conn.execute("select count(*) from reading_1m").fetchone() == (2,)


def test_the_ledger_tells_notices_and_what_was_removed(small_city: str, pool: Pool, send: Send) -> None:
    send(message(b"{", received_at=utc_now() - timedelta(minutes=1)))
    with pool.connection() as conn:
        conn.execute("update ledger set notice = notice + 2, received = received + 2")
    ran = yiping(small_city, "ledger")
    assert ran.returncode == 0, ran.stdout
    assert "notice" in ran.stdout
    assert ran.stdout.splitlines()[1].split()[-4:] == ["0", "2", "1", "0"]  # late, notice, dead, unaccounted
    with pool.connection() as conn:
        conn.execute("delete from dead_letter")
    ran = yiping(small_city, "ledger")
    assert (ran.returncode, "DIFFERS" in ran.stdout) == (1, True)
