"""One delivery after the other: order per case, another try, and what is given up."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from orders.channel import PermanentError, TryAgainError
from orders.delivery import EARLIER, PROBLEM_LETTERS, Outcome
from store.errors import UnreachableError
from store.outbox import KeptState
from store.outbox_channels import Health, health
from store.outbox_lists import listed
from store.pool import Connection, Pool, open_pool
from tests.fixtures.notifications import AT, notification
from tests.fixtures.outboxes import Fake, deliver_all, deliver_at, fails_with, put_keys


@pytest.fixture
def outbox(fresh_database: str) -> Iterator[Pool]:
    """A pool on a database without anything in it."""
    pool = open_pool(fresh_database, name="test")
    yield pool
    pool.close()


@pytest.fixture
def conn(outbox: Pool) -> Iterator[Connection]:
    """A deliverer's connection."""
    with outbox.connection() as conn:
        yield conn


def states(conn: Connection) -> dict[str, KeptState]:
    """The state of every notification by its key."""
    return {kept.key: kept.state for kept in listed(conn, limit=1000)}


def test_a_notification_arrives_as_it_was_put(outbox: Pool, conn: Connection) -> None:
    crews = Fake()
    put_keys(outbox, "A.filed", event="filed", ends=True)
    delivered = deliver_at(conn, 0, crews=crews)
    assert delivered is not None
    assert delivered.outcome is Outcome.TOLD
    assert crews.told == [notification(key="A.filed", case_id="A", event="filed", ends=True)]
    assert states(conn) == {"A.filed": "told"}
    assert deliver_at(conn, 0, crews=crews) is None


def test_the_next_of_a_case_names_those_before(outbox: Pool, conn: Connection) -> None:
    crews = Fake()
    put_keys(outbox, "A.filed", "B.filed", "A.closed")
    put_keys(outbox, "A.else", to="crew-8")
    deliver_all(conn, 0, crews=crews)
    by_key = {one.key: one for one in crews.told}
    assert by_key["A.closed"].earlier == (("A.filed", AT),)
    assert by_key["A.else"].earlier == by_key["B.filed"].earlier == ()


def test_of_a_long_case_the_last_ones_are_named(outbox: Pool, conn: Connection) -> None:
    crews = Fake()
    put_keys(outbox, *(f"A.{number:03}" for number in range(EARLIER + 3)))
    deliver_all(conn, 0, crews=crews)
    earlier = crews.told[-1].earlier
    assert [key for key, _ in earlier] == [f"A.{number:03}" for number in range(2, EARLIER + 2)]


def test_a_failed_try_holds_up_its_case_and_no_other(outbox: Pool, conn: Connection) -> None:
    crews = Fake(act=fails_with(TryAgainError("busy")))
    put_keys(outbox, "A.1", "A.2", "B.1")
    results = deliver_all(conn, 0, crews=crews)
    assert [one.outcome for one in results] == [Outcome.AGAIN, Outcome.TOLD]
    assert crews.keys == ["B.1"]
    deliver_all(conn, 1, crews=crews)
    assert crews.keys == ["B.1", "A.1", "A.2"]


def test_what_comes_new_is_not_due_before_what_its_case_waits_for(outbox: Pool, conn: Connection) -> None:
    put_keys(outbox, "A.1", "A.2")
    deliver_at(conn, 0, crews=Fake(act=fails_with(TryAgainError("busy", after_s=300))))
    put_keys(outbox, "A.3", "B.1", now=AT + timedelta(seconds=1))
    due = {kept.key: kept.due_at - AT for kept in listed(conn, limit=9)}
    assert due["A.1"] == due["A.2"] == due["A.3"] == timedelta(seconds=300)
    assert due["B.1"] == timedelta(seconds=1)


def test_how_long_a_receiver_asks_to_be_left_alone_is_respected(outbox: Pool, conn: Connection) -> None:
    crews = Fake(act=fails_with(TryAgainError("429", after_s=3600)))
    put_keys(outbox, "A.1")
    deliver_at(conn, 0, crews=crews)
    assert deliver_at(conn, 59.9, crews=crews) is None
    assert deliver_at(conn, 60, crews=crews) is not None


def test_what_is_refused_for_good_lets_later_ones_go_on(outbox: Pool, conn: Connection) -> None:
    crews = Fake(act=fails_with(PermanentError("no such address")))
    put_keys(outbox, "A.1", "A.2")
    first, second = deliver_all(conn, 0, crews=crews)
    assert (first.outcome, first.problem) == (Outcome.REFUSED, "no such address")
    assert (second.outcome, crews.keys) == (Outcome.TOLD, ["A.2"])
    assert crews.told[0].earlier == ()  # the receiver does not know the first
    assert states(conn) == {"A.1": "refused", "A.2": "told"}


def test_what_is_older_than_a_day_is_not_told_any_more(outbox: Pool, conn: Connection) -> None:
    crews = Fake()
    put_keys(outbox, "A.1")
    put_keys(outbox, "A.2", now=AT + timedelta(hours=1))
    results = deliver_all(conn, 24 * 60, crews=crews)
    assert [one.outcome for one in results] == [Outcome.EXPIRED, Outcome.TOLD]
    assert crews.keys == ["A.2"]


