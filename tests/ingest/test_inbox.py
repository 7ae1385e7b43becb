"""Messages on their way to a batch."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ingest.inbox import BATCH_BYTES, Inbox
from ingest.message import Message

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def message(number: int, size: int = 0) -> Message:
    return Message(str(number), bytes(size), NOW)


@given(reads=st.lists(st.integers(0, 7), max_size=10), count=st.integers(1, 9))
def test_every_message_comes_out_once_and_in_order(reads: list[int], count: int) -> None:
    inbox, total = Inbox(), 0
    for read in reads:
        inbox.put([message(total + place) for place in range(read)])
        total += read
    batches = [inbox.take(count=count, age_s=0, wait_s=0) for _ in range(total + 1)]
    assert [int(one.topic) for batch in batches for one in batch] == list(range(total))
    assert all(len(batch) <= count for batch in batches)


def test_a_batch_of_large_messages_ends_early() -> None:
    inbox = Inbox()
    for number in range(4):
        inbox.put([message(number, BATCH_BYTES // 2)])
    assert len(inbox.take(count=100, age_s=0)) == 2


def test_nothing_is_not_waited_for_longer_than_asked() -> None:
    assert Inbox().take(count=1, age_s=60, wait_s=0) == []


def test_what_is_cleared_does_not_come_out() -> None:
    inbox = Inbox()
    inbox.put([message(1)])
    inbox.clear()
    assert inbox.take(count=1, age_s=0, wait_s=0) == []
