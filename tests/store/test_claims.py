"""Claims on parts of the city: alone, all or nothing, as long as the connection lives."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psycopg
import pytest

from store.claims import Claim, ClaimedError, Held
from store.coverage import serves_sources, streets, uncovered, unserved
from store.pool import connect

Take = Callable[..., Held]


class Hands:
    """A clock that goes on whenever somebody pauses."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def pause(self, seconds: float) -> None:
        self.now_s += seconds


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def take(small_city: str, hands: Hands) -> Iterator[Take]:
    """Takes parts for a holder: ``take("east", "310101/002")``."""
    with ExitStack() as stack:

        def taken(holder: str, *prefixes: str, sources: bool = False) -> Held:
            claim = Claim(holder=holder, prefixes=prefixes, sources=sources, client_ids=(holder,))
            one = Held(small_city, claim, clock=lambda: hands.now_s)
            stack.callback(one.close)
            one.take(pause=hands.pause)
            return one

        yield taken


@pytest.mark.parametrize(
    ("one", "other"),
    [("", ""), ("", "310101"), ("", "310101/002"), ("310101", "310101/002"), ("310101/002", "310101/002")],
)
def test_parts_that_overlap_are_refused_whoever_comes_first(take: Take, one: str, other: str) -> None:
    first = take("one", one)
    with pytest.raises(ClaimedError, match="taken already by one"):
        take("other", other)
    first.close()
    take("other", other)
    with pytest.raises(ClaimedError, match="taken already by other"):
        take("one", one)


def test_parts_beside_each_other_are_taken_at_the_same_time(take: Take) -> None:
    take("one", "310101/002", "310101/003")
    take("two", "310101/004")
    take("three", "310102")


def test_a_session_is_served_by_one_process_only(take: Take) -> None:
    take("one", "310101/002")
    with pytest.raises(ClaimedError, match="the session one is taken already"):
        take("one", "310101/003")


def test_who_is_refused_holds_nothing_of_what_was_free(take: Take) -> None:
    take("one", "310101/003")
    with pytest.raises(ClaimedError, match="prefix 310101/003"):
        take("two", "310101/002", "310101/003")
    take("three", "310101/002")


def test_who_waits_for_a_part_holds_no_other_meanwhile(take: Take, small_city: str, hands: Hands) -> None:
    take("one", "310101/003")
    waiting = Held(
        small_city, Claim(holder="two", prefixes=("310101/002", "310101/003")), clock=lambda: hands.now_s
    )
    with connect(small_city, name="test") as conn, pytest.raises(ClaimedError):
        waiting.take(pause=lambda _: hands.pause(uncovered(conn).count("310101/002")))
    assert hands.now_s == 3


def test_topics_of_platforms_are_taken_once(take: Take) -> None:
    take("one", "310101/002", sources=True)
    with pytest.raises(ClaimedError, match="topics of the platforms"):
        take("two", "310101/003", sources=True)


@pytest.mark.parametrize("prefix", ["", "310101", "310101/002"])
def test_a_street_is_covered_by_all_that_it_lies_in(take: Take, small_city: str, prefix: str) -> None:
    with connect(small_city, name="test") as conn:
        assert uncovered(conn) == ["310101/002"]
        held = take("one", prefix)
        assert uncovered(conn) == []
        held.close()
        assert uncovered(conn) == ["310101/002"]


def test_a_neighbour_covers_nothing(take: Take, small_city: str) -> None:
    take("310101/002", "310101/003", "310102", "31010")
    with connect(small_city, name="test") as conn:
        assert uncovered(conn) == ["310101/002"]
        assert not serves_sources(conn)
        assert unserved(conn, ["310101/002", "yiping-ingest"]) == ["yiping-ingest"]


def test_streets_come_with_the_number_of_their_sensors(small_city: str) -> None:
    with connect(small_city, name="test") as conn:
        assert streets(conn) == {"310101/002": 5}


def cut(database_url: str) -> None:
    """Ends the connections of all claims, as a database that went down."""
    with psycopg.connect(database_url, autocommit=True) as conn:
        conn.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where application_name like 'yiping-claim-%' and datname = current_database()"
        )


def test_a_claim_is_taken_again_after_the_database_was_away(
    take: Take, small_city: str, hands: Hands
) -> None:
    held = take("one", "310101/002")
    cut(small_city)
    hands.now_s += 6
    held.beat(pause=hands.pause)
    with connect(small_city, name="test") as conn:
        assert uncovered(conn) == []


def test_a_claim_that_somebody_else_took_meanwhile_is_told(take: Take, small_city: str, hands: Hands) -> None:
    held = take("one", "310101/002")
    cut(small_city)
    take("two", "310101/002")
    hands.now_s += 6
    asked_s = hands.now_s
    with pytest.raises(ClaimedError, match=r"prefix 310101/002 .* by two"):
        held.beat(pause=hands.pause)
    assert hands.now_s == asked_s  # only for what it may hold itself it would wait


def test_between_two_looks_nobody_asks_the_database(take: Take, small_city: str, hands: Hands) -> None:
    held = take("one", "310101/002")
    cut(small_city)
    hands.now_s += 4.9
    held.beat(pause=hands.pause)
    with connect(small_city, name="test") as conn:
        assert uncovered(conn) == ["310101/002"]