def test_a_channel_without_a_name_in_the_file_keeps_its_notifications(outbox: Pool, conn: Connection) -> None:
    put_keys(outbox, "A.1", channel="gone")
    put_keys(outbox, "A.2")
    assert len(deliver_all(conn, 25 * 60, crews=Fake())) == 1
    assert states(conn)["A.1"] == "waiting"


def test_a_defect_of_a_channel_is_tried_again_and_stops_no_other(outbox: Pool, conn: Connection) -> None:
    crews = Fake(act=fails_with(ZeroDivisionError("by nought")))
    put_keys(outbox, "A.1", "B.1")
    first, second = deliver_all(conn, 0, crews=crews)
    assert (first.outcome, first.problem) == (Outcome.AGAIN, "ZeroDivisionError: by nought")
    assert (second.outcome, states(conn)["A.1"]) == (Outcome.TOLD, "waiting")


def test_a_body_that_cannot_be_read_is_refused_and_stops_no_other(outbox: Pool, conn: Connection) -> None:
    put_keys(outbox, "A.1", "A.2")
    conn.execute("""update outbox set body = '{"key": 7}' where key = 'A.1'""")
    first, second = deliver_all(conn, 0, crews=Fake())
    assert (first.outcome, second.outcome) == (Outcome.REFUSED, Outcome.TOLD)
    assert "its body is wrong" in (first.problem or "")


def test_odd_words_of_a_receiver_are_kept_in_short(outbox: Pool, conn: Connection) -> None:
    crews = Fake(act=fails_with(PermanentError("\0\udc80" + "x" * 10_000)))
    put_keys(outbox, "A.1")
    deliver_at(conn, 0, crews=crews)
    problem = listed(conn, limit=1)[0].problem
    assert problem == "\ufffd?" + "x" * (PROBLEM_LETTERS - 2)


def test_a_dead_receiver_is_left_alone_and_its_first_success_ends_that(
    outbox: Pool, conn: Connection
) -> None:
    crews, bureau = Fake(act=fails_with(*[TryAgainError("dead")] * 12)), Fake()
    put_keys(outbox, *(f"{case}.1" for case in "ABCDEFGHIJKLMNOP"))
    put_keys(outbox, "Z.1", channel="bureau")
    for second in range(7):
        assert deliver_at(conn, second / 60, crews=crews) is not None
    last = deliver_at(conn, 8 / 60, crews=crews)
    assert last is not None
    assert last.paused_until is not None
    assert deliver_at(conn, 8 / 60, crews=crews) is None  # though others are due
    assert [one.kept.key for one in deliver_all(conn, 8 / 60, crews=crews, bureau=bureau)] == ["Z.1"]
    assert len(deliver_all(conn, 9.1 / 60, crews=crews)) == 1  # the one that looks whether it is back
    for minute in (1, 2, 3):
        assert len(deliver_all(conn, minute, crews=crews)) == 1
    assert len(deliver_all(conn, 10, crews=crews)) == len(crews.keys) == 16
    assert health(conn, "crews") == Health()


def test_two_do_not_look_at_once_whether_a_dead_receiver_is_back(outbox: Pool, conn: Connection) -> None:
    put_keys(outbox, *(f"{case}.1" for case in "ABCDEFGHIJ"))
    for second in range(8):
        deliver_at(conn, second / 60, crews=Fake(act=fails_with(TryAgainError("dead"))))
    others: list[object] = []

    def look(_: object) -> None:
        with outbox.connection() as other:
            others.append(deliver_at(other, 1, crews=Fake()))

    assert deliver_at(conn, 1, crews=Fake(act=look)) is not None
    assert others == [None]


def test_order_holds_for_whoever_delivers_meanwhile(outbox: Pool, conn: Connection) -> None:
    meanwhile = Fake()

    def look(_: object) -> None:
        with outbox.connection() as other:
            deliver_all(other, 0, crews=meanwhile)

    put_keys(outbox, "A.1", "A.2", "B.1")
    assert deliver_at(conn, 0, crews=Fake(act=look)) is not None
    assert meanwhile.keys == ["B.1"]
    assert states(conn) == {"A.1": "told", "A.2": "waiting", "B.1": "told"}


def test_what_is_told_but_not_committed_is_told_again_with_its_key(outbox: Pool) -> None:
    crews = Fake()
    put_keys(outbox, "A.1")

    def deliver_and_lose_the_database() -> None:
        with outbox.connection() as conn, outbox.connection() as other:

            def cut(_: object) -> None:
                other.execute(f"select pg_terminate_backend({conn.info.backend_pid})".encode())

            deliver_at(conn, 0, crews=Fake(act=cut, told=crews.told))

    with pytest.raises(UnreachableError):
        deliver_and_lose_the_database()
    with outbox.connection() as conn:
        assert states(conn) == {"A.1": "waiting"}
        deliver_all(conn, 0, crews=crews)
        assert states(conn) == {"A.1": "told"}
    assert crews.keys == ["A.1", "A.1"]
