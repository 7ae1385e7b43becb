"""The ledger: what was received went somewhere, and what the tables hold says the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store.ledger import Counts, HourAccount, add_counts, by_hour
from store.pool import Pool
from tests.fixtures.batches import NOW, Send, depth, message

ACCOUNT = HourAccount(
    hour=NOW,
    messages=1,
    received=15,
    stored=1,
    duplicate=2,
    late=3,
    notice=4,
    dead_letter=5,
    readings_removed=3,
    dead_letters_removed=2,
    readings_held=1,
    dead_letters_held=3,
)


def test_what_is_held_and_what_was_removed_balance() -> None:
    assert ACCOUNT.balances
    assert ACCOUNT.unaccounted == 0


@pytest.mark.parametrize(
    "field",
    [
        "received",
        "stored",
        "duplicate",
        "late",
        "notice",
        "dead_letter",
        "readings_removed",
        "dead_letters_removed",
        "readings_held",
        "dead_letters_held",
    ],
)
def test_one_more_anywhere_does_not_balance(field: str) -> None:
    assert not replace(ACCOUNT, **{field: getattr(ACCOUNT, field) + 1}).balances


def test_a_message_that_is_no_reading_is_a_notice(pool: Pool) -> None:
    with pool.connection() as conn:
        for _ in range(2):
            add_counts(conn, {(NOW, 0): Counts(messages=1, received=1, notice=1)})
        (account,) = by_hour(conn, since=NOW, until=NOW + timedelta(hours=1))
    assert (account.notice, account.received, account.balances) == (2, 2, True)


def test_readings_and_letters_of_an_area_are_counted_apart(pool: Pool, send: Send) -> None:
    send(depth(1), message(b"{"), depth(2, sensor="wd-east"), message(b"{", sensor="nobody"))
    with pool.connection() as conn:
        hours = {"since": NOW, "until": NOW + timedelta(hours=1)}
        (west,) = by_hour(conn, **hours, under="310101002001001")
        (whole,) = by_hour(conn, **hours)
    assert (west.received, west.readings_held, west.dead_letters_held, west.balances) == (2, 1, 1, True)
    assert (whole.received, whole.readings_held, whole.dead_letters_held, whole.balances) == (4, 2, 2, True)
