"""Dead letters leave by age and by size, the oldest first, and the ledger knows how many."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from store.dead_letters import listed
from store.ledger import by_hour
from store.letter_bounds import ROW_BYTES, Removed, excess_over, remove_oldest
from store.letter_figures import ReasonCount, letter_figures
from store.pool import Pool
from tests.fixtures.batches import NOW, Send, message

DAY = timedelta(days=1)
Receive = Callable[..., None]


@pytest.fixture
def receive(send: Send) -> Receive:
    """Receives refused messages, so many days before NOW."""
    return lambda *days: send(*(message(b"{", received_at=NOW - day * DAY) for day in days)) and None


def removed(pool: Pool, **changed: object) -> Removed:
    asked = {"before": NOW - 30 * DAY, "excess_bytes": 0, "limit": 100, **changed}
    with pool.connection() as conn:
        return remove_oldest(conn, **asked)  # type: ignore[arg-type]


def left(pool: Pool) -> list[float]:
    with pool.connection() as conn:
        assert all(
            account.balances
            for account in by_hour(conn, since=NOW - 90 * DAY, until=NOW + timedelta(hours=1))
        )
        return [(NOW - letter.received_at) / DAY for letter in listed(conn, limit=100)]


def test_letters_that_are_too_old_leave_and_the_ledger_balances(pool: Pool, receive: Receive) -> None:
    receive(1, 29, 31, 60)
    assert removed(pool).letters == 2
    assert left(pool) == [1, 29]


def test_letters_beyond_the_size_leave_the_oldest_first(pool: Pool, receive: Receive) -> None:
    receive(3, 1, 2)
    gone = removed(pool, excess_bytes=1)
    assert gone.letters == 1
    assert gone.size_bytes > ROW_BYTES
    assert left(pool) == [1, 2]
    assert removed(pool, excess_bytes=gone.size_bytes + 1).letters == 2


def test_a_step_removes_so_many_at_most(pool: Pool, receive: Receive) -> None:
    receive(40, 41, 42)
    assert removed(pool, limit=2).letters == 2
    assert left(pool) == [40]


def test_nothing_leaves_within_both_bounds(pool: Pool, receive: Receive) -> None:
    receive(1)
    assert removed(pool) == Removed(letters=0, size_bytes=0)
    assert left(pool) == [1]


def test_the_size_is_that_of_the_letters_not_of_the_file(pool: Pool, receive: Receive) -> None:
    receive(1, 2, 3)
    with pool.connection() as conn:
        held = excess_over(conn, 0)
        assert 3 * ROW_BYTES < held < 3 * ROW_BYTES + 1000
        conn.execute("delete from dead_letter where received_at < %s", [NOW - 2.5 * DAY])
        assert 0 < excess_over(conn, 0) < held
        assert excess_over(conn, 10**9) == 0


def test_the_ledger_misses_a_letter_that_somebody_else_removed(pool: Pool, receive: Receive) -> None:
    receive(1)
    with pool.connection() as conn:
        conn.execute("delete from dead_letter")
        (account,) = by_hour(conn, since=NOW - 2 * DAY, until=NOW)
    assert not account.balances


def test_letters_are_told_by_reason_of_the_last_hour_and_day(
    pool: Pool, receive: Receive, send: Send
) -> None:
    receive(0, 0.5, 2)
    send(message({}, sensor="nobody"))
    with pool.connection() as conn:
        figures = letter_figures(conn, now=NOW + timedelta(minutes=1))
    assert figures.reasons == (
        ReasonCount(reason="malformed", hour=1, day=2),
        ReasonCount(reason="unknown_sensor", hour=1, day=1),
    )
    assert (figures.total, figures.oldest, figures.newest) == (4, NOW - 2 * DAY, NOW)
    assert figures.size_bytes > 0


def test_of_no_letters_there_are_no_figures(pool: Pool) -> None:
    with pool.connection() as conn:
        figures = letter_figures(conn, now=NOW)
    assert (figures.total, figures.oldest, figures.reasons) == (0, None, ())
